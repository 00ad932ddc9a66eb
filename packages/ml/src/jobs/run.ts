import { deserialize, serialize } from 'node:v8';
import { z } from 'zod';
import { type Dataset, pick } from '../data/dataset.ts';
import { latest, purgedBefore } from '../validation/holdout.ts';
import { type LabelSpans, walkForward } from '../validation/walk-forward.ts';
import { type ModelCard, modelCard } from './card.ts';
import { type FitInput, type FitStep, type Fitted, type Fitter, fitterOf, metricsOf } from './fitter.ts';
import { type JobObjective, type JobRequest, objectiveOfLabel } from './request.ts';
import type { TrainingTable } from './table.ts';

export type RunProgress = {
	/** fold 1, fold 2, model. */
	readonly phase: string;
	/** Of the whole run. */
	readonly step: number;
	readonly of: number;
	/** Mean over the folds so far, lower is better. */
	readonly loss: number | undefined;
};
export type RunResult = {
	readonly folds: readonly Readonly<Record<string, number>>[];
	/** Mean of the folds' validation losses: what a study minimises. */
	readonly loss: number;
	/** Absent from a run of a study's trial. */
	readonly model?: { readonly onnx: Uint8Array; readonly card: ModelCard } | undefined;
};
type Request = Pick<JobRequest, 'trainer' | 'label' | 'folds' | 'testShare' | 'validationShare' | 'seed' | 'model' | 'featureSet'>;
type Part = { readonly phase: string; readonly train: Uint32Array; readonly validation: Uint32Array; readonly test: Uint32Array };

const checkpointShape = z.object({
	/** Of data and request: what was kept of another training is of no use. */
	of: z.string(),
	part: z.int(),
	folds: z.array(z.record(z.string(), z.number())),
	losses: z.array(z.number()),
	fit: z.unknown(),
});

/**
 * A whole training: walk-forward folds that say how good it is, then the model, tested on the latest rows. Step by step, so that whoever runs it reports,
 * stops and keeps checkpoints. The same table, request and seed give the same bytes, whole or continued.
 */
export class TrainingRun {
	readonly #table: TrainingTable;
	readonly #dataset: Dataset;
	readonly #request: Request;
	readonly #objective: JobObjective;
	readonly #parts: readonly Part[];
	readonly #makeFitter: (input: FitInput) => Fitter;
	readonly #of: string;
	#part = 0;
	#folds: Record<string, number>[] = [];
	#losses: number[] = [];
	#fitter: Fitter | undefined;
	#resume: unknown;
	#fitted: { fitted: Fitted; part: Part } | undefined;

	/**
	 * @param input.foldsOnly no model is made: a study's trial.
	 * @param input.checkpoint of the same table and request; another is not taken.
	 * @throws RangeError where the rows can't be cut as asked.
	 */
	constructor(input: {
		readonly table: TrainingTable;
		readonly request: Request;
		readonly foldsOnly?: boolean;
		readonly checkpoint?: Uint8Array | undefined;
		readonly makeFitter?: (input: FitInput) => Fitter;
	}) {
		const { table, request } = input;
		this.#table = table;
		this.#request = request;
		this.#objective = objectiveOfLabel[request.label.kind];
		this.#dataset = { names: table.names, columns: table.columns, labels: table.labels };
		this.#makeFitter = input.makeFitter ?? fitterOf;
		this.#parts = partsOf(table, { request, foldsOnly: input.foldsOnly ?? false });
		const { trainer, label, folds, testShare, validationShare, seed } = request;
		this.#of = `${table.sha256} ${JSON.stringify({ trainer, label, folds, testShare, validationShare, seed })}`;
		if (input.checkpoint === undefined) return;
		const parsed = checkpointShape.safeParse(deserialize(input.checkpoint));
		if (!parsed.success || parsed.data.of !== this.#of) return;
		({ part: this.#part, folds: this.#folds, losses: this.#losses, fit: this.#resume } = parsed.data);
	}

	/** One more step; undefined once all is done. */
	async next(): Promise<RunProgress | undefined> {
		for (;;) {
			const part = this.#parts[this.#part];
			if (part === undefined) return undefined;
			this.#fitter ??= this.#begin(part);
			const step = await this.#fitter.next();
			if (step !== undefined) return this.#progress(part, step);
			this.#end(part, this.#fitter);
		}
	}

	checkpoint(): Uint8Array {
		return serialize({ of: this.#of, part: this.#part, folds: this.#folds, losses: this.#losses, fit: this.#fitter?.checkpoint() });
	}

	/** @throws RangeError before the last step was made. */
	result(): RunResult {
		if (this.#part < this.#parts.length) throw new RangeError('the training is not done');
		const loss = this.#losses.reduce((sum, value) => sum + value, 0) / Math.max(1, this.#losses.length);
		if (this.#fitted === undefined) return { folds: this.#folds, loss };
		const { fitted, part } = this.#fitted;
		const { model, featureSet, seed } = this.#request;
		const card = modelCard({
			...{ fitted, objective: this.#objective, seed, folds: this.#folds },
			...{ train: this.#rows(part.train), validation: this.#rows(part.validation), test: this.#rows(part.test) },
			testTimes: Float64Array.from(part.test, (row) => this.#table.times[row] ?? 0),
		});
		return {
			folds: this.#folds,
			loss,
			model: { onnx: fitted.onnx({ model, featureSet: `${featureSet.name}/${featureSet.version}` }), card },
		};
	}

	close(): void {
		this.#fitter?.close?.();
	}

	#begin(part: Part): Fitter {
		const { trainer, seed } = this.#request;
		const resume = this.#resume;
		this.#resume = undefined;
		return this.#makeFitter({
			...{ dataset: this.#rows(part.train), validation: this.#rows(part.validation), trainer, objective: this.#objective, seed },
			...{ rows: { train: part.train, validation: part.validation }, resume },
		});
	}

	#end(part: Part, fitter: Fitter): void {
		const { fitted, loss } = fitter.done();
		if (part.phase === 'model') this.#fitted = { fitted, part };
		else {
			const test = this.#rows(part.test);
			this.#folds.push(metricsOf(this.#objective, fitted.predict(test), test.labels));
			this.#losses.push(loss);
		}
		fitter.close?.();
		this.#fitter = undefined;
		this.#part += 1;
	}

	#progress({ phase }: Part, { step, of, loss }: FitStep): RunProgress {
		const losses = loss === undefined || phase === 'model' ? this.#losses : [...this.#losses, loss];
		const mean = losses.length === 0 ? loss : losses.reduce((sum, value) => sum + value, 0) / losses.length;
		return { phase, step: this.#part * of + step, of: this.#parts.length * of, loss: mean };
	}

	#rows = (rows: Uint32Array): Dataset => pick(this.#dataset, rows);
}

/** The latest share of rows, to stop early by, and what comes before them, purged and embargoed. */
export function trainAndValidation(
	table: LabelSpans,
	{ rows, share, embargo }: { readonly rows: Uint32Array; readonly share: number; readonly embargo: number },
): { readonly train: Uint32Array; readonly validation: Uint32Array } {
	const validation = rows.subarray(latest(rows.length, share));
	return { train: purgedBefore(table, { rows, from: validation[0] ?? 0, embargo }), validation };
}

/** Folds over what comes before the test rows, and the model; each stops early by the latest of its training rows. */
function partsOf(table: TrainingTable, { request, foldsOnly }: { readonly request: Request; readonly foldsOnly: boolean }): Part[] {
	const rows = table.labels.length;
	const testFrom = latest(rows, request.testShare);
	const embargo = request.label.horizonMs;
	const before = purgedBefore(table, { rows: Uint32Array.from({ length: testFrom }, (_, row) => row), from: testFrom, embargo });
	const cut = (train: Uint32Array): Pick<Part, 'train' | 'validation'> =>
		trainAndValidation(table, { rows: train, share: request.validationShare, embargo });
	const spans = { times: table.times.subarray(0, before.length), labelTimes: table.labelTimes.subarray(0, before.length) };
	const folds =
		request.folds === 0
			? []
			: walkForward(spans, { folds: request.folds, embargo }).map((fold, k) => ({
					phase: `fold ${k + 1}`,
					...cut(fold.train),
					test: fold.test,
				}));
	const test = Uint32Array.from({ length: rows - testFrom }, (_, i) => testFrom + i);
	const parts = foldsOnly ? folds : [...folds, { phase: 'model', ...cut(before), test }];
	for (const { phase, train } of parts)
		if (train.length < 50) throw new RangeError(`${phase} has ${train.length} rows to train on: take a longer range or a shorter horizon`);
	return parts;
}
