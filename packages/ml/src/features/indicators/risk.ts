import { normalQuantile } from '../../metrics/normal.ts';
import { type Indicator, single } from '../bar.ts';
import type { State } from '../state.ts';
import { Ema, Lag, Sma, Spread } from '../windows.ts';
import { bollinger, TrueRange } from './volatility.ts';

/** What a bar loses at most with this confidence, if returns are normal: a share, below zero. */
export const valueAtRisk = (state: State, { period, confidence = 0.95 }: { period: number; confidence?: number }): Indicator => {
	const before = new Lag(state, 1);
	const spread = new Spread(state, period);
	const quantile = normalQuantile(1 - confidence);
	return single('valueAtRisk', ({ close }) => {
		const last = before.update(close);
		if (Number.isNaN(last)) return Number.NaN;
		const variance = spread.update(close / last - 1);
		return spread.mean + quantile * Math.sqrt((variance * period) / (period - 1));
	});
};

/** 1 while Bollinger's bands lie within a channel of the exponential average and the mean true range, -1 while they do not. */
export const squeeze = (
	state: State,
	{ period, width = 2, channelWidth = 1.5 }: { period: number; width?: number; channelWidth?: number },
): Indicator => {
	const bands = bollinger(state, { period, width });
	const band = new Float64Array(3);
	const [middle, trueRange, range] = [new Ema(state, period), new TrueRange(state), new Sma(state, period)];
	const seen = state.reserve(1);
	return single('squeeze', (bar) => {
		bands.update(bar, band);
		const centre = middle.update((bar.high + bar.low + bar.close) / 3);
		const own = trueRange.update(bar);
		seen[0] = (seen[0] ?? 0) + 1;
		// A first bar has no true range.
		const half = channelWidth * (seen[0] === 1 ? Number.NaN : range.update(own));
		const [, top = 0, bottom = 0] = band;
		if (Number.isNaN(centre) || Number.isNaN(half) || Number.isNaN(top)) return Number.NaN;
		return top < centre + half && bottom > centre - half ? 1 : -1;
	});
};
