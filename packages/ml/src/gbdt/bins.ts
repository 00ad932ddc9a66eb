import type { Random } from '../random/random.ts';
import { sortedNumbers } from './radix-sort.ts';

/** How a feature's values fall into bins: the upper edge of each, ascending, the last one infinite. Missing values have the bin after them. */
export type Binning = { readonly edges: Float32Array; readonly hasMissing: boolean };

/** As many values are looked at to find edges. */
const sampleMax = 200_000;

const f32 = new Float32Array(1);
/** An edge between two values, of 32 bits like them, so that an exported model branches exactly as the trained one did. */
function between(lower: number, upper: number): number {
	f32[0] = lower + (upper - lower) / 2;
	const middle = f32[0];
	if (middle < upper && middle >= lower) return middle;
	f32[0] = lower;
	return f32[0];
}

/**
 * Edges such that bins hold about equally many rows, and a value that alone fills a bin has its own.
 *
 * @param maxBins of values, at most 255: one more is for missing ones.
 */
export function binColumn(column: Float32Array, { maxBins, random }: { readonly maxBins: number; readonly random: Random }): Binning {
	const seen = column.length <= sampleMax ? column : taken(column, random.sample(column.length, sampleMax));
	const sorted = sortedNumbers(seen);
	const count = sorted.length;
	const hasMissing = count < seen.length || (seen !== column && hasNaN(column));
	const distinct = new Float32Array(count);
	const counts = new Uint32Array(count);
	let kinds = 0;
	let last = Number.NaN;
	for (let i = 0; i < count; i++) {
		const value = sorted[i] ?? 0;
		if (value !== last) distinct[kinds++] = last = value;
		counts[kinds - 1] = (counts[kinds - 1] ?? 0) + 1;
	}
	return {
		edges: Float32Array.from([...edgesOf(distinct.subarray(0, kinds), counts.subarray(0, kinds), maxBins), Number.POSITIVE_INFINITY]),
		hasMissing,
	};
}

/** The values at these rows. Loops, not callbacks: of half a million rows that is most of what a training waits for before its first tree. */
function taken(column: Float32Array, rows: Uint32Array): Float32Array {
	const values = new Float32Array(rows.length);
	for (let i = 0; i < rows.length; i++) values[i] = column[rows[i] ?? 0] ?? Number.NaN;
	return values;
}

function hasNaN(values: Float32Array): boolean {
	for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) return true;
	return false;
}

function edgesOf(distinct: Float32Array, counts: Uint32Array, maxBins: number): number[] {
	const edges: number[] = [];
	if (distinct.length <= maxBins) {
		for (let i = 1; i < distinct.length; i++) edges.push(between(distinct[i - 1] ?? 0, distinct[i] ?? 0));
		return edges;
	}
	let total = 0;
	for (let i = 0; i < counts.length; i++) total += counts[i] ?? 0;
	const big = total / maxBins;
	let restRows = total;
	let restBins = maxBins;
	for (let i = 0; i < counts.length; i++) {
		const n = counts[i] ?? 0;
		if (n < big) continue;
		restRows -= n;
		restBins -= 1;
	}
	let size = restRows / restBins;
	let inBin = 0;
	for (let i = 0; i < distinct.length - 1 && edges.length < maxBins - 1; i++) {
		const n = counts[i] ?? 0;
		inBin += n;
		const isBig = n >= big;
		if (!isBig) restRows -= n;
		if (isBig || inBin >= size || ((counts[i + 1] ?? 0) >= big && inBin >= Math.max(1, size / 2))) {
			edges.push(between(distinct[i] ?? 0, distinct[i + 1] ?? 0));
			inBin = 0;
			if (!isBig) size = restRows / Math.max(1, --restBins);
		}
	}
	return edges;
}
