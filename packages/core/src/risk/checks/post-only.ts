import { type Check, deny, reduceIfKnown } from '../check.ts';

/** MetaTrader refuses a limit order that would trade at once; here it is said before, by the quote that we have. */
export const postOnly: Check = {
	number: 7,
	title: 'post-only order is a limit order that the market does not meet',
	applies: reduceIfKnown,
	run({ terms, mark, actionClass }) {
		if (terms.postOnly !== true) return null;
		if (terms.type !== 'LIMIT' && terms.type !== 'LIMIT_IF_TOUCHED' && terms.type !== 'STOP_LIMIT') return deny('POST_ONLY_NOT_ALLOWED');
		if (terms.type !== 'LIMIT' || terms.price === null) return null;
		if (mark === undefined) return actionClass === 'INCREASE' ? deny('MARK_MISSING') : null;
		const takes = terms.side === 'BUY' ? terms.price >= mark.ask : terms.price <= mark.bid;
		return takes ? deny('POST_ONLY_WOULD_TAKE', { value: terms.price, limit: terms.side === 'BUY' ? mark.ask : mark.bid }) : null;
	},
};
