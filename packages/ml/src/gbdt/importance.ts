import { type Dataset, rowCount } from '../data/dataset.ts';
import { Random } from '../random/random.ts';
import { type GbdtModel, rawScores } from './model.ts';
import { objectiveOf } from './objectives/index.ts';
import { rowsOf } from './training.ts';

/** Sum of the gains of each feature's splits, in the order of names. */
export function gainImportance({ names, trees }: GbdtModel): Float64Array {
	const gains = new Float64Array(names.length);
	for (const tree of trees)
		tree.feature.forEach((feature, node) => {
			gains[feature] = (gains[feature] ?? 0) + (tree.gain[node] ?? 0);
		});
	return gains;
}

/** How much worse the objective's metric gets on these rows when one feature is shuffled, for each; mean of `rounds`. Positive: the model needs it. */
export function permutationImportance(
	model: GbdtModel,
	{ dataset, rounds = 3, seed = 1 }: { readonly dataset: Dataset; readonly rounds?: number; readonly seed?: number },
): Float64Array {
	const { metric } = objectiveOf(model.parameters);
	const rows = rowsOf(dataset);
	const scoresOf = (): Float64Array => {
		const scores = new Float64Array(rowCount(dataset) * model.outputs);
		rows.forEach((row, i) => {
			rawScores(model, row, scores.subarray(i * model.outputs, (i + 1) * model.outputs));
		});
		return scores;
	};
	const whole = metric.of(scoresOf(), dataset);
	const random = new Random(seed);
	return Float64Array.from(model.names, (_, feature) => {
		const column = dataset.columns[feature] ?? new Float32Array(0);
		let loss = 0;
		for (let round = 0; round < rounds; round++) {
			const order = random.shuffle(Array.from(column.keys()));
			rows.forEach((row, i) => {
				row[feature] = column[order[i] ?? 0] ?? Number.NaN;
			});
			const shuffled = metric.of(scoresOf(), dataset);
			loss += (metric.higherIsBetter ? whole - shuffled : shuffled - whole) / rounds;
		}
		rows.forEach((row, i) => {
			row[feature] = column[i] ?? Number.NaN;
		});
		return loss;
	});
}
