import { isExact } from '../../money/mul-div.ts';
import type { Figure } from '../check.ts';
import { limitCheck } from '../limit-check.ts';

const BPS = 10_000;

export const priceCollar = limitCheck({
	number: 12,
	title: 'price within the collar around the mark, in basis points',
	code: 'PRICE_COLLAR',
	limit: 'priceCollarBps',
	bound: 'atMost',
	value({ terms, mark }) {
		if (mark === undefined) return 'MARK_MISSING';
		if (terms.price === null) return null;
		const reference = terms.side === 'BUY' ? mark.ask : mark.bid;
		const limitPrice = terms.limitPrice ?? terms.price;
		return bpsOf(Math.max(Math.abs(terms.price - reference), Math.abs(limitPrice - reference)), reference);
	},
});

/** Age since we received it: the broker's stamps may be wrong, our own clock is monotonic. */
export const markAge = limitCheck({
	number: 13,
	title: 'mark present and fresh',
	code: 'MARK_STALE',
	limit: 'maxMarkAgeMs',
	bound: 'atMost',
	value: ({ mark, nowMs }) => (mark === undefined ? 'MARK_MISSING' : nowMs - mark.atMs),
});

export const maxSpread = limitCheck({
	number: 14,
	title: 'spread of the mark, in basis points of the bid',
	code: 'SPREAD_TOO_WIDE',
	limit: 'maxSpreadBps',
	bound: 'atMost',
	value: ({ mark }) => (mark === undefined ? 'MARK_MISSING' : bpsOf(mark.ask - mark.bid, mark.bid)),
});

/** Rounded up, so that what is a fraction beyond the limit is beyond it. */
function bpsOf(part: number, whole: number): Figure {
	const scaled = part * BPS;
	if (!isExact(scaled)) return 'NUMBER_OUT_OF_RANGE';
	const rest = scaled % whole;
	return (scaled - rest) / whole + (rest > 0 ? 1 : 0);
}
