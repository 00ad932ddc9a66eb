/** When each row was known, and when its label was: a row's label may look ahead, and what it looks at must not be in training. */
export type LabelSpans = { readonly times: ArrayLike<number>; readonly labelTimes: ArrayLike<number> };
export type Fold = { readonly train: Uint32Array; readonly test: Uint32Array };

/**
 * Walk-forward folds over rows in time's order: fold k tests block k and trains on what was before. Purged: no training row whose label reaches into the
 * test block. Embargoed: none within `embargo` before it (López de Prado 2018, chapter 7).
 *
 * @param folds test blocks of equal size; the first block is for training alone, so that there are `folds` + 1.
 * @param window keep only as much time of training before the test block; absent: all of it.
 * @throws RangeError where times do not ascend, a label is known before its row, or a fold would have nothing to train on.
 */
export function walkForward(
	{ times, labelTimes }: LabelSpans,
	{ folds, embargo = 0, window }: { readonly folds: number; readonly embargo?: number; readonly window?: number },
): Fold[] {
	const rows = times.length;
	if (!Number.isInteger(folds) || folds < 1 || folds + 1 > rows) throw new RangeError(`${rows} rows can't be cut into ${folds} folds`);
	if (labelTimes.length !== rows) throw new RangeError(`there are ${labelTimes.length} label times for ${rows} rows`);
	for (let row = 0; row < rows; row++) {
		if (row > 0 && !((times[row] ?? Number.NaN) >= (times[row - 1] ?? Number.NaN)))
			throw new RangeError(`row ${row} is earlier than the one before it`);
		if (!((labelTimes[row] ?? Number.NaN) >= (times[row] ?? Number.NaN)))
			throw new RangeError(`the label of row ${row} is older than the row`);
	}
	return Array.from({ length: folds }, (_, k) => {
		const from = Math.floor((rows * (k + 1)) / (folds + 1));
		const to = Math.floor((rows * (k + 2)) / (folds + 1));
		const start = times[from] ?? 0;
		const train: number[] = [];
		for (let row = 0; row < from; row++) {
			const time = times[row] ?? 0;
			if ((labelTimes[row] ?? 0) < start && time < start - embargo && (window === undefined || time >= start - embargo - window))
				train.push(row);
		}
		if (train.length === 0)
			throw new RangeError(`fold ${k + 1} has no row to train on: labels reach too far, or embargo or window are too strict`);
		return { train: Uint32Array.from(train), test: Uint32Array.from({ length: to - from }, (__, i) => from + i) };
	});
}
