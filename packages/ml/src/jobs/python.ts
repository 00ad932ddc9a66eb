import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { Dataset } from '../data/dataset.ts';
import { refusalOf } from '../onnx/inspect.ts';
import { ortScorer } from '../serving/ort.ts';
import type { FitStep, Fitter } from './fitter.ts';

const script = join(import.meta.dirname, '../../python/lightgbm_trainer.py');
const needs = 'import lightgbm, numpy, onnx, pyarrow.parquet';
const answer = z.union([
	z.object({ step: z.int(), of: z.int(), loss: z.number() }),
	z.object({ done: z.literal(true), loss: z.number().nullable() }),
	z.object({ refused: z.string() }),
]);
/** Its own environment is none of the script's business. */
const environment = { PATH: process.env.PATH ?? '', OMP_NUM_THREADS: '1' };

/** A Python that has what the script needs: MERIDIAN_PYTHON, else python3. Undefined where there is none. */
export function findPython(): string | undefined {
	const python = process.env.MERIDIAN_PYTHON ?? 'python3';
	return spawnSync(python, ['-c', needs], { env: environment, timeout: 60_000 }).status === 0 ? python : undefined;
}

/** Rows and labels in Parquet, as the script reads them: one file for all fits of a training. */
export type ParquetTable = { readonly file: string; readonly columns: readonly string[]; readonly label: string };

/**
 * A fit by LightGBM in a process of its own, of the rows at these places of a file. The model comes back as ONNX, and onnxruntime scores it from then on.
 *
 * @throws RangeError from `next` where LightGBM refuses data or options.
 */
export function pythonFitter(input: {
	readonly python: string;
	readonly table: ParquetTable;
	readonly train: Uint32Array;
	readonly validation: Uint32Array;
	readonly options: Readonly<Record<string, unknown>>;
}): Fitter {
	const { python, table, train, validation, options } = input;
	const folder = mkdtempSync(join(tmpdir(), 'meridian-python-'));
	const onnx = join(folder, 'model.onnx');
	let child: ChildProcess | undefined;
	let lines: AsyncIterator<string> | undefined;
	let loss = Number.NaN;
	let isDone = false;
	const close = (): void => {
		child?.kill('SIGKILL');
		rmSync(folder, { recursive: true, force: true });
	};
	const start = (): AsyncIterator<string> => {
		const own = spawn(python, [script], { env: environment, stdio: ['pipe', 'pipe', 'ignore'] });
		child = own;
		// Left open: when this process dies, so does the script.
		own.stdin.on('error', () => undefined);
		const asked = {
			parquet: table.file,
			columns: table.columns,
			label: table.label,
			train: [...train],
			validation: [...validation],
			options,
			onnx,
		};
		own.stdin.write(`${JSON.stringify(asked)}\n`);
		return createInterface(own.stdout)[Symbol.asyncIterator]();
	};
	return {
		async next(): Promise<FitStep | undefined> {
			if (isDone) return undefined;
			lines ??= start();
			const line = await lines.next();
			if (line.done) throw new Error('the Python process ended without a word');
			const said = answer.parse(JSON.parse(line.value));
			if ('refused' in said) throw new RangeError(`LightGBM: ${said.refused}`);
			if (said.loss !== null) loss = said.loss;
			if ('step' in said) return said;
			isDone = true;
			return undefined;
		},
		checkpoint: () => undefined,
		done() {
			const bytes = new Uint8Array(readFileSync(onnx));
			const reason = refusalOf(bytes);
			if (reason !== undefined) throw new RangeError(`the script’s model can’t be taken: ${reason}`);
			return { fitted: { outputs: outputsOf(bytes), predict: (rows) => predictOnnx(bytes, rows), onnx: () => bytes }, loss };
		},
		close,
	};
}

function outputsOf(bytes: Uint8Array): number {
	const scorer = ortScorer(bytes);
	try {
		return scorer.outputs;
	} finally {
		scorer.close();
	}
}

function predictOnnx(bytes: Uint8Array, { columns, labels }: Dataset): Float64Array {
	const scorer = ortScorer(bytes);
	try {
		const rows = new Float32Array(labels.length * columns.length);
		columns.forEach((column, f) => {
			for (let at = 0; at < labels.length; at++) rows[at * columns.length + f] = column[at] ?? Number.NaN;
		});
		return Float64Array.from(scorer.predict(rows));
	} finally {
		scorer.close();
	}
}
