import { type Dataset, pick } from '../data/dataset.ts';
import { Random } from '../random/random.ts';
import { type CalibrationBin, calibration, calibrationError, conformalHalfWidth } from '../watch/calibration.ts';
import { baselineOf } from '../watch/monitor.ts';
import { type Fitted, lossOf, metricsOf } from './fitter.ts';
import type { JobObjective } from './request.ts';

const shapRows = 200;
const shapFeatures = 12;
const permutationRows = 2000;
const scoresKept = 2000;

export type FeatureImportance = {
	readonly name: string;
	/** Sum of its splits' gains; null where the trainer has none. */
	readonly gain: number | null;
	/** By how much the loss on the test rows rises when it is shuffled. */
	readonly permutation: number;
	/** Mean absolute contribution; null where the trainer explains no single row. */
	readonly shap: number | null;
};
/** What a person should know before a model serves: how good, by what, over which time; and what it is watched by later. */
export type ModelCard = {
	readonly objective: JobObjective;
	readonly trainRows: number;
	readonly validationRows: number;
	readonly testRows: number;
	readonly testFromMs: number;
	readonly testToMs: number;
	/** On the test rows, which nothing was fitted or chosen by. */
	readonly metrics: Readonly<Record<string, number>>;
	readonly folds: readonly Readonly<Record<string, number>>[];
	readonly importance: readonly FeatureImportance[];
	/** Of the features that matter most: single test rows, each a value (as a place among the others, 0 to 1) and its contribution. */
	readonly shap: readonly { readonly name: string; readonly points: readonly (readonly [place: number, contribution: number])[] }[];
	readonly calibration: readonly CalibrationBin[];
	readonly calibrationError: number | null;
	/** Of a regression: an interval of so much each way holds nine new labels in ten; null where there are too few rows to promise it. */
	readonly intervalHalfWidth: number | null;
	/** Of classes: those whose probability is above one less this hold nine new labels in ten; null as above. */
	readonly labelThreshold: number | null;
	readonly baseline: {
		readonly features: readonly { readonly name: string; readonly edges: readonly number[]; readonly counts: readonly number[] }[];
		readonly scores: readonly number[];
	};
};

export function modelCard(input: {
	readonly fitted: Fitted;
	readonly objective: JobObjective;
	readonly train: Dataset;
	readonly validation: Dataset;
	readonly test: Dataset;
	readonly testTimes: ArrayLike<number>;
	readonly folds: readonly Readonly<Record<string, number>>[];
	readonly seed: number;
}): ModelCard {
	const { fitted, objective, train, validation, test, testTimes, folds, seed } = input;
	const predictions = fitted.predict(test);
	const importance = importanceOf({ fitted, objective, test, seed });
	const bins = objective === 'binary' ? calibration(predictions, { labels: test.labels }) : [];
	const first = Float32Array.from({ length: test.labels.length }, (_, row) => predictions[row * fitted.outputs] ?? 0);
	const baseline = baselineOf(train, first);
	return {
		objective,
		...{ trainRows: train.labels.length, validationRows: validation.labels.length, testRows: test.labels.length },
		...{ testFromMs: testTimes[0] ?? 0, testToMs: testTimes[testTimes.length - 1] ?? 0 },
		...{ metrics: metricsOf(objective, predictions, test.labels), folds, importance },
		shap: shapPoints({ fitted, test, importance }),
		calibration: bins.map((bin) => (bin.count === 0 ? { ...bin, meanPrediction: 0, share: 0 } : bin)),
		calibrationError: objective === 'binary' ? calibrationError(bins) : null,
		intervalHalfWidth: objective === 'regression' ? halfWidth(fitted, validation) : null,
		labelThreshold: objective === 'regression' ? null : labelThreshold(fitted, validation),
		baseline: {
			features: baseline.features.map(({ name, edges, counts }) => ({ name, edges: [...edges], counts: [...counts] })),
			scores: [...everyNth(baseline.scores, scoresKept)],
		},
	};
}

function halfWidth(fitted: Fitted, validation: Dataset): number | null {
	const residuals = fitted.predict(validation).map((value, row) => value - (validation.labels[row] ?? 0));
	const width = conformalHalfWidth(residuals, 0.9);
	return Number.isFinite(width) ? width : null;
}

/** How unlikely the label that came may have been called. */
function labelThreshold(fitted: Fitted, validation: Dataset): number | null {
	const predictions = fitted.predict(validation);
	const misses = Float64Array.from(validation.labels, (label, row) => {
		if (fitted.outputs > 1) return 1 - (predictions[row * fitted.outputs + label] ?? 0);
		return label === 1 ? 1 - (predictions[row] ?? 0) : (predictions[row] ?? 0);
	});
	const threshold = conformalHalfWidth(misses, 0.9);
	return Number.isFinite(threshold) ? threshold : null;
}

const everyNth = <T extends Float32Array | Uint32Array>(values: T, most: number): number[] => {
	const step = Math.max(1, Math.ceil(values.length / most));
	return Array.from({ length: Math.ceil(values.length / step) }, (_, i) => values[i * step] ?? 0);
};

/** The rows that stand for all, spread evenly over the time. */
const some = (dataset: Dataset, most: number): Dataset => pick(dataset, everyNth(Uint32Array.from(dataset.labels.keys()), most));

function importanceOf(input: {
	readonly fitted: Fitted;
	readonly objective: JobObjective;
	readonly test: Dataset;
	readonly seed: number;
}): FeatureImportance[] {
	const { fitted, objective } = input;
	const test = some(input.test, permutationRows);
	const random = new Random(input.seed);
	const whole = lossOf(metricsOf(objective, fitted.predict(test), test.labels));
	const shap = fitted.shap === undefined ? undefined : meanAbsoluteShap(fitted.shap, some(input.test, shapRows));
	return test.names.map((name, f) => {
		const column = test.columns[f] ?? new Float32Array(0);
		const order = random.shuffle(Array.from(column.keys()));
		const shuffled = {
			...test,
			columns: test.columns.with(
				f,
				Float32Array.from(order, (row) => column[row] ?? Number.NaN),
			),
		};
		const permutation = lossOf(metricsOf(objective, fitted.predict(shuffled), test.labels)) - whole;
		return { name, gain: fitted.gains?.[f] ?? null, permutation, shap: shap?.[f] ?? null };
	});
}

const rowAt = ({ columns }: Dataset, row: number): Float32Array => Float32Array.from(columns, (column) => column[row] ?? Number.NaN);

function meanAbsoluteShap(shap: NonNullable<Fitted['shap']>, rows: Dataset): Float64Array {
	const sums = new Float64Array(rows.columns.length);
	for (const row of rows.labels.keys())
		shap(rowAt(rows, row)).forEach((value, f) => {
			sums[f] = (sums[f] ?? 0) + Math.abs(value) / rows.labels.length;
		});
	return sums;
}

function shapPoints(input: {
	readonly fitted: Fitted;
	readonly test: Dataset;
	readonly importance: readonly FeatureImportance[];
}): ModelCard['shap'] {
	const { shap } = input.fitted;
	if (shap === undefined) return [];
	const rows = some(input.test, shapRows);
	const contributions = Array.from(rows.labels.keys(), (row) => shap(rowAt(rows, row)));
	const top = input.importance.toSorted((a, b) => (b.shap ?? 0) - (a.shap ?? 0)).slice(0, shapFeatures);
	return top.map(({ name }) => {
		const f = rows.names.indexOf(name);
		const column = rows.columns[f] ?? new Float32Array(0);
		const sorted = column.filter((value) => !Number.isNaN(value)).sort();
		const place = (value: number): number => {
			const at = sorted.findIndex((other) => other >= value);
			return sorted.length < 2 || at < 0 ? 0.5 : at / (sorted.length - 1);
		};
		return { name, points: contributions.map((values, row) => [place(column[row] ?? Number.NaN), values[f] ?? 0] as const) };
	});
}
