import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { benchmarkNames, loadBenchmark } from '../src/registry.ts';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'meridian-bench-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('every file is a benchmark by its name', async () => {
	writeFileSync(
		join(folder, 'quick.ts'),
		"export const benchmark = { name: 'quick', description: 'd', loadShape: 'l', excludes: 'e', run: async () => [] };",
	);
	writeFileSync(join(folder, 'run.ts'), '');
	expect(benchmarkNames(folder)).toEqual(['quick']);
	expect(await (await loadBenchmark('quick', folder)).run()).toEqual([]);
});

test('an unknown name is answered with the known ones', async () => {
	writeFileSync(join(folder, 'quick.ts'), '');
	await expect(loadBenchmark('slow', folder)).rejects.toThrow(/slow; there are: quick/);
});

test('a benchmark that does not say what it excludes is refused', async () => {
	writeFileSync(
		join(folder, 'vague.ts'),
		"export const benchmark = { name: 'vague', description: 'd', loadShape: 'l', run: async () => [] };",
	);
	await expect(loadBenchmark('vague', folder)).rejects.toThrow(/excludes/);
});
