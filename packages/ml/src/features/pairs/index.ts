import { Spread } from '../windows.ts';
import { ReturnMoments } from './moments.ts';
import type { PairFactory } from './pair.ts';

const needed = (periods: Readonly<Record<string, number>>, name = 'period'): number => {
	const value = periods[name];
	if (value === undefined) throw new RangeError(`the feature needs ${name}`);
	return value;
};

/** Features of an instrument beside another: both series' returns from bar to bar, over a window. */
export const pairs = {
	/** Of samples. */
	covariance: (state, periods) => {
		const moments = new ReturnMoments(state, needed(periods));
		return { update: (close, reference) => moments.update(close, reference)?.covariance ?? Number.NaN };
	},
	/** Pearson's, -1 to 1; 0 where one of both stands still. */
	correlation: (state, periods) => {
		const moments = new ReturnMoments(state, needed(periods));
		return {
			update(close, reference) {
				const seen = moments.update(close, reference);
				if (seen === undefined) return Number.NaN;
				const size = Math.sqrt(seen.variances[0] * seen.variances[1]);
				return size === 0 ? 0 : Math.min(1, Math.max(-1, seen.covariance / size));
			},
		};
	},
	/** How far the instrument goes where the other goes by one; 0 where that stands still. */
	beta: (state, periods) => {
		const moments = new ReturnMoments(state, needed(periods));
		return {
			update(close, reference) {
				const seen = moments.update(close, reference);
				if (seen === undefined) return Number.NaN;
				return seen.variances[1] === 0 ? 0 : seen.covariance / seen.variances[1];
			},
		};
	},
	/** Jensen's: the mean return that the other's does not explain. `riskFree` is a bar's. */
	alpha: (state, periods) => {
		const moments = new ReturnMoments(state, needed(periods));
		const { riskFree = 0 } = periods;
		return {
			update(close, reference) {
				const seen = moments.update(close, reference);
				if (seen === undefined) return Number.NaN;
				const beta = seen.variances[1] === 0 ? 0 : seen.covariance / seen.variances[1];
				return seen.means[0] - (riskFree + beta * (seen.means[1] - riskFree));
			},
		};
	},
	/** The close over the other's price, in deviations from its mean over the window. */
	ratioScore: (state, periods) => {
		const size = needed(periods);
		const spread = new Spread(state, size);
		return {
			update(close, reference) {
				const ratio = close / reference;
				const variance = spread.update(ratio);
				return variance === 0 ? 0 : (ratio - spread.mean) / Math.sqrt(variance);
			},
		};
	},
} satisfies Record<string, PairFactory>;
export type PairName = keyof typeof pairs;
