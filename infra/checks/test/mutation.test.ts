import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mutantsOf } from '../src/mutation/operators.ts';
import { runMutants } from '../src/mutation/run.ts';

const changed = (source: string): string[] =>
	mutantsOf(source).map(({ start, end, replacement }) => source.slice(0, start) + replacement + source.slice(end));

test.each([
	['a < b;', ['a <= b;', 'a >= b;', ';']],
	['a === b;', ['a !== b;', ';']],
	['a + b;', ['a - b;', ';']],
	['a && b;', ['a || b;', ';']],
	['a ?? b;', ['a && b;', ';']],
	['a += 1;', ['a -= 1;', ';']],
	['const a = true;', ['const a = false;']],
	['const a = !b;', ['const a = (b);']],
	['const a = -b;', ['const a = (b);']],
	['const a = b ? 1 : 2;', ['const a = true ? 1 : 2;', 'const a = false ? 1 : 2;']],
	['const f = (a: number): number => a;', ['const f = (a: number): number => null;']],
	['const f = () => ({ a });', ['const f = () => null;']],
	['function f() { return null; }', []],
	['type A = true; const a = b satisfies false;', []],
])('%s', (source, mutants) => {
	expect(changed(source).toSorted()).toEqual(mutants.toSorted());
});

/** A room of one function and one test. */
function room(test: string): { room: string; folder: string; tests: string[] } {
	const folder = mkdtempSync(join(tmpdir(), 'meridian-mutation-'));
	writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
	writeFileSync(join(folder, 'least.ts'), 'export function least(a: number, b: number): number {\n\treturn a < b ? a : b;\n}\n');
	writeFileSync(join(folder, 'suite.spec.js'), `import { expect, it } from 'vitest';\nimport { least } from './least.ts';\n${test}\n`);
	return { room: folder, folder, tests: [join(folder, 'suite.spec.js')] };
}

test('a mutant that a test notices is killed, one that changes nothing survives', async () => {
	const results = await runMutants(room("it('is the lesser', () => { expect(least(1, 2)).toBe(1); expect(least(2, 1)).toBe(1); });"));
	expect(results.map(({ operator, outcome }) => `${operator}: ${outcome}`)).toEqual([
		'condition is true: killed',
		'condition is false: killed',
		'return null: killed',
		'conditional boundary: survived',
		'negate conditional: killed',
	]);
});

test('only tests that come to where the change is are asked, the quickest first; of what is evaluated while loading, all', async () => {
	const place = room('');
	const file = join(place.folder, 'least.ts');
	const least = 'export function least(a: number, b: number): number {\n\treturn a < b ? a : b;\n}\n';
	writeFileSync(file, `${least}export function unused(a: number): number {\n\treturn -a;\n}\nexport const limit = 1 + 2;\n`);
	writeFileSync(
		join(place.folder, 'suite.spec.js'),
		`import { expect, it } from 'vitest';
import { least, limit } from './least.ts';
it('is the lesser', () => { expect(least(1, 2)).toBe(1); expect(least(2, 1)).toBe(1); });
it('has a limit', () => { expect(limit).toBe(3); });
`,
	);
	const results = await runMutants({ ...place, workers: 2 });
	expect(results.map(({ line, operator, outcome }) => `${line} ${operator}: ${outcome}`)).toEqual([
		'2 condition is true: killed',
		'2 condition is false: killed',
		'2 return null: killed',
		'2 conditional boundary: survived',
		'2 negate conditional: killed',
		'5 return null: survived',
		'5 remove minus: survived',
		'7 arithmetic: killed',
	]);
	const everyThird = await runMutants({ ...place, every: 3 });
	expect(everyThird.map(({ operator }) => operator)).toEqual(['condition is true', 'conditional boundary', 'remove minus']);
});

test('an endless loop is a mutant that was noticed, and the next one is judged', async () => {
	const place = room("it('counts', () => { expect(least(1, 2)).toBe(1); });");
	writeFileSync(
		join(place.folder, 'least.ts'),
		'export function least(a: number, b: number): number {\n\tlet i = 0;\n\twhile (i < a) i += 1;\n\treturn b > 1 ? i : b;\n}\n',
	);
	const results = await runMutants({ ...place, trialTimeoutMs: 5_000 });
	expect(results.find(({ operator }) => operator === 'assignment')?.outcome).toBe('timeout');
	expect(results.at(-1)?.outcome).toBe('killed');
});

test('nothing is said where the tests fail as they are', async () => {
	await expect(runMutants(room("it('fails', () => { expect(least(1, 2)).toBe(2); });"))).rejects.toThrow(
		'the tests fail as they are: fails',
	);
	await expect(runMutants(room(''))).rejects.toThrow('the tests fail as they are');
});
