import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, delimiter, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/**
 * Compiles an Expert Advisor's source, untouched, with the emulated terminal: `node build.ts OUT_DIR [--sanitize] [--expert Meridian]`.
 * Names carry the hash of what they are made from and of the compiler, so nothing stale is ever run, and the terminal's own objects serve
 * every Expert Advisor. Last line: the binary's path.
 */
const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { sanitize: { type: 'boolean', default: false }, expert: { type: 'string', default: 'Meridian' } },
});
const [outDir] = positionals;
if (outDir === undefined || !/^\w+$/.test(values.expert)) throw new Error('usage: node build.ts OUT_DIR [--sanitize] [--expert NAME]');
const here = import.meta.dirname;
const include = join(here, '../include');
const shim = join(here, 'mql5_shim.hpp');
// By its whole path, so that whoever names it otherwise does not compile the same again.
const named = process.env.CXX ?? 'g++';
const compiler =
	(process.env.PATH ?? '')
		.split(delimiter)
		.map((folder) => resolve(folder, named))
		.find((file) => existsSync(file)) ?? named;
const checks = values.sanitize ? ['-O1', '-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'] : ['-O2'];
const flags = ['-std=c++17', '-fsigned-char', '-Wall', '-Wextra', '-Wno-unused-parameter', ...checks];

const inFolder = (folder: string, ending: RegExp) =>
	readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((name) => ending.test(name))
		.toSorted()
		.map((name) => join(folder, name));
const hashOf = (files: readonly string[], seed: string): string => {
	const hash = createHash('sha256').update(seed);
	for (const file of files) hash.update(basename(file)).update(readFileSync(file));
	return hash.digest('hex').slice(0, 16);
};

const headers = inFolder(here, /\.hpp$/);
const terminalUnits = inFolder(here, /\.cpp$/).filter((name) => !basename(name).startsWith('expert_'));
const expertUnits = [join(here, `../Experts/${values.expert}.mq5`), join(here, `expert_${values.expert}.cpp`)];
const terminalHash = hashOf([...terminalUnits, ...headers], JSON.stringify([compiler, flags, process.arch]));
const expertHash = hashOf([...expertUnits, ...inFolder(include, /\.mqh$/)], terminalHash);
const program = values.expert.replaceAll(/[a-z](?=[A-Z])/g, '$&-').toLowerCase();
const binary = join(outDir, `${program}-terminal-${expertHash}`);

if (!existsSync(binary)) {
	const objectsOf = (hash: string) => join(outDir, `terminal-objects-${hash}`);
	const objects = new Map([
		...expertUnits.map((unit) => [unit, join(objectsOf(expertHash), `${basename(unit)}.o`)] as const),
		...terminalUnits.map((unit) => [unit, join(objectsOf(terminalHash), `${basename(unit)}.o`)] as const),
	]);
	for (const hash of [expertHash, terminalHash]) mkdirSync(objectsOf(hash), { recursive: true });
	const waiting = [...objects].filter(([, object]) => !existsSync(object));
	const worker = async (): Promise<void> => {
		for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
			const [unit, object] = next;
			const language = unit.endsWith('.mq5') ? ['-include', shim, '-x', 'c++'] : [];
			await compile([...flags, ...language, '-c', unit], object);
		}
	};
	await Promise.all(Array.from({ length: availableParallelism() }, worker));
	await compile([...flags, ...objects.values()], binary);
}
process.stdout.write(`${binary}\n`);

/** Whole or not at all: another may compile the same at the same moment. @throws with the compiler's own words */
async function compile(args: readonly string[], output: string): Promise<void> {
	const unfinished = `${output}.${process.pid}`;
	const child = spawn(compiler, [...args, '-o', unfinished], { stdio: ['ignore', 'inherit', 'inherit'] });
	const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('exit', resolve));
	if (code !== 0) throw new Error(`${compiler} ${args.at(-1)}: failed with ${code}`);
	renameSync(unfinished, output);
}
