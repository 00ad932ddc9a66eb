import type { State } from './state.ts';
import { Ema, Lag, RollingSum, Spread } from './windows.ts';

/** A quote as features take it: sizes 0 where the venue has none. */
export type Quote = {
	readonly timeMs: number;
	readonly bid: number;
	readonly ask: number;
	readonly bidSize: number;
	readonly askSize: number;
};
export type QuoteFeature = { update(quote: Quote): number };

const mid = ({ bid, ask }: Quote): number => (bid + ask) / 2;
type Make = (state: State, periods: Readonly<Record<string, number>>) => QuoteFeature;
const period = (periods: Readonly<Record<string, number>>, name = 'period'): number => {
	const value = periods[name];
	if (value === undefined) throw new RangeError(`the feature needs ${name}`);
	return value;
};

/** Features of the quotes themselves. Each takes every quote and answers what it knows then. */
export const microstructure = {
	/** Of the mid, in basis points. */
	spreadBps: () => ({ update: (quote) => (1e4 * (quote.ask - quote.bid)) / mid(quote) }),
	/** Change of the mid over so many quotes, in basis points. */
	midReturnBps: (state, periods) => {
		const before = new Lag(state, period(periods));
		return {
			update(quote) {
				const now = mid(quote);
				const old = before.update(now);
				return (1e4 * (now - old)) / old;
			},
		};
	},
	/** Deviation of single changes of the mid over so many quotes, in basis points. */
	volatilityBps: (state, periods) => {
		const before = new Lag(state, 1);
		const spread = new Spread(state, period(periods));
		return {
			update(quote) {
				const now = mid(quote);
				const old = before.update(now);
				return Number.isNaN(old) ? Number.NaN : Math.sqrt(spread.update((1e4 * (now - old)) / old));
			},
		};
	},
	/** Ups less downs of the mid over so many quotes, -1 to 1. */
	tickImbalance: (state, periods) => {
		const before = new Lag(state, 1);
		const sum = new RollingSum(state, period(periods));
		return {
			update(quote) {
				const now = mid(quote);
				const old = before.update(now);
				return Number.isNaN(old) ? Number.NaN : sum.update(Math.sign(now - old)) / period(periods);
			},
		};
	},
	/** Order-flow imbalance of the best prices (Cont, Kukanov and Stoikov 2014) over so many quotes, by the size that went through. */
	orderFlowImbalance: (state, periods) => {
		const last = state.reserve(4, Number.NaN);
		const [flow, size] = [new RollingSum(state, period(periods)), new RollingSum(state, period(periods))];
		return {
			update({ bid, ask, bidSize, askSize }) {
				const [bid0 = Number.NaN, bidSize0 = 0, ask0 = Number.NaN, askSize0 = 0] = last;
				last.set([bid, bidSize, ask, askSize]);
				if (Number.isNaN(bid0)) return Number.NaN;
				const buy = (bid >= bid0 ? bidSize : 0) - (bid <= bid0 ? bidSize0 : 0);
				const sell = (ask <= ask0 ? askSize : 0) - (ask >= ask0 ? askSize0 : 0);
				const [sum, total] = [flow.update(buy - sell), size.update(Math.abs(buy) + Math.abs(sell))];
				return total === 0 ? 0 : sum / total;
			},
		};
	},
	/** How the sizes at the best prices lean, -1 (all asked) to 1 (all bid). */
	sizeImbalance: () => ({
		update: ({ bidSize, askSize }) => (bidSize + askSize === 0 ? 0 : (bidSize - askSize) / (bidSize + askSize)),
	}),
	/** Quotes a second, averaged over so many. */
	quoteRate: (state, periods) => {
		const before = new Lag(state, 1);
		const gap = new Ema(state, period(periods));
		return {
			update({ timeMs }) {
				const old = before.update(timeMs);
				const mean = Number.isNaN(old) ? Number.NaN : gap.update(timeMs - old);
				return mean <= 0 ? 1000 : 1000 / mean;
			},
		};
	},
	/** The hour of the UTC day on a circle. */
	hourSin: () => ({ update: ({ timeMs }) => Math.sin((2 * Math.PI * (timeMs % 86_400_000)) / 86_400_000) }),
	hourCos: () => ({ update: ({ timeMs }) => Math.cos((2 * Math.PI * (timeMs % 86_400_000)) / 86_400_000) }),
} satisfies Record<string, Make>;
export type MicrostructureName = keyof typeof microstructure;
