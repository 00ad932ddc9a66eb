import { type Indicator, single } from '../bar.ts';
import type { State } from '../state.ts';
import { Ema, Lag, Lwma, RollingMax, RollingMin, Sma, Spread, Wilder } from '../windows.ts';

const typical = ({ high, low, close }: { high: number; low: number; close: number }): number => (high + low + close) / 3;

/** Change over the period, as a share. */
export const roc = (state: State, { period }: { period: number }): Indicator => {
	const before = new Lag(state, period);
	return single('roc', ({ close }) => {
		const old = before.update(close);
		return old === 0 ? 0 : (close - old) / old;
	});
};
/** The close over the one of a period ago. */
export const rocr = (state: State, { period }: { period: number }): Indicator => {
	const before = new Lag(state, period);
	return single('rocr', ({ close }) => close / before.update(close));
};
export const logReturn = (state: State, { period }: { period: number }): Indicator => {
	const before = new Lag(state, period);
	return single('logReturn', ({ close }) => Math.log(close / before.update(close)));
};
export const momentum = (state: State, { period }: { period: number }): Indicator => {
	const before = new Lag(state, period);
	return single('momentum', ({ close }) => close - before.update(close));
};

/** Relative strength of a series, 0 to 100. */
export class Strength {
	readonly #last: Float64Array;
	readonly #ups: Wilder;
	readonly #downs: Wilder;
	constructor(state: State, period: number) {
		this.#last = state.reserve(1, Number.NaN);
		this.#ups = new Wilder(state, period);
		this.#downs = new Wilder(state, period);
	}
	update(value: number): number {
		const last = this.#last[0] ?? Number.NaN;
		this.#last[0] = value;
		if (Number.isNaN(last)) return Number.NaN;
		const [up, down] = [this.#ups.update(Math.max(0, value - last)), this.#downs.update(Math.max(0, last - value))];
		return down < 1e-10 ? (Number.isNaN(up) ? up : 100) : 100 - 100 / (1 + up / down);
	}
}
export const rsi = (state: State, { period }: { period: number }): Indicator => {
	const strength = new Strength(state, period);
	return single('rsi', ({ close }) => strength.update(close));
};

export const stochRsi = (state: State, { period, window, k, d }: { period: number; window: number; k: number; d: number }): Indicator => {
	const strength = new Strength(state, period);
	const [highest, lowest] = [new RollingMax(state, window), new RollingMin(state, window)];
	const [smooth, slow] = [new Sma(state, k), new Sma(state, d)];
	return {
		outputs: ['k', 'd'],
		update({ close }, into) {
			const value = strength.update(close);
			into.fill(Number.NaN, 0, 2);
			if (Number.isNaN(value)) return;
			const [high, low] = [highest.update(value), lowest.update(value)];
			if (Number.isNaN(high)) return;
			into[0] = smooth.update(high === low ? 0 : (100 * (value - low)) / (high - low));
			if (!Number.isNaN(into[0])) into[1] = slow.update(into[0]);
		},
	};
};

/** Lane's stochastics: where the close lies between the lowest and the highest, twice smoothed. */
export const stochastic = (state: State, { period, k, d }: { period: number; k: number; d: number }): Indicator => {
	const [highest, lowest] = [new RollingMax(state, period), new RollingMin(state, period)];
	const [smooth, slow] = [new Sma(state, k), new Sma(state, d)];
	return {
		outputs: ['fast', 'k', 'd'],
		update({ high, low, close }, into) {
			const [top, bottom] = [highest.update(high), lowest.update(low)];
			into.fill(Number.NaN, 0, 3);
			if (Number.isNaN(top)) return;
			into[0] = top === bottom ? 0 : (100 * (close - bottom)) / (top - bottom);
			into[1] = smooth.update(into[0]);
			if (!Number.isNaN(into[1])) into[2] = slow.update(into[1]);
		},
	};
};

export const williamsR = (state: State, { period }: { period: number }): Indicator => {
	const [highest, lowest] = [new RollingMax(state, period), new RollingMin(state, period)];
	return single('williamsR', ({ high, low, close }) => {
		const [top, bottom] = [highest.update(high), lowest.update(low)];
		return top === bottom ? 0 : (-100 * (top - close)) / (top - bottom);
	});
};

/** Commodity channel index; its mean deviation is taken over the window: O(period). */
export const cci = (state: State, { period }: { period: number }): Indicator => {
	const mean = new Sma(state, period);
	const items = state.reserve(period);
	const seen = state.reserve(1);
	return single('cci', (bar) => {
		const value = typical(bar);
		const count = seen[0] ?? 0;
		items[count % period] = value;
		seen[0] = count + 1;
		const average = mean.update(value);
		if (Number.isNaN(average)) return Number.NaN;
		let deviation = 0;
		for (const item of items) deviation += Math.abs(item - average) / period;
		return deviation === 0 ? 0 : (value - average) / (0.015 * deviation);
	});
};

/** Difference of two simple averages, and what it is of the slow one in percent. */
export const apo = (state: State, { fast, slow }: { fast: number; slow: number }): Indicator => {
	const [quick, calm] = [new Sma(state, fast), new Sma(state, slow)];
	return {
		outputs: ['apo', 'ppo'],
		update({ close }, into) {
			const [a, b] = [quick.update(close), calm.update(close)];
			into[0] = a - b;
			into[1] = (100 * (a - b)) / b;
		},
	};
};
export const macd = (state: State, { fast, slow, signal }: { fast: number; slow: number; signal: number }): Indicator => {
	const [quick, calm, line] = [new Ema(state, fast), new Ema(state, slow), new Ema(state, signal)];
	return {
		outputs: ['macd', 'signal', 'histogram'],
		update({ close }, into) {
			const difference = quick.update(close) - calm.update(close);
			into[0] = difference;
			into[1] = Number.isNaN(difference) ? Number.NaN : line.update(difference);
			into[2] = difference - into[1];
		},
	};
};

/** Change of a triple exponential average, in percent. */
export const trix = (state: State, { period }: { period: number }): Indicator => {
	const chain = [new Ema(state, period), new Ema(state, period), new Ema(state, period)];
	const last = state.reserve(1, Number.NaN);
	return single('trix', ({ close }) => {
		const value = chain.reduce((input, average) => (Number.isNaN(input) ? input : average.update(input)), close);
		const before = last[0] ?? Number.NaN;
		if (!Number.isNaN(value)) last[0] = value;
		return (100 * (value - before)) / before;
	});
};

/** True strength (Blau): twice smoothed momentum over the same of its size. */
export const tsi = (state: State, { slow, fast, signal }: { slow: number; fast: number; signal: number }): Indicator => {
	const chains = [0, 1].map(() => [new Ema(state, slow), new Ema(state, fast)]);
	const line = new Ema(state, signal);
	const before = new Lag(state, 1);
	return {
		outputs: ['tsi', 'signal'],
		update({ close }, into) {
			const change = close - before.update(close);
			const [up, size] = chains.map((chain, i) =>
				chain.reduce((input, average) => (Number.isNaN(input) ? input : average.update(input)), i === 0 ? change : Math.abs(change)),
			);
			into[0] = size === 0 ? 0 : (100 * (up ?? Number.NaN)) / (size ?? Number.NaN);
			into[1] = Number.isNaN(into[0]) ? Number.NaN : line.update(into[0]);
		},
	};
};

export const coppock = (state: State, { short, long, smooth }: { short: number; long: number; smooth: number }): Indicator => {
	const [near, far] = [new Lag(state, short), new Lag(state, long)];
	const average = new Lwma(state, smooth);
	return single('coppock', ({ close }) => {
		const [a, b] = [near.update(close), far.update(close)];
		return Number.isNaN(b) || Number.isNaN(a) ? Number.NaN : average.update(100 * ((close - a) / a + (close - b) / b));
	});
};

/** The close of half a period ago less the average of the period. */
export const dpo = (state: State, { period }: { period: number }): Indicator => {
	const before = new Lag(state, Math.floor(period / 2) + 1);
	const mean = new Sma(state, period);
	return single('dpo', ({ close }) => before.update(close) - mean.update(close));
};

/** Premier stochastic (Leibfarth): a stochastic twice smoothed and bent into -1 to 1. */
export const pso = (state: State, { period, smooth }: { period: number; smooth: number }): Indicator => {
	const [highest, lowest] = [new RollingMax(state, period), new RollingMin(state, period)];
	const [first, second] = [new Ema(state, smooth), new Ema(state, smooth)];
	return single('pso', ({ high, low, close }) => {
		const [top, bottom] = [highest.update(high), lowest.update(low)];
		if (Number.isNaN(top)) return Number.NaN;
		const once = first.update(0.1 * ((top === bottom ? 0 : (100 * (close - bottom)) / (top - bottom)) - 50));
		const bent = Number.isNaN(once) ? Number.NaN : Math.exp(second.update(once));
		return (bent - 1) / (bent + 1);
	});
};

/** Balance of power: the body of the bar over its range. */
export const bop = (_: State): Indicator =>
	single('bop', ({ open, high, low, close }) => (high === low ? 0 : (close - open) / (high - low)));

/** DeMarker: how far highs rise against how far lows fall. */
export const demarker = (state: State, { period }: { period: number }): Indicator => {
	const [ups, downs] = [new Sma(state, period), new Sma(state, period)];
	const last = state.reserve(2, Number.NaN);
	return single('demarker', ({ high, low }) => {
		const [top = Number.NaN, bottom = Number.NaN] = last;
		last.set([high, low]);
		if (Number.isNaN(top)) return Number.NaN;
		const [up, down] = [ups.update(Math.max(0, high - top)), downs.update(Math.max(0, bottom - low))];
		return up + down === 0 ? 0 : up / (up + down);
	});
};

/** Wave trend (LazyBear). */
export const waveTrend = (state: State, { channel, average, signal }: { channel: number; average: number; signal: number }): Indicator => {
	const [middle, deviation, wave, line] = [
		new Ema(state, channel),
		new Ema(state, channel),
		new Ema(state, average),
		new Sma(state, signal),
	];
	return {
		outputs: ['wt1', 'wt2'],
		update(bar, into) {
			into.fill(Number.NaN, 0, 2);
			const price = typical(bar);
			const mean = middle.update(price);
			if (Number.isNaN(mean)) return;
			const spread = deviation.update(Math.abs(price - mean));
			if (Number.isNaN(spread) || spread === 0) return;
			into[0] = wave.update((price - mean) / (0.015 * spread));
			if (!Number.isNaN(into[0])) into[1] = line.update(into[0]);
		},
	};
};

/** Mean of returns over a window, in deviations of them. */
export const sharpe = (state: State, { period, riskFree = 0 }: { period: number; riskFree?: number }): Indicator => {
	const before = new Lag(state, 1);
	const spread = new Spread(state, period);
	return single('sharpe', ({ close }) => {
		const last = before.update(close);
		if (Number.isNaN(last)) return Number.NaN;
		const variance = spread.update((close - last) / last);
		return variance === 0 ? 0 : (spread.mean - riskFree) / Math.sqrt(variance);
	});
};
