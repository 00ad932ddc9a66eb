import { type Indicator, single } from '../bar.ts';
import type { State } from '../state.ts';
import { Ema, Lwma, Sma, Wilder, Window } from '../windows.ts';

/** Averages of the close. */
export const sma = (state: State, { period }: { period: number }): Indicator => {
	const average = new Sma(state, period);
	return single('sma', ({ close }) => average.update(close));
};
export const ema = (state: State, { period }: { period: number }): Indicator => {
	const average = new Ema(state, period);
	return single('ema', ({ close }) => average.update(close));
};
export const wilder = (state: State, { period }: { period: number }): Indicator => {
	const average = new Wilder(state, period);
	return single('wilder', ({ close }) => average.update(close));
};
export const lwma = (state: State, { period }: { period: number }): Indicator => {
	const average = new Lwma(state, period);
	return single('lwma', ({ close }) => average.update(close));
};

/** Double exponential (Mulloy). */
export const dema = (state: State, { period }: { period: number }): Indicator => {
	const [once, twice] = [new Ema(state, period), new Ema(state, period)];
	return single('dema', ({ close }) => {
		const first = once.update(close);
		return Number.isNaN(first) ? Number.NaN : 2 * first - twice.update(first);
	});
};

/** Hull's: weighted averages of half and whole period, smoothed over its root. */
export const hma = (state: State, { period }: { period: number }): Indicator => {
	const [whole, half] = [new Lwma(state, period), new Lwma(state, Math.round(period / 2))];
	const smooth = new Lwma(state, Math.round(Math.sqrt(period)));
	return single('hma', ({ close }) => {
		const [slow, fast] = [whole.update(close), half.update(close)];
		return Number.isNaN(slow) || Number.isNaN(fast) ? Number.NaN : smooth.update(2 * fast - slow);
	});
};

/** Kaufman's: fast where the way is straight, slow where it winds. */
export const kama = (state: State, { period, fast = 2, slow = 30 }: { period: number; fast?: number; slow?: number }): Indicator => {
	const closes = new Window(state, period + 1);
	const steps = new Window(state, period);
	const own = state.reserve(2);
	const [quick, calm] = [2 / (fast + 1), 2 / (slow + 1)];
	return single('kama', ({ close }) => {
		const last = closes.ago(0);
		const before = closes.ago(period - 1);
		closes.push(close);
		if (Number.isNaN(last)) return Number.NaN;
		const step = Math.abs(close - last);
		const gone = steps.push(step);
		own[0] = (own[0] ?? 0) + step - (Number.isNaN(gone) ? 0 : gone);
		if (!steps.isFull) return Number.NaN;
		const way = own[0] ?? 0;
		const straight = Math.abs(close - before);
		const ratio = way === 0 || way <= straight ? 1 : straight / way;
		const share = (ratio * (quick - calm) + calm) ** 2;
		const average = Number.isNaN(gone) ? last : (own[1] ?? 0);
		own[1] = average + (close - average) * share;
		return own[1];
	});
};

/** Arnaud Legoux: weights of a bell around `offset`, `period` / `sigma` wide. O(period). */
export const alma = (
	state: State,
	{ period, sigma = 6, offset = 0.85 }: { period: number; sigma?: number; offset?: number },
): Indicator => {
	const window = new Window(state, period);
	const [middle, spread] = [Math.floor(offset * (period - 1)), period / sigma];
	const weights = Float64Array.from({ length: period }, (_, i) => Math.exp(-((i - middle) ** 2) / (2 * spread * spread)));
	const total = weights.reduce((sum, weight) => sum + weight, 0);
	return single('alma', ({ close }) => {
		window.push(close);
		if (!window.isFull) return Number.NaN;
		let sum = 0;
		for (let i = 0; i < period; i++) sum += (weights[i] ?? 0) * window.ago(period - 1 - i);
		return sum / total;
	});
};

/** Chande's variable average: an exponential one whose share is the strength of the momentum. */
export const vidya = (state: State, { period }: { period: number }): Indicator => {
	const [ups, downs] = [new Wilder(state, period), new Wilder(state, period)];
	const own = state.reserve(2, Number.NaN);
	return single('vidya', ({ close }) => {
		const last = own[0] ?? Number.NaN;
		own[0] = close;
		if (Number.isNaN(last)) return Number.NaN;
		const [up, down] = [ups.update(Math.max(0, close - last)), downs.update(Math.max(0, last - close))];
		if (Number.isNaN(up)) return Number.NaN;
		const strength = up + down === 0 ? 0 : Math.abs((up - down) / (up + down));
		const share = (2 / (period + 1)) * strength;
		const average = own[1] ?? Number.NaN;
		own[1] = close * share + (Number.isNaN(average) ? last : average) * (1 - share);
		return own[1];
	});
};

/** Mean of the bars' middle prices by volume over a window. */
export const vwap = (state: State, { period }: { period: number }): Indicator => {
	const [worth, volumes] = [new Sma(state, period), new Sma(state, period)];
	return single('vwap', ({ open, high, low, close, volume }) => {
		const value = worth.update(((open + high + low + close) / 4) * volume);
		const size = volumes.update(volume);
		return size === 0 ? close : value / size;
	});
};
