import { type Objective, weightOf } from './objective.ts';

/** The smallest value with at least `q` of the weight at or below it. */
export function weightedQuantile(values: readonly (readonly [value: number, weight: number])[], q: number): number {
	const sorted = values.toSorted(([a], [b]) => a - b);
	const total = sorted.reduce((sum, [, weight]) => sum + weight, 0);
	let below = 0;
	for (const [value, weight] of sorted) {
		below += weight;
		if (below >= q * total) return value;
	}
	return sorted.at(-1)?.[0] ?? 0;
}

/** Pinball loss: the prediction is the conditional quantile `q`. Gradients only say on which side a row lies; leaves take the quantile itself. */
export const quantile = (q: number): Objective => ({
	name: 'quantile',
	outputs: 1,
	leafQuantile: q,
	check() {},
	baseScores: (dataset) =>
		Float64Array.of(
			weightedQuantile(
				Array.from(dataset.labels, (label, row) => [label, weightOf(dataset, row)] as const),
				q,
			),
		),
	gradients({ dataset, scores, pairs }) {
		dataset.labels.forEach((label, row) => {
			const weight = weightOf(dataset, row);
			pairs[2 * row] = weight * ((scores[row] ?? 0) >= label ? 1 - q : -q);
			pairs[2 * row + 1] = weight;
		});
	},
	transform() {},
	metric: {
		name: 'pinball',
		higherIsBetter: false,
		of(scores, dataset) {
			let sum = 0;
			let total = 0;
			dataset.labels.forEach((label, row) => {
				const weight = weightOf(dataset, row);
				const difference = label - (scores[row] ?? 0);
				sum += weight * Math.max(q * difference, (q - 1) * difference);
				total += weight;
			});
			return sum / total;
		},
	},
});
