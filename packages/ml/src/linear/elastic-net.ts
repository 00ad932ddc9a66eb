import { z } from 'zod';
import { checkDataset, type Dataset } from '../data/dataset.ts';
import { standardisation, standardised } from '../data/standardise.ts';
import { weightOf } from '../gbdt/objectives/objective.ts';

export const elasticNetParameters = z.strictObject({
	objective: z.enum(['binary', 'regression']),
	/** Strength of the penalty, and the share of it that is absolute (lasso) rather than square (ridge). */
	penalty: z.number().min(0).default(0.001),
	l1Share: z.number().min(0).max(1).default(0.5),
	iterationsMax: z.int().min(1).default(1000),
	/** Stop once no coefficient moves more than this. */
	tolerance: z.number().gt(0).default(1e-7),
});
export type ElasticNetOptions = z.input<typeof elasticNetParameters>;

/** Coefficients for features as they come; a missing value counts as the training mean. */
export type LinearModel = {
	readonly kind: 'linear';
	readonly objective: 'binary' | 'regression';
	readonly names: readonly string[];
	readonly coefficients: Float64Array;
	readonly intercept: number;
	readonly means: Float64Array;
};

/**
 * Linear or logistic regression with an elastic net, by accelerated proximal gradient (FISTA, Beck and Teboulle 2009) on standardised features. The
 * intercept is not penalised. Deterministic.
 *
 * @throws RangeError where data or options can't be trained on.
 */
export function trainElasticNet({ dataset, options }: { readonly dataset: Dataset; readonly options: ElasticNetOptions }): LinearModel {
	const { objective, penalty, l1Share, iterationsMax, tolerance } = elasticNetParameters.parse(options);
	checkDataset(dataset);
	if (objective === 'binary' && dataset.labels.some((label) => label !== 0 && label !== 1))
		throw new RangeError('binary needs labels 0 or 1');
	const { means, deviations } = standardisation(dataset);
	const rows = standardised(dataset, { means, deviations });
	const width = dataset.columns.length;
	const weights = Float64Array.from(dataset.labels, (_, at) => weightOf(dataset, at));
	const total = weights.reduce((sum, weight) => sum + weight, 0);
	if (!(total > 0)) throw new RangeError('all weights are 0: there is nothing to learn from');
	/** Coefficients, then the intercept. */
	let now: Float64Array<ArrayBufferLike> = new Float64Array(width + 1);
	let ahead = now.slice();
	let momentum = 1;
	const slope = new Float64Array(width + 1);
	const step = 1 / (curvature(rows, { width, weights, total }) * (objective === 'binary' ? 0.25 : 1) + penalty * (1 - l1Share));
	for (let iteration = 0; iteration < iterationsMax; iteration++) {
		slope.fill(0);
		for (let at = 0; at < weights.length; at++) {
			let score = ahead[width] ?? 0;
			const from = at * width;
			for (let f = 0; f < width; f++) score += (ahead[f] ?? 0) * (rows[from + f] ?? 0);
			const prediction = objective === 'binary' ? 1 / (1 + Math.exp(-score)) : score;
			const error = ((prediction - (dataset.labels[at] ?? 0)) * (weights[at] ?? 0)) / total;
			for (let f = 0; f < width; f++) slope[f] = (slope[f] ?? 0) + error * (rows[from + f] ?? 0);
			slope[width] = (slope[width] ?? 0) + error;
		}
		const next = ahead.map((value, f) => {
			if (f === width) return value - step * (slope[f] ?? 0);
			const moved = value - step * ((slope[f] ?? 0) + penalty * (1 - l1Share) * value);
			return Math.sign(moved) * Math.max(0, Math.abs(moved) - step * penalty * l1Share);
		});
		const faster = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
		const change = next.reduce((most, value, f) => Math.max(most, Math.abs(value - (now[f] ?? 0))), 0);
		ahead = next.map((value, f) => value + ((momentum - 1) / faster) * (value - (now[f] ?? 0)));
		[now, momentum] = [next, faster];
		if (change < tolerance) break;
	}
	const coefficients = now.slice(0, width).map((value, f) => value / (deviations[f] ?? 1));
	const intercept = (now[width] ?? 0) - coefficients.reduce((sum, value, f) => sum + value * (means[f] ?? 0), 0);
	return { kind: 'linear', objective, names: dataset.names, coefficients, intercept, means };
}

/** The largest eigenvalue of the weighted second moments (with the intercept's), by power iteration, and a little more: no step overshoots. */
function curvature(rows: Float64Array, { width, weights, total }: { width: number; weights: Float64Array; total: number }): number {
	let vector = new Float64Array(width + 1).fill(1 / Math.sqrt(width + 1));
	let value = 1;
	for (let round = 0; round < 30; round++) {
		const next = new Float64Array(width + 1);
		for (let at = 0; at < weights.length; at++) {
			let product = vector[width] ?? 0;
			for (let f = 0; f < width; f++) product += (vector[f] ?? 0) * (rows[at * width + f] ?? 0);
			product *= (weights[at] ?? 0) / total;
			for (let f = 0; f < width; f++) next[f] = (next[f] ?? 0) + product * (rows[at * width + f] ?? 0);
			next[width] = (next[width] ?? 0) + product;
		}
		value = Math.hypot(...next);
		vector = next.map((x) => x / value);
	}
	return value * 1.05;
}

export function predictLinear({ objective, coefficients, intercept, means }: LinearModel, row: ArrayLike<number>): number {
	let score = intercept;
	for (let f = 0; f < coefficients.length; f++) {
		const value = row[f] ?? Number.NaN;
		score += (coefficients[f] ?? 0) * (Number.isNaN(value) ? (means[f] ?? 0) : value);
	}
	return objective === 'binary' ? 1 / (1 + Math.exp(-score)) : score;
}
