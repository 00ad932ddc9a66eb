import { type TickBatch, tickFlags } from '@meridian/market-data';
import type { Quote } from './microstructure.ts';

/** Numbers of a quote in a packed array: time in ms, bid, ask, bid size, ask size. */
export const quoteWidth = 5;

/**
 * Quotes of stored or live ticks as features take them, prices as decimals: the one conversion, so that batch and live see the same bits. Trades and
 * crossed quotes are left out.
 */
export function packQuotes(
	batch: TickBatch,
	digits: { readonly priceDigits: number; readonly qtyDigits: number },
): Float64Array<ArrayBuffer> {
	const { columns, length } = batch;
	const [price, qty] = [10 ** digits.priceDigits, 10 ** digits.qtyDigits];
	const packed = new Float64Array(length * quoteWidth);
	let count = 0;
	for (let row = 0; row < length; row++) {
		const flags = columns.flags[row] ?? 0;
		if ((flags & tickFlags.quote) === 0 || (flags & tickFlags.crossed) !== 0) continue;
		const at = count++ * quoteWidth;
		packed[at] = columns.timeMs[row] ?? 0;
		packed[at + 1] = (columns.bid[row] ?? 0) / price;
		packed[at + 2] = (columns.ask[row] ?? 0) / price;
		packed[at + 3] = (columns.bidSize[row] ?? 0) / qty;
		packed[at + 4] = (columns.askSize[row] ?? 0) / qty;
	}
	return packed.slice(0, count * quoteWidth);
}

export function* unpackQuotes(packed: Float64Array): Generator<Quote> {
	for (let at = 0; at < packed.length; at += quoteWidth)
		yield {
			timeMs: packed[at] ?? 0,
			bid: packed[at + 1] ?? 0,
			ask: packed[at + 2] ?? 0,
			bidSize: packed[at + 3] ?? 0,
			askSize: packed[at + 4] ?? 0,
		};
}
