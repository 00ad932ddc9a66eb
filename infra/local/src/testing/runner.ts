import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../paths.ts';
import { signalGroup } from '../process/identity.ts';
import { type FileReport, readReport } from './report.ts';

export type Kind = 'unit' | 'int' | 'e2e' | 'long';

/** Runs one kind of tests with Vitest, its files `isAlone` one after another: shown as it goes, told file by file from its JSON report. */
export async function runVitest(
	kind: Kind,
	input: { filters: readonly string[]; env: NodeJS.ProcessEnv; reportDir: string; stopping: AbortSignal; isAlone?: boolean },
): Promise<readonly FileReport[]> {
	const report = join(input.reportDir, `${kind}.json`);
	mkdirSync(input.reportDir, { recursive: true });
	rmSync(report, { force: true });
	process.stdout.write(`\n── ${kind} tests ──\n`);
	const args = [
		'run',
		'--project',
		kind,
		'--passWithNoTests',
		'--reporter=default',
		'--reporter=json',
		`--outputFile.json=${report}`,
		...(input.isAlone === true ? ['--maxWorkers=1'] : []),
		...input.filters,
	];
	const vitest = join(root, 'node_modules/vitest/vitest.mjs');
	const child = spawn(process.execPath, [vitest, ...args], {
		cwd: root,
		env: input.env,
		stdio: ['ignore', 'inherit', 'inherit'],
		detached: true,
	});
	const stop = () => child.pid !== undefined && signalGroup(child.pid, 'SIGTERM');
	input.stopping.addEventListener('abort', stop);
	const code = await new Promise<number>((resolve) => {
		child.on('error', () => resolve(127));
		child.on('exit', (exitCode) => resolve(exitCode ?? 128));
	});
	input.stopping.removeEventListener('abort', stop);
	return readReport(report, code);
}
