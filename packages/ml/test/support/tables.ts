import { type Dataset, Random } from '../../src/index.ts';

export type Shape = {
	readonly rows: number;
	readonly features?: number;
	readonly seed?: number;
	/** Share of values that are missing. */
	readonly missing?: number;
	/** The label of a row; values are standard normal. */
	readonly label: (row: readonly number[], random: Random) => number;
};

/** A table of normal values with labels made of them. */
export function table({ rows, features = 6, seed = 7, missing = 0, label }: Shape): Dataset {
	const random = new Random(seed);
	const columns = Array.from({ length: features }, () => new Float32Array(rows));
	const labels = new Float32Array(rows);
	for (let at = 0; at < rows; at++) {
		const row = columns.map(() => Math.fround(random.normal()));
		labels[at] = label(row, random);
		row.forEach((value, f) => {
			const column = columns[f];
			if (column !== undefined) column[at] = missing > 0 && random.uniform() < missing ? Number.NaN : value;
		});
	}
	return { names: columns.map((_, f) => `f${f}`), columns, labels };
}

export const rowAt = ({ columns }: Dataset, at: number): Float32Array => Float32Array.from(columns, (column) => column[at] ?? Number.NaN);

/** All rows, row-major. */
export function flat(dataset: Dataset): Float32Array {
	const width = dataset.columns.length;
	const rows = new Float32Array(dataset.labels.length * width);
	dataset.labels.forEach((_, at) => {
		rows.set(rowAt(dataset, at), at * width);
	});
	return rows;
}

export const coin = (p: number, random: Random): number => (random.uniform() < p ? 1 : 0);
export const logistic = (z: number): number => 1 / (1 + Math.exp(-z));
