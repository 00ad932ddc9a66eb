import { isExact, mulDiv } from '../../money/mul-div.ts';
import { type Check, deny, increaseOnly } from '../check.ts';

/** Free margin as the venue last said, less what working and unknown orders and fills since then may take, less the share that must stay. */
export const marginAfterFill: Check = {
	number: 20,
	title: 'margin after the fill, with reserve',
	applies: increaseOnly,
	run({ account, margin }) {
		const bps = account.config.limits.marginReserveBps;
		if (bps === null) return deny('LIMIT_MISSING');
		if (account.venue === null) return deny('ACCOUNT_STATE_MISSING');
		if (typeof margin === 'string') return deny(margin);
		const free = account.venue.marginFreeMinor - account.reservedMarginMinor - account.filledMarginMinor;
		const reserve = mulDiv(free, { times: bps, over: 10_000 });
		if (reserve === undefined || !isExact(free - reserve)) return deny('NUMBER_OUT_OF_RANGE');
		const limit = free - reserve;
		return margin <= limit ? null : deny('MARGIN_INSUFFICIENT', { value: margin, limit });
	},
};
