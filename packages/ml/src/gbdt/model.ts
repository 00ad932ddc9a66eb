import type { Binning } from './bins.ts';
import { objectiveOf } from './objectives/index.ts';
import type { GbdtParameters } from './parameters.ts';
import { leafOf, type Tree } from './tree.ts';

/** A trained ensemble. Tree t is of iteration t / outputs and of output t % outputs. */
export type GbdtModel = {
	readonly kind: 'gbdt';
	readonly parameters: GbdtParameters;
	readonly names: readonly string[];
	/** How training values fell into bins: what drift is measured by later. */
	readonly binnings: readonly Binning[];
	readonly outputs: number;
	readonly baseScores: Float64Array;
	readonly trees: readonly Tree[];
};

/** Raw scores of one row, before the objective's transform, into `scores` (one an output). */
export function rawScores(model: GbdtModel, row: ArrayLike<number>, scores: Float64Array): void {
	scores.set(model.baseScores);
	model.trees.forEach((tree, t) => {
		const output = t % model.outputs;
		scores[output] = (scores[output] ?? 0) + (tree.leafValue[leafOf(tree, row)] ?? 0);
	});
}

/** Predictions of one row: a probability, a value, or a probability a class. @param row in the order of `names`, NaN where missing. */
export function predictGbdt(model: GbdtModel, row: ArrayLike<number>, into: Float64Array = new Float64Array(model.outputs)): Float64Array {
	rawScores(model, row, into);
	objectiveOf(model.parameters).transform(into);
	return into;
}
