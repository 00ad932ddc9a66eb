import { type Fields, fixed, tooPrecise } from './fields.ts';
import type { BadRowKind, Draft } from './rows.ts';

/** The fault of a price that was read by `fixed`, or undefined. */
export function priceFault(value: number): BadRowKind | undefined {
	if (value > 0) return undefined;
	return value === tooPrecise ? 'precision' : 'price';
}

/** As priceFault; a size may be 0. */
export function sizeFault(value: number): BadRowKind | undefined {
	if (value >= 0) return undefined;
	return value === tooPrecise ? 'precision' : 'size';
}

/** Where a row has its four prices, and their digits. */
export type PriceColumns = {
	readonly open: number;
	readonly high: number;
	readonly low: number;
	readonly close: number;
	readonly digits: number;
};

/** @returns what is wrong with them */
export function readPrices(fields: Fields, out: Draft, at: PriceColumns): BadRowKind | undefined {
	out.open = fixed(fields, at.open, at.digits);
	out.high = fixed(fields, at.high, at.digits);
	out.low = fixed(fields, at.low, at.digits);
	out.close = fixed(fields, at.close, at.digits);
	out.tickVolume = 0;
	out.volume = 0;
	out.spread = 0;
	return priceFault(out.open) ?? priceFault(out.high) ?? priceFault(out.low) ?? priceFault(out.close) ?? rangeFault(out);
}

const rangeFault = ({ open, high, low, close }: Draft): BadRowKind | undefined =>
	high >= low && open <= high && open >= low && close <= high && close >= low ? undefined : 'range';

/** Columns that follow one another from `first` on. */
export const pricesFrom = (first: number, digits: number): PriceColumns => ({
	open: first,
	high: first + 1,
	low: first + 2,
	close: first + 3,
	digits,
});
