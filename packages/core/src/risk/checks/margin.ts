import { isExact, mulDiv } from '../../money/mul-div.ts';
import { below, type Check, deny, type Figure, increaseOnly, type RiskInput } from '../check.ts';
import { limitCheck } from '../limit-check.ts';

/** Free margin as the venue last said, less what working and unknown orders and fills since then may take, less the share that must stay. */
export const marginAfterFill = limitCheck({
	number: 20,
	title: 'margin after the fill, with reserve',
	code: 'MARGIN_INSUFFICIENT',
	limit: 'marginReserveBps',
	bound: 'atMost',
	value: ({ account, margin }) => (account.venue === null ? 'ACCOUNT_STATE_MISSING' : margin),
	scaled({ account }, bps) {
		const free = (account.venue?.marginFreeMinor ?? Number.NaN) - account.reservedMarginMinor - account.filledMarginMinor;
		const reserve = mulDiv(free, { times: bps, over: 10_000 });
		return reserve === undefined ? undefined : free - reserve;
	},
});

export const marginLevel = limitCheck({
	number: 21,
	title: 'equity over margin after the fill, in basis points',
	code: 'MARGIN_LEVEL',
	limit: 'minMarginLevelBps',
	bound: 'atLeast',
	value: (input) => levelAfterFill(input),
});

/** Equity over margin once the order has filled, in basis points. Null: no margin is used. */
function levelAfterFill({ account, margin }: RiskInput): Figure | null {
	if (account.venue === null) return 'ACCOUNT_STATE_MISSING';
	if (typeof margin === 'string') return margin;
	const used = account.venue.marginMinor + account.reservedMarginMinor + account.filledMarginMinor + margin;
	if (used <= 0) return null;
	return mulDiv(account.venue.equityMinor, { times: 10_000, over: used }) ?? 'NUMBER_OUT_OF_RANGE';
}

/** Whatever our own limit is: an order that the broker would answer with a margin call is none to send. */
export const marginCall: Check = {
	number: 21,
	title: "margin level, or equity, above the broker's own margin call after the fill",
	applies: increaseOnly,
	run(input) {
		const { venue } = input.account;
		if (venue === null || (venue.stopOutMode ?? null) === null) return deny('ACCOUNT_STATE_MISSING');
		const value = venue.stopOutMode === 'MONEY' ? venue.equityMinor : levelAfterFill(input);
		if (value === null) return null;
		if (typeof value === 'string') return deny(value);
		const limit = venue.marginCall;
		if (!isExact(limit)) return deny('NUMBER_OUT_OF_RANGE');
		return value < limit ? below('MARGIN_CALL', { value, limit }) : null;
	},
};
