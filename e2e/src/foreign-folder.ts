import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const plain = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' };

/** A folder outside of this repository into which the SDK was installed from its package, without a network. */
export async function installSdk(): Promise<string> {
	const folder = mkdtempSync(join(tmpdir(), 'meridian-sdk-user-'));
	const packed = await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: join(root, 'packages/sdk'), env: plain });
	const file = packed.stdout.trim().split('\n').at(-1) ?? '';
	writeFileSync(join(folder, 'package.json'), '{ "name": "a-user", "private": true, "type": "module" }\n');
	await run('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${file}`], { cwd: folder, env: plain });
	return folder;
}

/** Runs an example of the installed package as a user would: plain Node, no flags. @returns what it printed. @throws where it fails */
export async function runExample(folder: string, input: { readonly name: string; readonly env: Record<string, string> }): Promise<string> {
	const file = join(folder, 'node_modules/@meridian/sdk/examples', input.name);
	const { stdout } = await run(process.execPath, [file], { cwd: folder, env: { ...plain, ...input.env }, timeout: 60_000 });
	return stdout;
}

/** Compiles a program of a user against the installed types. @returns the compiler's complaints */
export async function typecheck(folder: string, program: string): Promise<string> {
	writeFileSync(join(folder, 'program.ts'), program);
	const options = ['--noEmit', '--strict', '--module', 'NodeNext', '--moduleResolution', 'NodeNext', '--target', 'ES2022', '--types', ''];
	const tsc = join(root, 'node_modules/typescript/bin/tsc');
	return run(process.execPath, [tsc, ...options, 'program.ts'], { cwd: folder }).then(
		() => '',
		(error: { stdout?: string }) => error.stdout ?? String(error),
	);
}
