/**
 * A table to learn from: one Float32Array a feature, NaN where a value is missing, and labels as long. Weights default to 1. `groups` holds the
 * sizes of consecutive queries, for ranking alone.
 */
export type Dataset = {
	readonly names: readonly string[];
	readonly columns: readonly Float32Array[];
	readonly labels: Float32Array;
	readonly weights?: Float32Array | undefined;
	readonly groups?: Uint32Array | undefined;
};

export const rowCount = ({ labels }: Dataset): number => labels.length;

/** @throws RangeError naming what does not fit. */
export function checkDataset({ names, columns, labels, weights, groups }: Dataset): void {
	if (columns.length === 0 || labels.length === 0) throw new RangeError('a dataset needs at least one feature and one row');
	if (names.length !== columns.length) throw new RangeError(`there are ${names.length} names for ${columns.length} features`);
	if (new Set(names).size !== names.length) throw new RangeError('two features have the same name');
	columns.forEach((column, f) => {
		if (column.length !== labels.length) throw new RangeError(`feature ${names[f]} has ${column.length} rows, the labels ${labels.length}`);
	});
	labels.forEach((label, row) => {
		if (!Number.isFinite(label)) throw new RangeError(`the label of row ${row} is not a number: leave that row out`);
	});
	if (weights !== undefined) {
		if (weights.length !== labels.length) throw new RangeError(`there are ${weights.length} weights for ${labels.length} rows`);
		const bad = weights.findIndex((weight) => !(weight >= 0) || !Number.isFinite(weight));
		if (bad >= 0) throw new RangeError(`the weight of row ${bad} is not a number from 0 on`);
	}
	if (groups !== undefined && groups.reduce((sum, size) => sum + size, 0) !== labels.length)
		throw new RangeError('the sizes of the groups do not add up to the rows');
}

/** The rows at these indices, in this order; the features are shared by none. */
export function pick(dataset: Dataset, rows: ArrayLike<number>): Dataset {
	const take = (from: Float32Array) => Float32Array.from(rows, (row) => from[row] ?? Number.NaN);
	return {
		names: dataset.names,
		columns: dataset.columns.map(take),
		labels: take(dataset.labels),
		weights: dataset.weights === undefined ? undefined : take(dataset.weights),
	};
}
