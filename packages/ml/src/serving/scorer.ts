/**
 * A model that answers at once, in the thread that asks: sending a row to another thread costs more than the prediction. Rows are row-major,
 * `width` numbers each, NaN where a value is missing; answers are `outputs` numbers a row.
 */
export type Scorer = {
	readonly width: number;
	readonly outputs: number;
	/** @throws RangeError where `rows` is not a whole number of rows. */
	predict(rows: Float32Array): Float32Array;
	/** Gives back what is outside the heap. */
	close(): void;
};

export function rowsIn(rows: Float32Array, width: number): number {
	const count = rows.length / width;
	if (!Number.isInteger(count) || count === 0) throw new RangeError(`the model takes rows of ${width} numbers, ${rows.length} were given`);
	return count;
}

/** A scorer from a function of one row. */
export function scorerOf(input: {
	readonly width: number;
	readonly outputs: number;
	readonly row: (row: Float32Array, into: Float64Array) => void;
}): Scorer {
	const { width, outputs } = input;
	const scores = new Float64Array(outputs);
	return {
		width,
		outputs,
		predict(rows) {
			const count = rowsIn(rows, width);
			const answers = new Float32Array(count * outputs);
			for (let i = 0; i < count; i++) {
				input.row(rows.subarray(i * width, (i + 1) * width), scores);
				answers.set(scores, i * outputs);
			}
			return answers;
		},
		close() {},
	};
}
