import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { httpHealth } from '../src/process/health.ts';
import { startMark } from '../src/process/identity.ts';
import type { ProcessSpec } from '../src/process/managed.ts';
import { Supervisor } from '../src/process/supervisor.ts';
import { freePort, until } from './until.ts';

let stateDir: string;
let notes: string[];
let supervisor: Supervisor;

const serve = (port: number, more = '') => `
	require('node:http').createServer((q, r) => r.end('ok')).listen(${port}, '127.0.0.1');
	${more}`;

const program = (name: string, port: number, script = serve(port)): ProcessSpec => ({
	name,
	command: process.execPath,
	args: ['-e', script],
	env: { PATH: process.env.PATH ?? '' },
	cwd: stateDir,
	health: httpHealth(`http://127.0.0.1:${port}/health`),
});

beforeEach(async () => {
	stateDir = mkdtempSync(join(tmpdir(), 'meridian-supervisor-'));
	notes = [];
	supervisor = new Supervisor({ stateDir, quiet: true, note: (text) => notes.push(text) });
	await supervisor.claim();
});
afterEach(async () => {
	await supervisor.stop();
	rmSync(stateDir, { recursive: true, force: true });
});

describe('a process', () => {
	test('that is killed comes back, and the screen says so', async () => {
		const managed = supervisor.start(program('api', await freePort()));
		await managed.waitFor('ok', 10_000);
		const before = managed.pid;
		managed.kill('SIGKILL');
		await until('a new process', () => managed.pid !== undefined && managed.pid !== before);
		await managed.waitFor('ok', 10_000);
		expect(managed.restarts).toBe(1);
		expect(notes.join('\n')).toMatch(/api ended by itself \(SIGKILL\); restart 1 in 250 ms/);
	});

	test('restarted with extra environment has it once: not after a crash', async () => {
		const port = await freePort();
		const script = `require('node:http').createServer((q, r) => r.end(process.env.EXTRA ?? 'none')).listen(${port}, '127.0.0.1')`;
		const managed = supervisor.start(program('gateway', port, script));
		await managed.waitFor('ok', 10_000);
		await supervisor.restart('gateway', { EXTRA: 'failpoint' });
		const answer = async () => (await fetch(`http://127.0.0.1:${port}/`)).text();
		expect(await answer()).toBe('failpoint');
		expect(managed.restarts).toBe(0);
		managed.kill('SIGKILL');
		await until('the restart', () => managed.restarts === 1);
		await managed.waitFor('ok', 10_000);
		expect(await answer()).toBe('none');
	});

	test('that keeps crashing is reported with its last words', async () => {
		const port = await freePort();
		const managed = supervisor.start(program('api', port, "console.error('DATABASE_URL is missing'); process.exit(1)"));
		await expect(managed.waitFor('ok', 30_000)).rejects.toThrow(/keeps crashing[\s\S]*DATABASE_URL is missing/);
	});

	test('that answers 503 counts as answering, not as healthy', async () => {
		const port = await freePort();
		const script = `require('node:http').createServer((q, r) => { r.statusCode = 503; r.end('no link'); }).listen(${port}, '127.0.0.1')`;
		const managed = supervisor.start(program('gateway', port, script));
		await managed.waitFor('answers', 10_000);
		await expect(managed.waitFor('ok', 300)).rejects.toThrow(/not healthy[\s\S]*no link/);
	});
});

test('everything stops in reverse order, the databases last', async () => {
	const order = join(stateDir, 'order');
	const script = (port: number, name: string) =>
		serve(
			port,
			`process.on('SIGTERM', () => { require('node:fs').appendFileSync(${JSON.stringify(order)}, '${name} '); process.exit(0); })`,
		);
	for (const [name, last] of [
		['postgres-like', true],
		['gateway', false],
		['api', false],
	] as const) {
		const port = await freePort();
		await supervisor.start({ ...program(name, port, script(port, name)), last }).waitFor('ok', 10_000);
	}
	await supervisor.stop();
	expect(readFileSync(order, 'utf8').trim()).toBe('api gateway postgres-like');
});

describe('a launcher that is killed with SIGKILL', () => {
	test('leaves no orphan, not even of a program that watches nothing', async () => {
		const launcher = join(stateDir, 'launcher.ts');
		const supervisorFile = join(import.meta.dirname, '../src/process/supervisor.ts');
		writeFileSync(
			launcher,
			`import { Supervisor } from ${JSON.stringify(supervisorFile)};
			const supervisor = new Supervisor({ stateDir: ${JSON.stringify(join(stateDir, 'other'))}, quiet: true, note: () => undefined });
			await supervisor.claim();
			const health = async () => ({ state: 'ok' });
			const managed = supervisor.start({ name: 'stubborn', command: process.execPath, args: ['-e', 'setInterval(() => 1, 1000)'], env: {}, cwd: '/', health });
			console.log(managed.pid);`,
		);
		const child = spawn(process.execPath, [launcher], { stdio: ['ignore', 'pipe', 'inherit'] });
		let printed = '';
		child.stdout.on('data', (chunk: Buffer) => {
			printed += chunk.toString();
		});
		const pid = Number(await until('the process number', () => /^\d+\n/.exec(printed)?.[0]));
		expect(startMark(pid)).toBeDefined();
		child.kill('SIGKILL');
		await until('the orphan to be gone', () => startMark(pid) === undefined);
	});
});

test('a second start on a living copy’s state is refused', async () => {
	const sleeper = spawn(process.execPath, ['-e', 'setInterval(() => 1, 1000)'], { stdio: 'ignore' });
	const pid = sleeper.pid ?? 0;
	const mark = await until('the sleeper', () => startMark(pid));
	writeFileSync(join(stateDir, 'pids.json'), JSON.stringify({ launcher: { name: 'launcher', pid, mark }, children: [] }));
	await expect(new Supervisor({ stateDir, quiet: true, note: () => undefined }).claim()).rejects.toThrow(
		/already running \(process \d+\)[\s\S]*--port/,
	);
	sleeper.kill('SIGKILL');
});

test('a second start stops what a killed copy left', async () => {
	const left = spawn(process.execPath, ['-e', 'setInterval(() => 1, 1000)'], { stdio: 'ignore', detached: true });
	const pid = left.pid ?? 0;
	const mark = await until('the leftover', () => startMark(pid));
	writeFileSync(
		join(stateDir, 'pids.json'),
		JSON.stringify({ launcher: { name: 'launcher', pid: 999_999_99, mark: 'gone' }, children: [{ name: 'api', pid, mark }] }),
	);
	await supervisor.claim();
	await until('the leftover to be gone', () => startMark(pid) === undefined);
	expect(notes.join()).toMatch(/stopping api, left over/);
});
