import type { State } from '../state.ts';
import { Ema } from '../windows.ts';

/** Takes how many of a market's instruments rose less how many fell, bar by bar. */
export type BreadthIndicator = { update(advance: number): number };
export type BreadthFactory = (state: State, periods: Readonly<Record<string, number>>) => BreadthIndicator;

/** McClellan's oscillator: the fast less the slow average of a market's breadth. */
const oscillator: BreadthFactory = (state, { fast = 19, slow = 39 }) => {
	const [quick, calm] = [new Ema(state, fast), new Ema(state, slow)];
	return { update: (advance) => quick.update(advance) - calm.update(advance) };
};

export const breadth = {
	/** Instruments that rose less those that fell. */
	advance: () => ({ update: (advance) => advance }),
	mcclellan: oscillator,
	/** McClellan's summation index: the oscillator, summed. */
	mcclellanSum: (state, periods) => {
		const of = oscillator(state, periods);
		const sum = state.reserve(1);
		return {
			update(advance) {
				const value = of.update(advance);
				if (Number.isNaN(value)) return value;
				sum[0] = (sum[0] ?? 0) + value;
				return sum[0];
			},
		};
	},
} satisfies Record<string, BreadthFactory>;
export type BreadthName = keyof typeof breadth;
