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
	/** Orders of the measured seconds; `received` of them came to the venue before it gave up, 5 s after the last was due. */
	asked: z.number(),
	received: z.number(),
	p50: z.number(),
	p99: z.number(),
	p999: z.number(),
	max: z.number(),
});
/** Latencies in microseconds. */
export type LoadResult = z.infer<typeof resultShape>;
export type Durability = 'process' | 'disk' | 'replica';

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

function start(cpu: number, command: readonly string[], by: { env?: NodeJS.ProcessEnv; isQuiet?: boolean } = {}): ChildProcess {
	const [program = '', ...args] = pinned(cpu, command);
	return spawn(program, args, { env: by.env ?? process.env, stdio: ['pipe', 'pipe', by.isQuiet === true ? 'ignore' : 'inherit'] });
}

/** The first line a program prints. @throws where it ends before. */
function firstLine(child: ChildProcess): Promise<string> {
	return new Promise((resolve, reject) => {
		if (child.stdout) createInterface({ input: child.stdout }).once('line', resolve);
		child.once('exit', (code) => reject(new Error(`the program ended with ${code} before it said a word`)));
		child.once('error', reject);
	});
}

/** Line by line. @throws where the program ends before the next. */
function linesOf(child: ChildProcess): () => Promise<string> {
	if (child.stdout === null) throw new Error('the program has no output');
	const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
	return async () => {
		const { value, done } = await lines.next();
		if (done === true) throw new Error('the program ended before it said what was waited for');
		return String(value);
	};
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
	// That its client has gone is all it would have to tell.
	const server = start(1, [load, 'echo-server'], { isQuiet: true });
	try {
		const port = await firstLine(server);
		return await measure([load, 'echo', port, String(input.rate), String(input.seconds), String(input.frameBytes)]);
	} finally {
		server.kill('SIGKILL');
		await ended(server);
	}
}

const host = join(root, 'apps/execution-gateway/src/testing/engine-host.ts');
const startHost = (cpu: number, settings: unknown): ChildProcess =>
	start(cpu, [process.execPath, host], {
		env: { ...process.env, MERIDIAN_LOG_LEVEL: 'error', MERIDIAN_ENGINE_SETTINGS: JSON.stringify(settings) },
	});
const portsShape = z.object({ entryPort: z.number(), terminalPort: z.number(), replicaPort: z.number().optional() });

/**
 * A new engine thread with an empty journal on one processor; generator and venue in one program on the other. With `replica` a second engine follows
 * the first, on the generator's processor: there is no third.
 */
export async function measureOrders(
	load: string,
	input: { rate: number; seconds: number; warmupSec: number; durability: Durability },
): Promise<LoadResult> {
	const folder = mkdtempSync(join(tmpdir(), 'meridian-bench-'));
	const keys = { gatewayKey: randomBytes(32).toString('hex'), terminalKey: randomBytes(32).toString('hex') };
	const script = join(folder, 'script');
	writeFileSync(script, loadScript(keys), { mode: 0o600 });
	const common = { ...keys, entryPort: 0, terminalPort: 0 };
	const journal = { segmentBytes: 64 * 1024 * 1024, leaveFreeBytes: 0 };
	const leader = startHost(1, {
		...{ ...common, stateDir: join(folder, 'leader'), epoch: 1, spinUs: 200 },
		journal: { ...journal, durability: input.durability },
		...(input.durability === 'replica' ? { replica: { port: 0, waitMs: 5_000 } } : {}),
	});
	const hosts = [leader];
	try {
		const said = linesOf(leader);
		const { entryPort, terminalPort, replicaPort } = portsShape.parse(JSON.parse(await said()));
		if (replicaPort !== undefined) {
			const follow = { standby: 'bench', leaders: [{ host: '127.0.0.1', port: replicaPort }] };
			const stateDir = join(folder, 'standby');
			hosts.push(startHost(0, { ...common, stateDir, spinUs: 0, journal: { ...journal, durability: 'process' }, follow }));
			await said();
		}
		const numbers = [entryPort, terminalPort, input.rate, input.seconds, input.warmupSec].map(String);
		return await measure([load, 'orders', script, ...numbers]);
	} finally {
		for (const child of hosts) {
			child.stdin?.end();
			child.kill('SIGKILL');
			await ended(child);
		}
		rmSync(folder, { recursive: true, force: true });
	}
}
