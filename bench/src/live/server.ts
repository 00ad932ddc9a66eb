import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { resolve } from 'node:path';

export type Server = { readonly url: string; readonly pid: number; rssKib(): number; cpuMs(): number; stop(): Promise<void> };

const main = resolve(import.meta.dirname, '../../../apps/api/src/main.ts');

/** The API as a process of its own, as it runs elsewhere. Resolves once it answers. */
export async function startServer(env: Readonly<Record<string, string>>): Promise<Server> {
	const port = await freePort();
	const child = spawn(process.execPath, ['--expose-gc', main], {
		env: { PATH: process.env.PATH ?? '', NODE_ENV: 'production', MERIDIAN_LOG_LEVEL: 'warn', ...env, MERIDIAN_API_PORT: String(port) },
		stdio: ['ignore', 'ignore', 'inherit'],
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
		...{ url, pid },
		rssKib: () => Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0),
		cpuMs() {
			// After the name, which is in brackets: user and system time are the 12th and 13th, in 10 ms.
			const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
			return (Number(fields[11]) + Number(fields[12])) * 10;
		},
		async stop() {
			const gone = new Promise((done) => child.once('exit', done));
			child.kill('SIGTERM');
			await gone;
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
