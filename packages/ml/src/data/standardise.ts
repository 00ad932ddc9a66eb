import type { Dataset } from './dataset.ts';

/** Mean and spread of each feature over the values that are there. A feature that never changes has spread 1, so that it becomes 0. */
export type Standardisation = { readonly means: Float64Array; readonly deviations: Float64Array };

export function standardisation({ columns }: Pick<Dataset, 'columns'>): Standardisation {
	const means = new Float64Array(columns.length);
	const deviations = new Float64Array(columns.length);
	columns.forEach((column, f) => {
		let count = 0;
		let mean = 0;
		let squares = 0;
		for (const value of column) {
			if (Number.isNaN(value)) continue;
			count += 1;
			const difference = value - mean;
			mean += difference / count;
			squares += difference * (value - mean);
		}
		means[f] = mean;
		deviations[f] = squares > 0 ? Math.sqrt(squares / count) : 1;
	});
	return { means, deviations };
}

/** Row-major, each feature with mean 0 and spread 1; a missing value becomes the mean. */
export function standardised(
	{ columns, labels }: Pick<Dataset, 'columns' | 'labels'>,
	{ means, deviations }: Standardisation,
): Float64Array {
	const width = columns.length;
	const rows = new Float64Array(labels.length * width);
	columns.forEach((column, f) => {
		const [mean, deviation] = [means[f] ?? 0, deviations[f] ?? 1];
		for (let at = 0; at < labels.length; at++) {
			const value = column[at] ?? Number.NaN;
			rows[at * width + f] = Number.isNaN(value) ? 0 : (value - mean) / deviation;
		}
	});
	return rows;
}
