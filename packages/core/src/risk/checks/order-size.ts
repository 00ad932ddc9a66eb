import { limitCheck } from '../limit-check.ts';
import { lotsAsQty } from '../lots.ts';

export const maxOrderQty = limitCheck({
	number: 10,
	title: 'maximal order quantity',
	code: 'MAX_ORDER_QTY',
	limit: 'maxOrderQtyLots',
	bound: 'atMost',
	value: ({ terms }) => terms.qty,
	scaled: lotsAsQty,
	scalesUp: true,
});

export const maxOrderNotional = limitCheck({
	number: 11,
	title: "maximal order notional in the tenant's base currency",
	code: 'MAX_ORDER_NOTIONAL',
	limit: 'maxOrderNotionalMinor',
	bound: 'atMost',
	value: ({ notional }) => notional,
});

/** Last of all: what passes every other check is held for a second person, not denied. */
export const approval = limitCheck({
	number: 30,
	title: 'order notional small enough to need no second approver',
	code: 'APPROVAL_REQUIRED',
	limit: 'approvalNotionalMinor',
	bound: 'atMost',
	value: ({ notional, isApproved }) => (isApproved ? null : notional),
});
