import type { State } from '../state.ts';

/** Takes the close of each bar beside the price that another instrument had then, and answers a number, NaN until it has seen enough. */
export type PairIndicator = { update(close: number, reference: number): number };
export type PairFactory = (state: State, periods: Readonly<Record<string, number>>) => PairIndicator;
