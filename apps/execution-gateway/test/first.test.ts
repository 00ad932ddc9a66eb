import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { expect, test } from 'vitest';
import { goFirst } from '../src/engine/first.ts';

const tasks = '/proc/self/task';
const helpers = () =>
	readdirSync(tasks)
		.filter((id) => readFileSync(`${tasks}/${id}/comm`, 'utf8').trim() === 'V8Worker')
		.map(Number);

test.runIf(existsSync(tasks))('V8’s helpers come after whatever else the process does, once for all engine threads', () => {
	const native = { pinThread: () => true };
	const told = { cpu: undefined, log: { warn: () => undefined } };
	expect(helpers().length).toBeGreaterThan(0);
	const usual = getPriority();
	const others = () =>
		readdirSync(tasks)
			.map(Number)
			.filter((id) => !helpers().includes(id))
			.map((id) => getPriority(id));
	const before = others();
	goFirst(native, told);
	goFirst(native, told);
	expect(helpers().map((id) => getPriority(id))).toEqual(helpers().map(() => Math.min(19, usual + 5)));
	expect(others()).toEqual(before);
});

test('a processor that the thread cannot be kept to is told of, and nothing else happens', () => {
	const warned: unknown[] = [];
	const native = { pinThread: (cpu: number) => cpu === 1 };
	const log = { warn: (of: unknown) => warned.push(of) };
	goFirst(native, { cpu: undefined, log });
	goFirst(native, { cpu: 1, log });
	expect(warned).toEqual([]);
	goFirst(native, { cpu: 99, log });
	expect(warned).toEqual([{ cpu: 99 }]);
});
