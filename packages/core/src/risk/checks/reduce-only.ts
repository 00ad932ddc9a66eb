import { type Check, deny } from '../check.ts';

export const reduceOnly: Check = {
	number: 28,
	title: 'a close or reduce-only order fits into what is held and not yet being closed',
	applies: { INCREASE: 'skip', REDUCE: 'full', CANCEL: 'skip' },
	run({ terms, reducibleQty }) {
		if (terms.qty <= reducibleQty) return null;
		const closes = terms.positionTicket !== 0n || reducibleQty > 0;
		return deny(closes ? 'CLOSE_EXCEEDS_POSITION' : 'REDUCE_ONLY_WOULD_INCREASE', { value: terms.qty, limit: reducibleQty });
	},
};
