import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

export type BenchGateway = {
	/** Resolves with the time (performance.now) when its log said this, from its start on. @throws where it ends before. */
	said(text: string): Promise<number>;
	kill(): void;
};

const main = resolve(import.meta.dirname, '../../../apps/execution-gateway/src/main.ts');

/** The gateway as a process, known by what it logs. */
export function startGateway(env: Readonly<Record<string, string>>): BenchGateway {
	const child: ChildProcess = spawn(process.execPath, [main], {
		env: { PATH: process.env.PATH ?? '', ...env },
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const heard: { readonly line: string; readonly atMs: number }[] = [];
	const waiting = new Set<() => void>();
	let ended: string | undefined;
	const tell = (): void => {
		for (const look of waiting) look();
	};
	if (child.stdout !== null)
		createInterface({ input: child.stdout }).on('line', (line) => {
			heard.push({ line, atMs: performance.now() });
			tell();
		});
	child.once('exit', (code, signal) => {
		ended = signal ?? String(code);
		tell();
	});
	return {
		kill: () => void child.kill('SIGKILL'),
		said: (text) =>
			new Promise((resolve, reject) => {
				const look = (): void => {
					const found = heard.find(({ line }) => line.includes(text));
					if (found === undefined && ended === undefined) return;
					waiting.delete(look);
					if (found !== undefined) resolve(found.atMs);
					else
						reject(
							new Error(
								`the gateway ended with ${ended} before it said "${text}":\n${heard
									.map(({ line }) => line)
									.slice(-5)
									.join('\n')}`,
							),
						);
				};
				waiting.add(look);
				look();
			}),
	};
}
