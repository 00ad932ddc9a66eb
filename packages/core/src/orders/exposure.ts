import { mulDiv } from '../money/mul-div.ts';
import { type Account, exposureOf } from '../state/state.ts';
import { isOpen } from './life.ts';
import type { Order } from './order.ts';

/** Leaves of an order that is, or may be, at the venue; 0 once it ended. An overfilled order has no leaves. */
function leavesToReserve(order: Order): number {
	return isOpen(order.life) ? Math.max(0, order.qty - order.filledQty) : 0;
}

/** Brings the account's kept aggregates in line with what the order now is. Call it after every change of life or filled quantity. */
export function syncExposure(account: Account, order: Order): void {
	const reservedQty = leavesToReserve(order);
	// The worse of the terms in force and of those that an unanswered amend may have put in their place.
	const marginMinor = Math.max(order.marginMinor, order.replacement?.marginMinor ?? 0);
	reserve(account, order, {
		qty: reservedQty,
		marginMinor: order.qty > 0 ? (mulDiv(marginMinor, { times: reservedQty, over: order.qty }) ?? marginMinor) : 0,
	});
	if (isOpen(order.life)) account.open.add(order.orderId);
	else account.open.delete(order.orderId);
	if (order.positionByTicket === 0n) return;
	if (isOpen(order.life)) account.openCloseBys.add(order.orderId);
	else account.openCloseBys.delete(order.orderId);
}

/** Judges on the aggregates as they would be without this order: new terms take the place of the old, they do not come on top. */
export function withoutOrder<Result>(account: Account, order: Order, judge: () => Result): Result {
	reserve(account, order, { qty: 0, marginMinor: 0 });
	account.open.delete(order.orderId);
	const result = judge();
	syncExposure(account, order);
	return result;
}

function reserve(account: Account, order: Order, now: { readonly qty: number; readonly marginMinor: number }): void {
	const change = now.qty - order.reservedQty;
	account.reservedMarginMinor += now.marginMinor - order.reservedMarginMinor;
	if (change !== 0) {
		if (order.positionByTicket === 0n) {
			const exposure = exposureOf(account, order.instrumentId);
			if (order.side === 'BUY') exposure.workingBuyQty += change;
			else exposure.workingSellQty += change;
		} else addClosing(account, { ticket: order.positionByTicket, qty: change }); // both sides shrink alike: the net stays as it is
		if (order.positionTicket !== 0n) addClosing(account, { ticket: order.positionTicket, qty: change });
	}
	order.reservedQty = now.qty;
	order.reservedMarginMinor = now.marginMinor;
}

function addClosing(account: Account, change: { readonly ticket: bigint; readonly qty: number }): void {
	const qty = (account.closingQty.get(change.ticket) ?? 0) + change.qty;
	if (qty === 0) account.closingQty.delete(change.ticket);
	else account.closingQty.set(change.ticket, qty);
}
