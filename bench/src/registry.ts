import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { Benchmark } from './types.ts';

const own = new Set(['figures', 'machine', 'registry', 'run', 'types', 'index']);
const shape = z.object({
	benchmark: z.object({
		name: z.string(),
		description: z.string().min(1),
		loadShape: z.string().min(1),
		excludes: z.string().min(1),
		run: z.custom<Benchmark['run']>((value) => typeof value === 'function', 'must be a function'),
	}),
});

/** The names of all benchmarks: one file each. */
export const benchmarkNames = (folder: string = import.meta.dirname): string[] =>
	readdirSync(folder)
		.filter((file) => /^[\w-]+\.ts$/.test(file))
		.map((file) => file.replace(/\.ts$/, ''))
		.filter((name) => !own.has(name))
		.toSorted();

/** @throws where the name is unknown (and says which are known) or the file does not say what it measures and excludes. */
export async function loadBenchmark(name: string, folder: string = import.meta.dirname): Promise<Benchmark> {
	const known = benchmarkNames(folder);
	if (!known.includes(name)) throw new Error(`no benchmark is called ${name}; there are: ${known.join(', ')}`);
	const loaded = shape.safeParse(await import(pathToFileURL(join(folder, `${name}.ts`)).href));
	if (!loaded.success) throw new Error(`bench/src/${name}.ts does not export a whole benchmark: ${z.prettifyError(loaded.error)}`);
	return loaded.data.benchmark;
}
