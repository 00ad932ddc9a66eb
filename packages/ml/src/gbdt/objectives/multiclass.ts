import { type Objective, weightOf } from './objective.ts';

/** Scores to probabilities, in place, without overflow. */
export function softmax(scores: Float64Array): void {
	const highest = scores.reduce((max, score) => Math.max(max, score), Number.NEGATIVE_INFINITY);
	let sum = 0;
	for (let k = 0; k < scores.length; k++) sum += scores[k] = Math.exp((scores[k] ?? 0) - highest);
	for (let k = 0; k < scores.length; k++) scores[k] = (scores[k] ?? 0) / sum;
}

/** Labels 0 to classes - 1; one tree a class an iteration. */
export function multiclass(classes: number): Objective {
	const row = new Float64Array(classes);
	const probability = (scores: Float64Array, at: number, k: number): number => {
		row.set(scores.subarray(at * classes, (at + 1) * classes));
		softmax(row);
		return row[k] ?? 0;
	};
	return {
		name: 'multiclass',
		outputs: classes,
		check({ labels }) {
			const bad = labels.findIndex((label) => !Number.isInteger(label) || label < 0 || label >= classes);
			if (bad >= 0) throw new RangeError(`the label of row ${bad} is ${labels[bad]}: multiclass needs 0 to ${classes - 1}`);
		},
		baseScores(dataset) {
			const share = new Float64Array(classes);
			dataset.labels.forEach((label, at) => {
				share[label] = (share[label] ?? 0) + weightOf(dataset, at);
			});
			const total = share.reduce((sum, weight) => sum + weight, 0);
			if (!(total > 0)) throw new RangeError('all weights are 0: there is nothing to learn from');
			return share.map((weight) => Math.log(Math.max(1e-12, weight / total)));
		},
		gradients({ dataset, scores, output, pairs }) {
			dataset.labels.forEach((label, at) => {
				const p = probability(scores, at, output);
				const weight = weightOf(dataset, at);
				pairs[2 * at] = weight * (p - (label === output ? 1 : 0));
				// Scaled as LightGBM does: the scores of the classes are not independent.
				pairs[2 * at + 1] = Math.max(1e-16, ((weight * classes) / (classes - 1)) * p * (1 - p));
			});
		},
		transform: softmax,
		metric: {
			name: 'logloss',
			higherIsBetter: false,
			of(scores, dataset) {
				let sum = 0;
				let total = 0;
				dataset.labels.forEach((label, at) => {
					const weight = weightOf(dataset, at);
					sum -= weight * Math.log(Math.max(1e-15, probability(scores, at, label)));
					total += weight;
				});
				return sum / total;
			},
		},
	};
}
