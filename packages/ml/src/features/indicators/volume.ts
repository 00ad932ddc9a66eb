import { type Bar, type Indicator, single } from '../bar.ts';
import type { State } from '../state.ts';
import { Ema, RollingSum, Sma } from '../windows.ts';

/** Where the close lies in the range, -1 to 1, by volume. */
const flow = ({ high, low, close, volume }: Bar): number => (high === low ? 0 : ((2 * close - high - low) / (high - low)) * volume);

/** On-balance volume: added where the close rises, taken off where it falls. */
export const obv = (state: State): Indicator => {
	const own = state.reserve(2, Number.NaN);
	return single('obv', ({ close, volume }) => {
		const [last = Number.NaN, sum = Number.NaN] = own;
		const next = Number.isNaN(last) ? volume : sum + Math.sign(close - last) * volume;
		own.set([close, next]);
		return next;
	});
};

/** Accumulation and distribution, running. */
class Accumulation {
	readonly #sum: Float64Array;
	constructor(state: State) {
		this.#sum = state.reserve(1);
	}
	update(bar: Bar): number {
		this.#sum[0] = (this.#sum[0] ?? 0) + flow(bar);
		return this.#sum[0];
	}
}
export const accumulation = (state: State): Indicator => {
	const sum = new Accumulation(state);
	return single('accumulation', (bar) => sum.update(bar));
};

/** Chaikin's oscillator: fast less slow average of accumulation and distribution. */
export const adOscillator = (state: State, { fast, slow }: { fast: number; slow: number }): Indicator => {
	const sum = new Accumulation(state);
	const [quick, calm] = [new Ema(state, fast), new Ema(state, slow)];
	return single('adOscillator', (bar) => {
		const value = sum.update(bar);
		return quick.update(value) - calm.update(value);
	});
};

export const chaikinMoneyFlow = (state: State, { period }: { period: number }): Indicator => {
	const [flows, volumes] = [new RollingSum(state, period), new RollingSum(state, period)];
	return single('cmf', (bar) => {
		const [sum, volume] = [flows.update(flow(bar)), volumes.update(bar.volume)];
		return volume === 0 ? 0 : sum / volume;
	});
};

/** Money flow index: a relative strength weighted by volume. */
export const mfi = (state: State, { period }: { period: number }): Indicator => {
	const [ups, all] = [new RollingSum(state, period), new RollingSum(state, period)];
	const last = state.reserve(1, Number.NaN);
	return single('mfi', ({ high, low, close, volume }) => {
		const price = (high + low + close) / 3;
		const before = last[0] ?? Number.NaN;
		last[0] = price;
		if (Number.isNaN(before)) return Number.NaN;
		const [up, total] = [ups.update(price > before ? price * volume : 0), all.update(price === before ? 0 : price * volume)];
		return total === 0 ? 100 : (100 * up) / total;
	});
};

/** Elder's force: change of the close by volume, smoothed. */
export const force = (state: State, { period }: { period: number }): Indicator => {
	const average = new Ema(state, period);
	const last = state.reserve(1, Number.NaN);
	return single('force', ({ close, volume }) => {
		const before = last[0] ?? Number.NaN;
		last[0] = close;
		return Number.isNaN(before) ? Number.NaN : average.update((close - before) * volume);
	});
};

/** Ease of movement (Arms): how far the middle moves for the volume and range it takes. */
export const emv = (state: State, { period, scale = 10_000 }: { period: number; scale?: number }): Indicator => {
	const last = state.reserve(2, Number.NaN);
	const mean = new Sma(state, period);
	return single('emv', ({ high, low, volume }) => {
		const middle = (high + low) / 2;
		const before = last[0] ?? Number.NaN;
		last[0] = middle;
		if (Number.isNaN(before)) return Number.NaN;
		return mean.update(volume === 0 || high === low ? 0 : (middle - before) / (volume / scale / (high - low)));
	});
};

/** Klinger's oscillator of volume force. */
export const klinger = (state: State, { fast, slow }: { fast: number; slow: number }): Indicator => {
	const [quick, calm] = [new Ema(state, fast), new Ema(state, slow)];
	/** Last typical sum, trend, range, and cumulated range. */
	const own = state.reserve(4, Number.NaN);
	return single('klinger', ({ high, low, close, volume }) => {
		const [lastSum = Number.NaN, lastTrend = Number.NaN, lastRange = Number.NaN, lastTotal = Number.NaN] = own;
		const [sum, range] = [high + low + close, high - low];
		const trend = Number.isNaN(lastSum) ? Number.NaN : sum > lastSum ? 1 : -1;
		// A trend needs two bars, and to go on or turn a third.
		const total = Number.isNaN(lastTrend) ? Number.NaN : (trend === lastTrend && !Number.isNaN(lastTotal) ? lastTotal : lastRange) + range;
		own.set([sum, trend, range, total]);
		if (Number.isNaN(total)) return Number.NaN;
		const strength = total === 0 ? 0 : volume * Math.abs(2 * (range / total - 1)) * trend * 100;
		return quick.update(strength) - calm.update(strength);
	});
};
