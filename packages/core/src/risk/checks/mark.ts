import { isExact } from '../../money/mul-div.ts';
import { type Check, deny, increaseOnly } from '../check.ts';

const BPS = 10_000;

export const priceCollar: Check = {
	number: 12,
	title: 'price within the collar around the mark, in basis points',
	applies: increaseOnly,
	run({ account, terms, mark }) {
		const limit = account.config.limits.priceCollarBps;
		if (limit === null) return deny('LIMIT_MISSING');
		if (mark === undefined) return deny('MARK_MISSING');
		if (terms.price === null) return null;
		const reference = terms.side === 'BUY' ? mark.ask : mark.bid;
		const limitPrice = terms.limitPrice ?? terms.price;
		const away = Math.max(Math.abs(terms.price - reference), Math.abs(limitPrice - reference)) * BPS;
		const allowed = reference * limit;
		if (!isExact(away) || !isExact(allowed)) return deny('NUMBER_OUT_OF_RANGE');
		if (away <= allowed) return null;
		const rest = away % reference;
		return deny('PRICE_COLLAR', { value: (away - rest) / reference + (rest > 0 ? 1 : 0), limit });
	},
};

/** Age since we received it: the broker's stamps may be wrong, our own clock is monotonic. */
export const markAge: Check = {
	number: 13,
	title: 'mark present and fresh',
	applies: increaseOnly,
	run({ account, mark, nowMs }) {
		const limit = account.config.limits.maxMarkAgeMs;
		if (limit === null) return deny('LIMIT_MISSING');
		if (mark === undefined) return deny('MARK_MISSING');
		const ageMs = nowMs - mark.atMs;
		return ageMs <= limit ? null : deny('MARK_STALE', { value: ageMs, limit });
	},
};
