import { z } from 'zod';
import type { Dataset } from '../data/dataset.ts';
import { gainImportance } from '../gbdt/importance.ts';
import { type GbdtModel, predictGbdt } from '../gbdt/model.ts';
import { objectiveOf } from '../gbdt/objectives/index.ts';
import { gbdtParameters } from '../gbdt/parameters.ts';
import { shapValues } from '../gbdt/shap.ts';
import { gbdtToOnnx } from '../gbdt/to-onnx.ts';
import { type GbdtRounds, GbdtTrainer } from '../gbdt/train.ts';
import { elasticNetParameters, predictLinear, trainElasticNet } from '../linear/elastic-net.ts';
import { binaryMetrics, multiclassMetrics, regressionMetrics } from '../metrics/scores.ts';
import { mlpParameters } from '../mlp/parameters.ts';
import { MlpTrainer, predictMlp } from '../mlp/train.ts';
import { linearToOnnx, mlpToOnnx } from '../onnx/dense.ts';
import { completeOptions, type JobObjective, type TrainerSpec } from './request.ts';

/** A trained model as a job needs it, whichever trainer made it. */
export type Fitted = {
	readonly outputs: number;
	/** Predictions of all rows, row-major. */
	predict(dataset: Dataset): Float64Array;
	onnx(metadata: Readonly<Record<string, string>>): Uint8Array;
	/** Sum of gains a feature; only trees have gains. */
	readonly gains?: Float64Array | undefined;
	/** Contributions to the raw score of a row's first output, a number a feature. */
	readonly shap?: ((row: ArrayLike<number>) => Float64Array) | undefined;
};
/** Where a fit stands: so many steps of so many, and how bad the model is on the validation rows (lower is better). */
export type FitStep = { readonly step: number; readonly of: number; readonly loss?: number | undefined };

/** One fit, step by step. */
export type Fitter = {
	next(): FitStep | undefined | Promise<FitStep | undefined>;
	/** What `resume` goes on with; undefined where the trainer begins anew, which gives the same model. */
	checkpoint(): unknown;
	done(): { readonly fitted: Fitted; readonly loss: number };
	/** Gives back what is outside the thread. */
	close?(): void;
};
export type FitInput = {
	readonly dataset: Dataset;
	readonly validation: Dataset;
	readonly trainer: TrainerSpec;
	readonly objective: JobObjective;
	readonly seed: number;
	/** Which rows of the table these are, for a trainer that reads the table itself. */
	readonly rows: { readonly train: Uint32Array; readonly validation: Uint32Array };
	readonly resume?: unknown;
};

export const classesOf = { binary: 1, regression: 1, multiclass: 3 } as const;
export function metricsOf(objective: JobObjective, predictions: ArrayLike<number>, labels: ArrayLike<number>): Record<string, number> {
	if (objective === 'binary') return binaryMetrics(predictions, { labels });
	if (objective === 'regression') return regressionMetrics(predictions, { labels });
	return multiclassMetrics(predictions, { labels, classes: 3 });
}
/** What a study minimises. */
export const lossOf = (metrics: Readonly<Record<string, number>>): number => metrics.logLoss ?? metrics.rmse ?? Number.NaN;

export function predictRows(
	dataset: Dataset,
	{ outputs, row: predict }: { readonly outputs: number; readonly row: (row: Float32Array) => ArrayLike<number> },
): Float64Array {
	const answers = new Float64Array(dataset.labels.length * outputs);
	const row = new Float32Array(dataset.columns.length);
	for (let at = 0; at < dataset.labels.length; at++) {
		dataset.columns.forEach((column, f) => {
			row[f] = column[at] ?? Number.NaN;
		});
		answers.set(predict(row), at * outputs);
	}
	return answers;
}

const kept = z.object({
	model: z.custom<GbdtModel>((value) => typeof value === 'object' && value !== null && 'trees' in value),
	rounds: z.object({ best: z.number().or(z.nan()), at: z.int() }) satisfies z.ZodType<GbdtRounds>,
});

function gbdt({ dataset, validation, trainer, objective, seed, resume }: FitInput): Fitter {
	const options = gbdtParameters.parse(completeOptions({ trainer, objective, seed }));
	const before = resume === undefined ? undefined : kept.parse(resume);
	const training = new GbdtTrainer({ dataset, validation, options, from: before?.model, rounds: before?.rounds });
	const { metric, outputs } = objectiveOf(options);
	const lower = (value: number): number => (metric.higherIsBetter ? 1 - value : value);
	let latest = Number.NaN;
	return {
		next() {
			const progress = training.next();
			if (progress?.validation !== undefined) latest = lower(progress.validation);
			return progress && { step: progress.iteration, of: progress.of, loss: latest };
		},
		checkpoint: () => ({ model: training.checkpoint(), rounds: training.rounds() }),
		done() {
			const model = training.model();
			const { best } = training.rounds();
			return {
				fitted: {
					outputs,
					predict: (rows) => predictRows(rows, { outputs, row: (row) => predictGbdt(model, row) }),
					onnx: (metadata) => gbdtToOnnx(model, metadata),
					gains: gainImportance(model),
					shap: (row) => shapValues(model, row).subarray(0, model.names.length),
				},
				loss: options.earlyStoppingRounds > 0 && !Number.isNaN(best) ? lower(best) : latest,
			};
		},
	};
}

/** Of a linear model a contribution is the coefficient times the distance from the mean: exact, as features are taken for independent. */
function linear({ dataset, validation, trainer, objective, seed }: FitInput): Fitter {
	const options = elasticNetParameters.parse(completeOptions({ trainer, objective, seed }));
	const train = (): { fitted: Fitted; loss: number } => {
		const model = trainElasticNet({ dataset, options });
		const { coefficients, means } = model;
		const fitted: Fitted = {
			outputs: 1,
			predict: (rows) => predictRows(rows, { outputs: 1, row: (row) => [predictLinear(model, row)] }),
			onnx: (metadata) => linearToOnnx(model, metadata),
			shap: (row) =>
				coefficients.map((coefficient, f) => {
					const value = row[f] ?? Number.NaN;
					return Number.isNaN(value) ? 0 : coefficient * (value - (means[f] ?? 0));
				}),
		};
		return { fitted, loss: lossOf(metricsOf(objective, fitted.predict(validation), validation.labels)) };
	};
	let trained: ReturnType<typeof train> | undefined;
	return {
		next() {
			if (trained !== undefined) return undefined;
			trained = train();
			return { step: 1, of: 1, loss: trained.loss };
		},
		checkpoint: () => undefined,
		done: () => trained ?? train(),
	};
}

function mlp({ dataset, validation, trainer, objective, seed }: FitInput): Fitter {
	const options = mlpParameters.parse(completeOptions({ trainer, objective, seed }));
	const training = new MlpTrainer({ dataset, validation, options });
	let best = Number.POSITIVE_INFINITY;
	let latest = Number.NaN;
	return {
		next() {
			const progress = training.next();
			if (progress?.validation !== undefined) {
				latest = progress.validation;
				best = Math.min(best, latest);
			}
			return progress && { step: progress.epoch, of: progress.of, loss: progress.validation };
		},
		checkpoint: () => undefined,
		done() {
			const model = training.model();
			return {
				fitted: {
					outputs: model.outputs,
					predict: (rows) => predictRows(rows, { outputs: model.outputs, row: (row) => predictMlp(model, row) }),
					onnx: (metadata) => mlpToOnnx(model, metadata),
				},
				loss: options.earlyStoppingRounds > 0 ? best : latest,
			};
		},
	};
}

const makers = { gbdt, linear, mlp } as const;

/** @throws RangeError or ZodError where data or options can't be trained on. */
export function fitterOf(input: FitInput): Fitter {
	const { name } = input.trainer;
	if (name === 'lightgbm') throw new RangeError('LightGBM trains in a process of its own: this thread has no Python');
	return makers[name](input);
}
