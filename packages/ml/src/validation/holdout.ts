import type { LabelSpans } from './walk-forward.ts';

/** The first row of the latest `share`. */
export const latest = (rows: number, share: number): number => Math.min(rows - 1, Math.max(1, Math.floor(rows * (1 - share))));

/** Rows before `from` whose labels were known before it, and that are none within `embargo` before it. */
export function purgedBefore(
	{ times, labelTimes }: LabelSpans,
	{ rows, from, embargo = 0 }: { readonly rows: ArrayLike<number>; readonly from: number; readonly embargo?: number },
): Uint32Array {
	const start = times[from] ?? Number.POSITIVE_INFINITY;
	return Uint32Array.from(rows).filter((row) => row < from && (labelTimes[row] ?? 0) < start && (times[row] ?? 0) < start - embargo);
}
