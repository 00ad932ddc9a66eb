import { areaUnderCurve } from '../../metrics/ranking.ts';
import { meanLabel, type Objective } from './objective.ts';

export const sigmoid = (score: number): number => 1 / (1 + Math.exp(-score));

/** Labels 0 and 1; the score is the log of the odds. */
export const binary: Objective = {
	name: 'binary',
	outputs: 1,
	check({ labels }) {
		const bad = labels.findIndex((label) => label !== 0 && label !== 1);
		if (bad >= 0) throw new RangeError(`the label of row ${bad} is ${labels[bad]}: binary needs 0 or 1`);
	},
	baseScores(dataset) {
		const mean = Math.min(1 - 1e-12, Math.max(1e-12, meanLabel(dataset)));
		return Float64Array.of(Math.log(mean / (1 - mean)));
	},
	gradients: ({ logistic }) => logistic(),
	transform(scores) {
		scores[0] = sigmoid(scores[0] ?? 0);
	},
	metric: { name: 'auc', higherIsBetter: true, of: (scores, { labels, weights }) => areaUnderCurve(scores, { labels, weights }) },
};
