import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const answer = z.object({ ms: z.number(), auc: z.number(), rssMib: z.number() });
export type ReferenceAnswer = z.infer<typeof answer>;
export type Reference = {
	readonly version: string;
	train(ask: object): Promise<ReferenceAnswer>;
	close(): void;
};

const packages = ['lightgbm==4.7.0', 'numpy==2.3.5'];

/** LightGBM in a Python of its own, or why there is none: no python3, or its packages can't be had. */
export async function startReference(stateFolder: string): Promise<Reference | { readonly missing: string }> {
	const python = join(stateFolder, 'bench-python', 'bin', 'python3');
	if (!existsSync(python)) {
		mkdirSync(stateFolder, { recursive: true });
		const made = spawnSync('python3', ['-m', 'venv', join(stateFolder, 'bench-python')], { encoding: 'utf8' });
		if (made.status !== 0) return { missing: `no Python 3 with venv: ${made.error?.message ?? made.stderr}` };
	}
	if (spawnSync(python, ['-c', 'import lightgbm, numpy']).status !== 0) {
		const installed = spawnSync(python, ['-m', 'pip', 'install', '--quiet', ...packages], { encoding: 'utf8' });
		if (installed.status !== 0) return { missing: `pip could not install ${packages.join(' ')}: ${installed.stderr.split('\n').at(-2)}` };
	}
	const child = spawn(python, [join(import.meta.dirname, 'reference.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
	const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
	const next = async (): Promise<unknown> => {
		const line = await lines.next();
		if (line.done) throw new Error('the Python process ended: its error is above');
		return JSON.parse(line.value);
	};
	const { version } = z.object({ version: z.string() }).parse(await next());
	return {
		version,
		async train(ask) {
			child.stdin.write(`${JSON.stringify(ask)}\n`);
			return answer.parse(await next());
		},
		close: () => void child.kill(),
	};
}
