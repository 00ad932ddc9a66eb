import { spawn } from 'node:child_process';
import { z } from 'zod';
import { type OnnxRules, onnxRules, refusalOf } from '../onnx/inspect.ts';

export type GateRules = {
	readonly onnx: OnnxRules;
	/** Of a single row; the 50th percentile counts, since a shared machine says little about the 99th. */
	readonly latencyUsMax: number;
	readonly timeoutMs: number;
	/** What the model must take, where that is known. */
	readonly width?: number | undefined;
};
export const gateRules: GateRules = { onnx: onnxRules, latencyUsMax: 1000, timeoutMs: 20_000 };
export type GateReport = {
	readonly width: number;
	readonly outputs: number;
	readonly latencyUsP50: number;
	readonly latencyUsP99: number;
};

const seen = z.union([
	z.object({ width: z.int(), outputs: z.int(), latencyUsP50: z.number(), latencyUsP99: z.number(), allFinite: z.boolean() }),
	z.object({ error: z.string() }),
]);

/**
 * Tries a foreign model before it may serve: what its file says, then a load, a warm-up and a timing in a process of its own that may neither write, nor start
 * others, nor see this one's environment. A model that crashes, hangs or is slow takes down that process alone.
 */
export async function gateModel(model: Uint8Array, rules: GateRules = gateRules): Promise<GateReport | { readonly refused: string }> {
	const reason = refusalOf(model, rules.onnx);
	if (reason !== undefined) return { refused: reason };
	const { output, ended } = await tryOut(model, rules.timeoutMs);
	if (ended !== undefined) return { refused: ended };
	const answer = seen.parse(JSON.parse(output));
	if ('error' in answer) return { refused: `onnxruntime does not take it: ${answer.error}` };
	const { allFinite, ...report } = answer;
	if (!allFinite) return { refused: 'it answers something else than finite numbers for ordinary rows' };
	if (rules.width !== undefined && report.width !== rules.width)
		return { refused: `it takes ${report.width} features, the feature set has ${rules.width}` };
	if (report.latencyUsP50 > rules.latencyUsMax)
		return { refused: `one row takes ${Math.round(report.latencyUsP50)} us, ${rules.latencyUsMax} are allowed` };
	return report;
}

function tryOut(model: Uint8Array, timeoutMs: number): Promise<{ readonly output: string; readonly ended: string | undefined }> {
	const permissions = ['--permission', '--allow-fs-read=*', '--allow-addons'];
	const args = [...permissions, '--no-warnings', '--max-old-space-size=256', `${import.meta.dirname}/gate-child.ts`, '100', '500'];
	const child = spawn(process.execPath, args, { env: {}, stdio: ['pipe', 'pipe', 'ignore'] });
	return new Promise((resolve, reject) => {
		let output = '';
		let isLate = false;
		const timer = setTimeout(() => {
			isLate = true;
			child.kill('SIGKILL');
		}, timeoutMs);
		child.stdout.on('data', (chunk: Buffer) => {
			output += chunk.toString('utf8');
		});
		// A child that died before it read everything closes the pipe: how it ended says why.
		child.stdin.on('error', () => {});
		child.on('error', reject);
		child.on('close', (code, signal) => {
			clearTimeout(timer);
			if (isLate) resolve({ output, ended: `it was not ready within ${timeoutMs} ms` });
			else if (code !== 0 || output === '') resolve({ output, ended: `it took its process down (${signal ?? `code ${code}`})` });
			else resolve({ output, ended: undefined });
		});
		child.stdin.end(model);
	});
}
