import { dcgAt, discount, gainOf, ndcg } from '../../metrics/ranking.ts';
import { sigmoid } from './binary.ts';
import type { Objective } from './objective.ts';

const cut = 10;

/** LambdaRank (Burges 2010): pairs within a group, weighted by what swapping them would change in NDCG@10. Labels are relevances from 0. */
export const ranking: Objective = {
	name: 'ranking',
	outputs: 1,
	check({ labels, groups }) {
		if (groups === undefined) throw new RangeError('ranking needs groups: the sizes of consecutive queries');
		const bad = labels.findIndex((label) => !Number.isInteger(label) || label < 0 || label > 30);
		if (bad >= 0) throw new RangeError(`the label of row ${bad} is ${labels[bad]}: ranking needs whole relevances from 0 to 30`);
	},
	baseScores: () => Float64Array.of(0),
	gradients({ dataset, scores, pairs }) {
		pairs.fill(0);
		let from = 0;
		for (const size of dataset.groups ?? []) {
			lambdas({ labels: dataset.labels, scores, pairs, from, size });
			from += size;
		}
		if (dataset.weights !== undefined)
			dataset.weights.forEach((weight, row) => {
				pairs[2 * row] = (pairs[2 * row] ?? 0) * weight;
				pairs[2 * row + 1] = (pairs[2 * row + 1] ?? 0) * weight;
			});
	},
	transform() {},
	metric: {
		name: `ndcg@${cut}`,
		higherIsBetter: true,
		of: (scores, { labels, groups }) => ndcg(scores, { labels, groups: groups ?? Uint32Array.of(labels.length), cut }),
	},
};

type Query = {
	readonly labels: Float32Array;
	readonly scores: Float64Array;
	readonly pairs: Float32Array;
	readonly from: number;
	readonly size: number;
};

function lambdas({ labels, scores, pairs, from, size }: Query): void {
	const label = (row: number): number => labels[row] ?? 0;
	const score = (row: number): number => scores[row] ?? 0;
	const rows = Array.from({ length: size }, (_, i) => from + i);
	const ideal = dcgAt(
		rows.map(label).toSorted((a, b) => b - a),
		cut,
	);
	if (ideal === 0) return;
	const order = rows.toSorted((a, b) => score(b) - score(a));
	for (let i = 0; i < Math.min(cut, size); i++)
		for (let j = i + 1; j < size; j++) {
			const [a, b] = [order[i] ?? 0, order[j] ?? 0];
			if (label(a) === label(b)) continue;
			const [better, worse] = label(a) > label(b) ? [a, b] : [b, a];
			const change = (Math.abs(gainOf(label(a)) - gainOf(label(b))) * Math.abs(discount(i) - (j < cut ? discount(j) : 0))) / ideal;
			const p = sigmoid(score(worse) - score(better));
			pairs[2 * better] = (pairs[2 * better] ?? 0) - p * change;
			pairs[2 * worse] = (pairs[2 * worse] ?? 0) + p * change;
			for (const row of [better, worse]) pairs[2 * row + 1] = (pairs[2 * row + 1] ?? 0) + p * (1 - p) * change;
		}
}
