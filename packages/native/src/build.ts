import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join, resolve } from 'node:path';

const room = resolve(import.meta.dirname, '..');
const sources = join(room, 'cpp');
const require = createRequire(import.meta.url);
const compilers = ['g++', 'clang++', 'c++'];
const options = ['-std=c++17', '-O2', '-g', '-fPIC', '-shared', '-Wall', '-Wextra', '-Werror'];
// A thread that is terminated in the middle of a call can't be thrown at: without the last one that would end the process.
const definitions = ['-DNODE_ADDON_API_CPP_EXCEPTIONS', '-DNAPI_VERSION=9', '-DNODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS'];
const sanitizers = ['-fsanitize=address,undefined', '-fno-sanitize-recover=undefined', '-fno-omit-frame-pointer'];

/** Why there is no addon. The program goes on without. */
export class NoAddon extends Error {
	override readonly name = 'NoAddon';
}

export type BuildInput = {
	readonly env?: Readonly<Record<string, string | undefined>>;
	readonly platform?: string;
	/** Git-ignored; every build is a file of its own there, named by what it was made of. */
	readonly outDir?: string;
	readonly sanitize?: boolean;
};

/**
 * The compiled addon: made where it does not exist for exactly these sources, headers, options, compiler and Node platform.
 * @throws NoAddon with the reason where it can't be made.
 */
export function buildAddon(input: BuildInput = {}): string {
	const { env = process.env, platform = process.platform, outDir = join(room, 'dist'), sanitize = false } = input;
	if (platform !== 'linux') throw new NoAddon(`it is written for Linux, and this is ${platform}`);
	const files = readdirSync(sources).toSorted();
	const flags = [...options, ...definitions, ...(sanitize ? sanitizers : [])];
	const compiler = findCompiler(env);
	const hash = createHash('sha256').update([...flags, compiler, process.arch, headerVersions()].join('\0'));
	for (const file of files) hash.update(`\0${file}\0`).update(readFileSync(join(sources, file)));
	const addon = join(outDir, `meridian-${hash.digest('hex').slice(0, 32)}.node`);
	if (existsSync(addon)) return addon;
	mkdirSync(outDir, { recursive: true });
	// Whoever is first wins; a second builder replaces the file by its equal.
	const unfinished = `${addon}.${process.pid}.${performance.now()}`;
	const includes = [`-I${includeDir('node-api-headers', 'include')}`, '-isystem', includeDir('node-addon-api', '.')];
	const inputs = files.filter((file) => file.endsWith('.cpp')).map((file) => join(sources, file));
	try {
		execFileSync(compiler, [...flags, ...includes, ...inputs, '-o', unfinished], { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
		renameSync(unfinished, addon);
	} catch (error) {
		rmSync(unfinished, { force: true });
		const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
		throw new NoAddon(`${compiler} could not compile it:\n${said.trim().split('\n').slice(0, 20).join('\n')}`);
	}
	return addon;
}

/** CXX, else the first of the usual names on PATH. */
export function findCompiler(env: Readonly<Record<string, string | undefined>>): string {
	const names = env.CXX ? [env.CXX] : compilers;
	for (const name of names) {
		if (name.includes('/') && isProgram(name)) return name;
		for (const folder of (env.PATH ?? '').split(delimiter).filter(Boolean)) if (isProgram(join(folder, name))) return join(folder, name);
	}
	throw new NoAddon(`no C++ compiler was found (looked for ${names.join(', ')} on the PATH; Debian, Ubuntu: apt-get install g++)`);
}

function isProgram(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return statSync(file).isFile();
	} catch {
		return false;
	}
}

function includeDir(name: string, folder: string): string {
	return join(dirname(require.resolve(`${name}/package.json`)), folder);
}

function headerVersions(): string {
	return ['node-api-headers', 'node-addon-api'].map((name) => readFileSync(join(includeDir(name, '.'), 'package.json'), 'utf8')).join('\0');
}
