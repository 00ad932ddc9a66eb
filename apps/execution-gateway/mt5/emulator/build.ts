import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';

/**
 * Compiles the Expert Advisor's source, untouched, with the emulated terminal: `node build.ts OUT_DIR [--sanitize]`.
 * The binary's name carries the hash of its sources and of the compiler, so nothing stale is ever run. Last line: its path.
 */
const [outDir = '', flag] = process.argv.slice(2);
if (outDir === '') throw new Error('usage: node build.ts OUT_DIR [--sanitize]');
const here = import.meta.dirname;
const expert = join(here, '../Experts/Meridian.mq5');
const include = join(here, '../include');
const compiler = process.env.CXX ?? 'g++';
const checks = flag === '--sanitize' ? ['-O1', '-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'] : ['-O2'];
const flags = ['-std=c++17', '-fsigned-char', '-Wall', '-Wextra', '-Wno-unused-parameter', ...checks];

const inFolder = (folder: string, ending: RegExp) =>
	readdirSync(folder)
		.filter((name) => ending.test(name))
		.toSorted()
		.map((name) => join(folder, name));
const units = [expert, ...inFolder(here, /\.cpp$/)];
const hash = createHash('sha256').update(JSON.stringify([compiler, flags, process.arch]));
for (const file of [...units, ...inFolder(here, /\.hpp$/), ...inFolder(include, /\.mqh$/)])
	hash.update(basename(file)).update(readFileSync(file));
const name = `meridian-terminal-${hash.digest('hex').slice(0, 16)}`;
const binary = join(outDir, name);

if (!existsSync(binary)) {
	const objects = join(outDir, `${name}.${process.pid}.objects`);
	mkdirSync(objects, { recursive: true });
	const objectOf = (unit: string) => join(objects, `${basename(unit)}.o`);
	const waiting = [...units];
	const worker = async (): Promise<void> => {
		for (let unit = waiting.shift(); unit !== undefined; unit = waiting.shift()) {
			const language = unit === expert ? ['-include', join(here, 'mql5_shim.hpp'), '-x', 'c++'] : [];
			await compile([...flags, ...language, '-c', unit, '-o', objectOf(unit)]);
		}
	};
	await Promise.all(Array.from({ length: availableParallelism() }, worker));
	await compile([...flags, ...units.map(objectOf), '-o', `${binary}.${process.pid}`]);
	renameSync(`${binary}.${process.pid}`, binary);
	rmSync(objects, { recursive: true });
}
process.stdout.write(`${binary}\n`);

/** @throws with the compiler's own words */
async function compile(args: readonly string[]): Promise<void> {
	const child = spawn(compiler, args, { stdio: ['ignore', 'inherit', 'inherit'] });
	const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('exit', resolve));
	if (code !== 0) throw new Error(`${compiler} ${args.at(-3)}: failed with ${code}`);
}
