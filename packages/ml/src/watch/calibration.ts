/** What was predicted and what came, bin by bin of equal width. */
export type CalibrationBin = { readonly count: number; readonly meanPrediction: number; readonly share: number };

/** Reliability of probabilities: in each bin the mean prediction, and the share of ones. */
export function calibration(
	predictions: ArrayLike<number>,
	{ labels, bins = 10 }: { readonly labels: ArrayLike<number>; readonly bins?: number },
): CalibrationBin[] {
	const sums = Array.from({ length: bins }, () => ({ count: 0, predicted: 0, ones: 0 }));
	for (let at = 0; at < predictions.length; at++) {
		const p = predictions[at] ?? Number.NaN;
		const bin = sums[Math.min(bins - 1, Math.floor(p * bins))];
		if (bin === undefined) continue;
		bin.count += 1;
		bin.predicted += p;
		bin.ones += labels[at] ?? 0;
	}
	return sums.map(({ count, predicted, ones }) => ({
		count,
		meanPrediction: count === 0 ? Number.NaN : predicted / count,
		share: count === 0 ? Number.NaN : ones / count,
	}));
}

/** Expected calibration error: the mean distance of both, weighted by rows. */
export function calibrationError(bins: readonly CalibrationBin[]): number {
	const total = bins.reduce((sum, { count }) => sum + count, 0);
	return bins.reduce(
		(sum, { count, meanPrediction, share }) => (count === 0 ? sum : sum + (count / total) * Math.abs(meanPrediction - share)),
		0,
	);
}

/**
 * Half-width of an interval that holds a new label with probability `coverage`, from residuals of rows that training did not see (split conformal
 * prediction, Vovk et al. 2005). Infinite where there are too few of them to promise it.
 */
export function conformalHalfWidth(residuals: ArrayLike<number>, coverage: number): number {
	const sorted = Float64Array.from(residuals, Math.abs).sort();
	const rank = Math.ceil((sorted.length + 1) * coverage);
	return rank > sorted.length ? Number.POSITIVE_INFINITY : (sorted[rank - 1] ?? Number.POSITIVE_INFINITY);
}
