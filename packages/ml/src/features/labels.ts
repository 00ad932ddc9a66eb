/**
 * Labels look ahead; each says how far it looked, so that folds can be purged. Rows and prices are in time's order; NaN marks a row whose label is not known yet.
 */
export type Labels = { readonly values: Float32Array; readonly labelTimes: Float64Array };
export type Prices = { readonly times: ArrayLike<number>; readonly prices: ArrayLike<number> };

/** Change of the price from each row to the first price at or after `horizon` later, as a share. */
export function horizonReturn({ times, prices }: Prices, horizon: number): Labels {
	if (!(horizon > 0)) throw new RangeError('the horizon must be above 0');
	const values = new Float32Array(times.length).fill(Number.NaN);
	const labelTimes = Float64Array.from(times);
	let ahead = 0;
	for (let row = 0; row < times.length; row++) {
		const until = (times[row] ?? 0) + horizon;
		while (ahead < times.length && (times[ahead] ?? 0) < until) ahead++;
		if (ahead >= times.length) break;
		values[row] = (prices[ahead] ?? 0) / (prices[row] ?? 0) - 1;
		labelTimes[row] = times[ahead] ?? 0;
	}
	return { values, labelTimes };
}

/** 1 where the price rises over the horizon, 0 where it falls; unknown where it stands. */
export function direction(prices: Prices, horizon: number): Labels {
	const { values, labelTimes } = horizonReturn(prices, horizon);
	return { values: values.map((change) => (change > 0 ? 1 : change < 0 ? 0 : Number.NaN)), labelTimes };
}

/**
 * Which of three barriers the price meets first (López de Prado 2018, chapter 3): 1 the upper, -1 the lower, 0 the end of the time. Barriers are shares of the row's price.
 */
export function tripleBarrier(
	{ times, prices }: Prices,
	{ up, down, horizon }: { readonly up: number; readonly down: number; readonly horizon: number },
): Labels {
	if (!(up > 0 && down > 0 && horizon > 0)) throw new RangeError('barriers and horizon must be above 0');
	const values = new Float32Array(times.length).fill(Number.NaN);
	const labelTimes = Float64Array.from(times);
	for (let row = 0; row < times.length; row++) {
		const price = prices[row] ?? Number.NaN;
		const until = (times[row] ?? 0) + horizon;
		for (let ahead = row + 1; ahead < times.length; ahead++) {
			const time = times[ahead] ?? 0;
			const change = (prices[ahead] ?? Number.NaN) / price - 1;
			const meets = time > until ? 0 : change >= up ? 1 : change <= -down ? -1 : undefined;
			if (meets === undefined) continue;
			values[row] = meets;
			labelTimes[row] = time;
			break;
		}
	}
	return { values, labelTimes };
}

/** For each time the last row of another series that was known by then, -1 where there was none: a join that never looks ahead. */
export function asOf(times: ArrayLike<number>, known: ArrayLike<number>): Int32Array {
	const rows = new Int32Array(times.length);
	let at = -1;
	for (let row = 0; row < times.length; row++) {
		while (at + 1 < known.length && (known[at + 1] ?? 0) <= (times[row] ?? 0)) at++;
		rows[row] = at;
	}
	return rows;
}
