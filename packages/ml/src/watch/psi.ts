/**
 * Population stability index of a feature or score: how far what comes in now is spread from what training saw, over the training's own bins. Below 0.1 is
 * stable, above 0.25 has shifted. Empty bins count as half a row, so that one stray value does not make it infinite.
 */
export function populationStability(expected: ArrayLike<number>, actual: ArrayLike<number>): number {
	if (expected.length !== actual.length) throw new RangeError(`there are ${actual.length} bins where training had ${expected.length}`);
	const total = (counts: ArrayLike<number>): number => Array.from(counts).reduce((sum, count) => sum + Math.max(0.5, count), 0);
	const [was, is] = [total(expected), total(actual)];
	let sum = 0;
	for (let bin = 0; bin < expected.length; bin++) {
		const before = Math.max(0.5, expected[bin] ?? 0) / was;
		const now = Math.max(0.5, actual[bin] ?? 0) / is;
		sum += (now - before) * Math.log(now / before);
	}
	return sum;
}

/** Edges that cut values into bins of equal counts; a last bin is for missing values. */
export function equalBins(values: Float32Array, bins = 10): Float32Array {
	const sorted = values.filter((value) => !Number.isNaN(value)).sort();
	const edges = Array.from({ length: bins - 1 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / bins)] ?? 0);
	return Float32Array.from([...new Set(edges)]);
}

/** How many values fall into each bin of `edges`, and how many are missing. */
export function countIn(edges: Float32Array, values: Iterable<number>): Uint32Array {
	const counts = new Uint32Array(edges.length + 2);
	for (const value of values) {
		let bin = Number.isNaN(value) ? edges.length + 1 : 0;
		while (bin < edges.length && value >= (edges[bin] ?? 0)) bin++;
		counts[bin] = (counts[bin] ?? 0) + 1;
	}
	return counts;
}
