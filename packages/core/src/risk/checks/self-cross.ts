import { bestResting } from '../../orders/resting.ts';
import { type Check, deny, increaseOnly } from '../check.ts';
import { bookOf } from '../facts.ts';

/** An own order on the other side at this price or better: the tenant would trade with itself. A market order is taken to trade at the mark. */
export const selfCross: Check = {
	number: 27,
	title: 'price does not meet a resting order of the same tenant at the same broker',
	applies: increaseOnly,
	run({ tenant, account, terms, mark, facts }) {
		const buys = terms.side === 'BUY';
		const price = terms.price ?? (buys ? mark?.ask : mark?.bid);
		if (price === undefined) return deny('MARK_MISSING');
		const own = bestResting(bookOf(facts, { tenant, account, instrumentId: terms.instrumentId }), buys ? 'SELL' : 'BUY');
		if (own === undefined || (buys ? price < own : price > own)) return null;
		return deny('SELF_CROSS', { value: price, limit: own });
	},
};
