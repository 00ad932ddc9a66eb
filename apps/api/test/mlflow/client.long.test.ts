import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gbdtToOnnx, trainGbdt } from '@meridian/ml';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRig } from './rig.ts';

const packages = ['mlflow-skinny==3.17.2'];
const hasPython = spawnSync('python3', ['-c', 'import venv']).status === 0;

let rig: Awaited<ReturnType<typeof startRig>>;
const folder = mkdtempSync(join(tmpdir(), 'meridian-mlflow-'));
const python = join(folder, 'venv', 'bin', 'python3');
// The client comes from PyPI: on a machine that does much else that takes minutes.
beforeAll(async () => {
	if (!hasPython) return;
	rig = await startRig();
	const made = spawnSync('python3', ['-m', 'venv', join(folder, 'venv')], { encoding: 'utf8' });
	const installed = spawnSync(python, ['-m', 'pip', 'install', '--quiet', '--no-compile', ...packages], { encoding: 'utf8' });
	if (made.status !== 0 || installed.status !== 0) throw new Error(`${made.stderr}${installed.stderr}`);
}, 900_000);
afterAll(async () => {
	await rig?.close();
	rmSync(folder, { recursive: true, force: true });
});

/** Asynchronous, because the API that Python asks runs in this process. */
test.skipIf(!hasPython)("MLflow's own Python client logs, registers, and reads back what it wrote", async () => {
	const columns = [Float32Array.from({ length: 200 }, (_, i) => i % 17)];
	const dataset = { names: ['x'], columns, labels: Float32Array.from(columns[0] ?? [], (x) => x * 2) };
	const file = join(folder, 'model.onnx');
	writeFileSync(file, gbdtToOnnx(trainGbdt({ dataset, options: { objective: 'regression', trees: 3 } })));
	const { token } = await rig.login('trader@aurora.example');
	const env = { ...process.env, MLFLOW_TRACKING_URI: rig.uri, MLFLOW_TRACKING_TOKEN: token, MLFLOW_DISABLE_TELEMETRY: 'true' };
	const child = spawn(python, [join(import.meta.dirname, 'client.py'), file], { env });
	let [out, err] = ['', ''];
	child.stdout.on('data', (chunk: Buffer) => {
		out += chunk.toString();
	});
	child.stderr.on('data', (chunk: Buffer) => {
		err += chunk.toString();
	});
	const code = await new Promise((resolve) => child.on('close', resolve));
	expect(code, err).toBe(0);
	expect(JSON.parse(out.trim().split('\n').at(-1) ?? '')).toMatchObject({
		history: [0.5, 0.51, 0.52, 0.53, 0.54],
		params: { depth: '6', rate: '0.1' },
		...{ status: 'FINISHED', found: [true], alias: '1', models: ['direction'], artifactIsSame: true },
		promoted: expect.stringMatching(/second person/),
	});
});
