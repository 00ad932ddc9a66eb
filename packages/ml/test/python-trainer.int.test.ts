import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TickStore, writeFrame } from '@meridian/market-data/store';
import { describe, expect, it } from 'vitest';
import { completeOptions, findPython, jobRequest, pythonFitter, Random, TrainingRun, type TrainingTable } from '../src/index.ts';

const python = findPython();
if (python === undefined)
	process.stdout.write('the Python trainer is not tested: no Python with lightgbm, numpy, onnx and pyarrow (MERIDIAN_PYTHON)\n');

/** A table with missing values; the label is told by the first feature. */
function table(): TrainingTable {
	const random = new Random(2);
	const rows = 1200;
	const columns = Array.from({ length: 3 }, (_, f) =>
		Float32Array.from({ length: rows }, () => (f === 1 && random.uniform() < 0.2 ? Number.NaN : random.normal())),
	);
	const labels = Float32Array.from(columns[0] ?? [], (value) => Number(value > 0 !== random.uniform() < 0.1));
	const times = Float64Array.from({ length: rows }, (_, row) => row * 1000);
	return { names: ['a', 'b', 'c'], columns, labels, times, labelTimes: times.map((time) => time + 1), quotes: rows, sha256: 'x' };
}

describe.skipIf(python === undefined)('a training by LightGBM, in Python', () => {
	it('takes Parquet, gives ONNX, and is like any other: steps, folds, card, the same bytes again', async () => {
		const dir = mkdtempSync(join(tmpdir(), 'meridian-python-'));
		const store = await TickStore.open(dir, { memoryMb: 128, threads: 1 });
		const of = table();
		const file = join(dir, 'table.parquet');
		await writeFrame(store.duck, { file, frame: { names: [...of.names, '__label'], columns: [...of.columns, of.labels] } });
		store.close();
		const request = jobRequest.parse({
			...{ kind: 'TRAIN', model: 'm', featureSet: { name: 'direction', version: 1 }, label: { kind: 'direction', horizonMs: 1 } },
			...{ data: { owner: 'OWN', venue: 'V', instrument: 'EURUSD', fromMs: 0, toMs: 1 }, folds: 1 },
			trainer: { name: 'lightgbm', options: { num_iterations: 20, num_leaves: 7 } },
		});
		const parquet = { file, columns: of.names, label: '__label' };
		const train = async () => {
			const run = new TrainingRun({
				...{ table: of, request },
				makeFitter: ({ trainer, objective, seed, rows }) =>
					pythonFitter({ python: python ?? '', table: parquet, ...rows, options: completeOptions({ trainer, objective, seed }) }),
			});
			let steps = 0;
			while ((await run.next()) !== undefined) steps += 1;
			return { steps, result: run.result() };
		};
		const [one, other] = [await train(), await train()];
		expect(one.steps).toBe(40);
		expect(one.result.model?.card.metrics.auc).toBeGreaterThan(0.85);
		expect(Buffer.from(one.result.model?.onnx ?? []).equals(Buffer.from(other.result.model?.onnx ?? []))).toBe(true);
		rmSync(dir, { recursive: true, force: true });
	}, 120_000);

	it('says in LightGBM’s words what it refuses', async () => {
		const fitter = pythonFitter({
			...{ python: python ?? '', table: { file: '/nowhere', columns: [], label: 'x' } },
			...{ train: new Uint32Array(), validation: new Uint32Array(), options: { objective: 'binary' } },
		});
		await expect(fitter.next()).rejects.toThrow(/ended without a word|LightGBM/);
		fitter.close?.();
	}, 60_000);
});
