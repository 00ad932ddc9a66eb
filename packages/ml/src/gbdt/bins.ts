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
	const seen =
		column.length <= sampleMax ? column : Float32Array.from(random.sample(column.length, sampleMax), (row) => column[row] ?? Number.NaN);
	const sorted = sortedNumbers(seen);
	const count = sorted.length;
	const hasMissing = count < seen.length || (seen !== column && column.some(Number.isNaN));
	const distinct = new Float32Array(count);
	const counts = new Uint32Array(count);
	let kinds = 0;
	for (let i = 0; i < count; i++) {
		const value = sorted[i] ?? 0;
		if (kinds === 0 || distinct[kinds - 1] !== value) distinct[kinds++] = value;
		counts[kinds - 1] = (counts[kinds - 1] ?? 0) + 1;
	}
	return {
		edges: Float32Array.from([...edgesOf(distinct.subarray(0, kinds), counts.subarray(0, kinds), maxBins), Number.POSITIVE_INFINITY]),
		hasMissing,
	};
}

function edgesOf(distinct: Float32Array, counts: Uint32Array, maxBins: number): number[] {
	const edges: number[] = [];
	if (distinct.length <= maxBins) {
		for (let i = 1; i < distinct.length; i++) edges.push(between(distinct[i - 1] ?? 0, distinct[i] ?? 0));
		return edges;
	}
	const total = counts.reduce((sum, n) => sum + n, 0);
	const isBig = Uint8Array.from(counts, (n) => (n >= total / maxBins ? 1 : 0));
	let restRows = total;
	let restBins = maxBins;
	counts.forEach((n, i) => {
		if (isBig[i] === 0) return;
		restRows -= n;
		restBins -= 1;
	});
	let size = restRows / restBins;
	let inBin = 0;
	for (let i = 0; i < distinct.length - 1 && edges.length < maxBins - 1; i++) {
		const n = counts[i] ?? 0;
		inBin += n;
		if (isBig[i] === 0) restRows -= n;
		if (isBig[i] === 1 || inBin >= size || (isBig[i + 1] === 1 && inBin >= Math.max(1, size / 2))) {
			edges.push(between(distinct[i] ?? 0, distinct[i + 1] ?? 0));
			inBin = 0;
			if (isBig[i] === 0) size = restRows / Math.max(1, --restBins);
		}
	}
	return edges;
}
