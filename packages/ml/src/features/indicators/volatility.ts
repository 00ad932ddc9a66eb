import { type Bar, type Indicator, single } from '../bar.ts';
import type { State } from '../state.ts';
import { Ema, Lag, RollingMax, RollingMin, RollingSum, Sma, Spread, Wilder } from '../windows.ts';

/** True range; of a first bar its own range. */
export class TrueRange {
	readonly #last: Float64Array;
	constructor(state: State) {
		this.#last = state.reserve(1, Number.NaN);
	}
	update({ high, low, close }: Bar): number {
		const last = this.#last[0] ?? Number.NaN;
		this.#last[0] = close;
		return Number.isNaN(last) ? high - low : Math.max(high, last) - Math.min(low, last);
	}
}
export const trueRange = (state: State): Indicator => {
	const range = new TrueRange(state);
	return single('trueRange', (bar) => range.update(bar));
};
export const atr = (state: State, { period }: { period: number }): Indicator => {
	const range = new TrueRange(state);
	const average = new Wilder(state, period);
	return single('atr', (bar) => average.update(range.update(bar)));
};
/** The average true range in percent of the close; its first true range needs a bar before. */
export const natr = (state: State, { period }: { period: number }): Indicator => {
	const range = new TrueRange(state);
	const average = new Wilder(state, period);
	const seen = state.reserve(1);
	return single('natr', (bar) => {
		const value = range.update(bar);
		seen[0] = (seen[0] ?? 0) + 1;
		return seen[0] === 1 ? Number.NaN : (100 * average.update(value)) / bar.close;
	});
};

/** Middle, upper and lower line. */
const band = (outputs: readonly [string, string, string], update: (bar: Bar) => readonly [number, number, number]): Indicator => ({
	outputs,
	update(bar, into) {
		into.set(update(bar));
	},
});
const lines = ['middle', 'upper', 'lower'] as const;

export const bollinger = (state: State, { period, width = 2 }: { period: number; width?: number }): Indicator => {
	const spread = new Spread(state, period);
	return band(lines, ({ close }) => {
		const deviation = Math.sqrt(spread.update(close));
		const { mean } = spread;
		return [mean, mean + width * deviation, mean - width * deviation];
	});
};
export const keltner = (state: State, { period, width = 1.5 }: { period: number; width?: number }): Indicator => {
	const middle = new Sma(state, period);
	const range = new TrueRange(state);
	const average = new Sma(state, period);
	return band(lines, (bar) => {
		const mean = middle.update((bar.high + bar.low + bar.close) / 3);
		const deviation = width * average.update(range.update(bar));
		return [mean, mean + deviation, mean - deviation];
	});
};
export const acceleration = (state: State, { period, width = 4 }: { period: number; width?: number }): Indicator => {
	const [middle, upper, lower] = [new Sma(state, period), new Sma(state, period), new Sma(state, period)];
	return band(lines, ({ high, low, close }) => {
		const share = high + low === 0 ? 0 : (width * (high - low)) / (high + low);
		return [middle.update(close), upper.update(high * (1 + share)), lower.update(low * (1 - share))];
	});
};
export const donchian = (state: State, { period }: { period: number }): Indicator => {
	const [highest, lowest] = [new RollingMax(state, period), new RollingMin(state, period)];
	return band(lines, ({ high, low }) => {
		const [top, bottom] = [highest.update(high), lowest.update(low)];
		return [(top + bottom) / 2, top, bottom];
	});
};
/** Middle of the highest high and the lowest low. */
export const midprice = (state: State, { period }: { period: number }): Indicator => {
	const [highest, lowest] = [new RollingMax(state, period), new RollingMin(state, period)];
	return single('midprice', ({ high, low }) => (highest.update(high) + lowest.update(low)) / 2);
};

/** Sum of the range's average over the average of that (Dorsey). */
export const massIndex = (state: State, { period, smooth = 9 }: { period: number; smooth?: number }): Indicator => {
	const [once, twice] = [new Ema(state, smooth), new Ema(state, smooth)];
	const sum = new RollingSum(state, period);
	return single('massIndex', ({ high, low }) => {
		const first = once.update(high - low);
		const second = Number.isNaN(first) ? Number.NaN : twice.update(first);
		return Number.isNaN(second) || second === 0 ? Number.NaN : sum.update(first / second);
	});
};

export const ichimoku = (
	state: State,
	{ tenkan, kijun, senkou, delay }: { tenkan: number; kijun: number; senkou: number; delay: number },
): Indicator => {
	const [fast, slow, long] = [tenkan, kijun, senkou].map((period) => midprice(state, { period }));
	const [a, b, c] = [new Lag(state, delay), new Lag(state, delay), new Lag(state, delay)];
	const one = new Float64Array(1);
	const of = (indicator: Indicator | undefined, bar: Bar): number => {
		indicator?.update(bar, one);
		return one[0] ?? Number.NaN;
	};
	return {
		outputs: ['tenkan', 'kijun', 'senkouA', 'senkouB'],
		update(bar, into) {
			const [quick, calm, far] = [of(fast, bar), of(slow, bar), of(long, bar)];
			into.set([quick, calm, (a.update(quick) + b.update(calm)) / 2, c.update(far)]);
		},
	};
};

/** Volatility of bars that need not end where they began (Rogers and Satchell). */
export const rogersSatchell = (state: State, { period }: { period: number }): Indicator => {
	const mean = new Sma(state, period);
	return single('rogersSatchell', ({ open, high, low, close }) =>
		Math.sqrt(mean.update(Math.log(high / close) * Math.log(high / open) + Math.log(low / close) * Math.log(low / open))),
	);
};

/** Deviation of returns below the target over a window. */
export const downsideDeviation = (state: State, { period, target = 0 }: { period: number; target?: number }): Indicator => {
	const before = new Lag(state, 1);
	const squares = new Sma(state, period);
	return single('downsideDeviation', ({ close }) => {
		const last = before.update(close);
		if (Number.isNaN(last)) return Number.NaN;
		return Math.sqrt(squares.update(Math.min(0, (close - last) / last - target) ** 2));
	});
};

/** Wilder's swing index, summed. */
export const accumulativeSwing = (state: State, { limit }: { limit: number }): Indicator => {
	const last = state.reserve(3, Number.NaN);
	const sum = state.reserve(1);
	return single('asi', ({ open, high, low, close }) => {
		const [lastOpen = Number.NaN, lastClose = Number.NaN] = last;
		last.set([open, close]);
		if (Number.isNaN(lastClose)) return 0;
		const [up, down, range] = [Math.abs(high - lastClose), Math.abs(low - lastClose), high - low];
		const most = Math.max(up, down);
		const step = 0.25 * Math.abs(lastClose - lastOpen);
		const r = up >= down && up >= range ? up - 0.5 * down + step : down >= up && down >= range ? down - 0.5 * up + step : range + step;
		const move = close - lastClose + 0.5 * (close - open) + 0.25 * (lastClose - lastOpen);
		sum[0] = (sum[0] ?? 0) + (r === 0 || limit === 0 ? 0 : (50 * move * most) / (r * limit));
		return sum[0];
	});
};
