import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { compilerTool, findTool } from '@meridian/local';
import { z } from 'zod';
import { loadScript } from './frames.ts';

const root = resolve(import.meta.dirname, '../../..');
const resultShape = z.object({
	sent: z.number(),
	received: z.number(),
	p50: z.number(),
	p99: z.number(),
	p999: z.number(),
	max: z.number(),
});
/** Latencies in microseconds. */
export type LoadResult = z.infer<typeof resultShape>;
export type Durability = 'process' | 'disk';

/** Compiles bench/native. @throws with the compiler's words, or saying how to get one. */
export async function buildLoad(): Promise<string> {
	const compiler = await findTool(compilerTool, (note) => void process.stderr.write(`${note}\n`));
	if ('missing' in compiler) throw new Error(compiler.missing);
	const folder = join(root, 'bench/native');
	const sources = readdirSync(folder).filter((name) => name.endsWith('.cpp'));
	const outDir = join(root, '.state/build');
	mkdirSync(outDir, { recursive: true });
	const binary = join(outDir, 'bench-load');
	execFileSync(compiler.path, ['-std=c++17', '-O2', '-Wall', '-Wextra', ...sources.map((name) => join(folder, name)), '-o', binary]);
	return binary;
}

/** On one processor alone where the system can do that: the load generator and the engine must not share one. */
function pinned(cpu: number, command: readonly string[]): readonly string[] {
	return existsSync('/usr/bin/taskset') ? ['/usr/bin/taskset', '-c', String(cpu), ...command] : command;
}

function start(cpu: number, command: readonly string[], env: NodeJS.ProcessEnv = process.env): ChildProcess {
	const [program = '', ...args] = pinned(cpu, command);
	return spawn(program, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
}

/** The first line a program prints. @throws where it ends before. */
function firstLine(child: ChildProcess): Promise<string> {
	return new Promise((resolve, reject) => {
		if (child.stdout) createInterface({ input: child.stdout }).once('line', resolve);
		child.once('exit', (code) => reject(new Error(`the program ended with ${code} before it said a word`)));
		child.once('error', reject);
	});
}

async function measure(command: readonly string[]): Promise<LoadResult> {
	return resultShape.parse(JSON.parse(await firstLine(start(0, command))));
}

async function ended(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	await new Promise((resolve) => child.once('exit', resolve));
}

/** A C program on one processor echoes frames to the load generator on the other: what the kernel alone costs. */
export async function measureEcho(load: string, input: { rate: number; seconds: number; frameBytes: number }): Promise<LoadResult> {
	const server = start(1, [load, 'echo-server']);
	try {
		const port = await firstLine(server);
		return await measure([load, 'echo', port, String(input.rate), String(input.seconds), String(input.frameBytes)]);
	} finally {
		server.kill('SIGKILL');
		await ended(server);
	}
}

/** A new engine thread with an empty journal on one processor; generator and venue in one program on the other. */
export async function measureOrders(load: string, input: { rate: number; seconds: number; durability: Durability }): Promise<LoadResult> {
	const stateDir = mkdtempSync(join(tmpdir(), 'meridian-bench-'));
	const keys = { gatewayKey: randomBytes(32).toString('hex'), terminalKey: randomBytes(32).toString('hex') };
	const script = join(stateDir, 'script');
	writeFileSync(script, loadScript(keys), { mode: 0o600 });
	const journal = { durability: input.durability, segmentBytes: 64 * 1024 * 1024, leaveFreeBytes: 0 };
	const settings = { stateDir, journal, epoch: 1, ...keys, entryPort: 0, terminalPort: 0, spinUs: 200 };
	const host = start(1, [process.execPath, join(root, 'apps/execution-gateway/src/testing/engine-host.ts')], {
		...process.env,
		MERIDIAN_LOG_LEVEL: 'error',
		MERIDIAN_ENGINE_SETTINGS: JSON.stringify(settings),
	});
	try {
		const ports = z.object({ entryPort: z.number(), terminalPort: z.number() }).parse(JSON.parse(await firstLine(host)));
		const [entry, terminal] = [String(ports.entryPort), String(ports.terminalPort)];
		return await measure([load, 'orders', script, entry, terminal, String(input.rate), String(input.seconds)]);
	} finally {
		host.stdin?.end();
		host.kill('SIGKILL');
		await ended(host);
		rmSync(stateDir, { recursive: true, force: true });
	}
}
