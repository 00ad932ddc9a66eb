import { meanLabel, type Objective, weightOf } from './objective.ts';

/** Least squares. */
export const regression: Objective = {
	name: 'regression',
	outputs: 1,
	check() {},
	baseScores: (dataset) => Float64Array.of(meanLabel(dataset)),
	gradients({ dataset, scores, pairs }) {
		dataset.labels.forEach((label, row) => {
			const weight = weightOf(dataset, row);
			pairs[2 * row] = weight * ((scores[row] ?? 0) - label);
			pairs[2 * row + 1] = weight;
		});
	},
	transform() {},
	metric: {
		name: 'rmse',
		higherIsBetter: false,
		of(scores, dataset) {
			let sum = 0;
			let total = 0;
			dataset.labels.forEach((label, row) => {
				const weight = weightOf(dataset, row);
				sum += weight * ((scores[row] ?? 0) - label) ** 2;
				total += weight;
			});
			return Math.sqrt(sum / total);
		},
	},
};
