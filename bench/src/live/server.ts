import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { type ProcessorTimes, processorTimes } from './processors.ts';

export type Server = {
	readonly port: number;
	readonly pid: number;
	rssKib(): number;
	processors(): ProcessorTimes;
	/** A figure of its /metrics. */
	metric(name: string): Promise<number>;
	/** @returns how long it took to let everybody go, ms */
	stop(): Promise<number>;
};

/** Another build of the API may be measured by turns with this one. */
const flags = process.env.MERIDIAN_BENCH_NODE_FLAGS?.split(' ') ?? [];
const main = process.env.MERIDIAN_BENCH_API ?? resolve(import.meta.dirname, '../../../apps/api/src/main.ts');

/** The API as a process of its own, as it runs elsewhere. Resolves once it answers. */
export async function startServer(env: Readonly<Record<string, string>>): Promise<Server> {
	const port = await freePort();
	const child = spawn(process.execPath, [...flags, main], {
		env: {
			...{ PATH: process.env.PATH ?? '', NODE_ENV: 'production', MERIDIAN_LOG_LEVEL: 'warn' },
			// Its people ask documents of the benchmark's own.
			...{ MERIDIAN_PORTAL_DOCUMENTS: 'any', ...env, MERIDIAN_API_PORT: String(port) },
		},
		stdio: ['ignore', flags.length > 0 ? 'inherit' : 'ignore', 'inherit'],
	});
	const pid = child.pid ?? 0;
	const url = `http://127.0.0.1:${port}`;
	const ended = new Promise<never>((_resolve, reject) => child.once('exit', (code) => reject(new Error(`the API ended with ${code}`))));
	ended.catch(() => undefined);
	const answers = async (): Promise<void> => {
		for (let n = 0; n < 600; n += 1) {
			if (
				await fetch(`${url}/health`).then(
					() => true,
					() => false,
				)
			)
				return;
			await new Promise((next) => setTimeout(next, 100));
		}
		throw new Error('the API does not answer');
	};
	await Promise.race([answers(), ended]);
	return {
		...{ port, pid },
		async metric(name) {
			const text = await (await fetch(`${url}/metrics`)).text();
			return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
		},
		rssKib: () => Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0),
		processors: () => processorTimes(pid),
		async stop() {
			const begunMs = performance.now();
			const gone = child.exitCode === null ? new Promise((done) => child.once('exit', done)) : Promise.resolve();
			child.kill('SIGTERM');
			// It drains within seconds; whatever happens, the benchmark ends.
			const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
			await gone;
			clearTimeout(late);
			return performance.now() - begunMs;
		},
	};
}

export function freePort(): Promise<number> {
	return new Promise((done, failed) => {
		const server = createServer();
		server.once('error', failed);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
		});
	});
}
