/** Common studies of a series of closes or candles, oldest first. Where a window is not full yet there is null. */
type Bar = { readonly high: number; readonly low: number; readonly close: number };
export type Values = readonly (number | null)[];

export function sma(values: readonly number[], length: number): Values {
	let total = 0;
	return values.map((value, index) => {
		total += value - (values[index - length] ?? 0) * (index >= length ? 1 : 0);
		return index >= length - 1 ? total / length : null;
	});
}

/** Begins with the plain mean of the first window, as charting programs do. */
export function ema(values: readonly number[], length: number): Values {
	const share = 2 / (length + 1);
	let last: number | null = null;
	let first = 0;
	return values.map((value, index) => {
		if (index < length) first += value;
		if (index < length - 1) return null;
		last = last === null ? first / length : last + share * (value - last);
		return last;
	});
}

export function bollinger(values: readonly number[], length: number, width: number): { upper: Values; middle: Values; lower: Values } {
	const middle = sma(values, length);
	const spread = middle.map((mean, index) => {
		if (mean === null) return null;
		let squares = 0;
		for (const value of values.slice(index - length + 1, index + 1)) squares += (value - mean) ** 2;
		return Math.sqrt(squares / length) * width;
	});
	const shifted = (sign: 1 | -1): Values => middle.map((mean, index) => (mean === null ? null : mean + sign * (spread[index] ?? 0)));
	return { upper: shifted(1), middle, lower: shifted(-1) };
}

/** Wilder's: 0 to 100. */
export function rsi(values: readonly number[], length: number): Values {
	let [gain, loss] = [0, 0];
	return values.map((value, index) => {
		const step = index === 0 ? 0 : value - (values[index - 1] ?? value);
		const [up, down] = [Math.max(step, 0), Math.max(-step, 0)];
		if (index === 0) return null;
		if (index <= length) {
			gain += up / length;
			loss += down / length;
			if (index < length) return null;
		} else {
			gain = (gain * (length - 1) + up) / length;
			loss = (loss * (length - 1) + down) / length;
		}
		return loss === 0 ? (gain === 0 ? 50 : 100) : 100 - 100 / (1 + gain / loss);
	});
}

export function macd(values: readonly number[]): { line: Values; signal: Values; histogram: Values } {
	const [fast, slow] = [ema(values, 12), ema(values, 26)];
	const line = fast.map((value, index) => (value === null || slow[index] == null ? null : value - slow[index]));
	const known = line.filter((value) => value !== null);
	const smooth = ema(known, 9);
	const lead = line.length - known.length;
	const signal = line.map((_, index) => smooth[index - lead] ?? null);
	return { line, signal, histogram: line.map((value, index) => (value === null || signal[index] == null ? null : value - signal[index])) };
}

/** Wilder's average true range. */
export function atr(bars: readonly Bar[], length: number): Values {
	let mean = 0;
	return bars.map((bar, index) => {
		const before = bars[index - 1]?.close ?? bar.close;
		const range = Math.max(bar.high - bar.low, Math.abs(bar.high - before), Math.abs(bar.low - before));
		mean = index < length ? mean + range / length : (mean * (length - 1) + range) / length;
		return index >= length - 1 ? mean : null;
	});
}
