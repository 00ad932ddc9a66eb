import type { Dataset } from '../../data/dataset.ts';

/** What a training minimises. Scores are row-major: `outputs` numbers a row, before `transform`. */
export type Objective = {
	readonly name: string;
	/** Trees an iteration: 1, or the number of classes. */
	readonly outputs: number;
	/** A leaf's output is made anew from the residuals of its rows: their weighted quantile. */
	readonly leafQuantile?: number | undefined;
	/** @throws RangeError where a label is not one of the objective's. */
	check(dataset: Dataset): void;
	/** Where scores begin, one an output. */
	baseScores(dataset: Dataset): Float64Array;
	/** Writes (gradient, hessian) of one output for every row. */
	gradients(input: {
		readonly dataset: Dataset;
		readonly scores: Float64Array;
		readonly output: number;
		readonly pairs: Float32Array;
		/** Has the kernel write those of the logistic loss of one output: a tenth of the time that a loop over rows takes here. */
		readonly logistic: () => void;
	}): void;
	/** Scores of a row to predictions, in place. */
	transform(scores: Float64Array): void;
	readonly metric: Metric;
};

/** How good scores are. */
export type Metric = {
	readonly name: string;
	readonly higherIsBetter: boolean;
	of(scores: Float64Array, dataset: Dataset): number;
};

export const weightOf = ({ weights }: Dataset, row: number): number => weights?.[row] ?? 1;

/** Weighted mean of labels. */
export function meanLabel(dataset: Dataset): number {
	let sum = 0;
	let total = 0;
	dataset.labels.forEach((label, row) => {
		const weight = weightOf(dataset, row);
		sum += weight * label;
		total += weight;
	});
	if (!(total > 0)) throw new RangeError('all weights are 0: there is nothing to learn from');
	return sum / total;
}
