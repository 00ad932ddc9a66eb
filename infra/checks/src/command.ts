import { spawn } from 'node:child_process';

/** Runs a command to its end. @returns its exit code and everything it printed. */
export function command(name: string, args: readonly string[], cwd: string): Promise<{ readonly code: number; readonly output: string }> {
	return new Promise((resolve) => {
		const child = spawn(name, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' } });
		let output = '';
		for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
		child.on('error', (error) => resolve({ code: 127, output: error.message }));
		child.on('close', (code) => resolve({ code: code ?? 128, output }));
	});
}

export const lines = (text: string, max = 200): string[] =>
	text
		.split('\n')
		.filter((line) => line.trim() !== '' && !line.startsWith('npm warn'))
		.slice(0, max);
