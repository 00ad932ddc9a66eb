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
	const reservedMarginMinor = order.qty > 0 ? (mulDiv(order.marginMinor, { times: reservedQty, over: order.qty }) ?? order.marginMinor) : 0;
	const change = reservedQty - order.reservedQty;
	account.reservedMarginMinor += reservedMarginMinor - order.reservedMarginMinor;
	if (change !== 0) {
		const exposure = exposureOf(account, order.instrumentId);
		if (order.side === 'BUY') exposure.workingBuyQty += change;
		else exposure.workingSellQty += change;
		if (order.positionTicket !== 0n) addClosing(account, { ticket: order.positionTicket, qty: change });
	}
	order.reservedQty = reservedQty;
	order.reservedMarginMinor = reservedMarginMinor;
	if (isOpen(order.life)) account.open.add(order.orderId);
	else account.open.delete(order.orderId);
}

function addClosing(account: Account, change: { readonly ticket: bigint; readonly qty: number }): void {
	const qty = (account.closingQty.get(change.ticket) ?? 0) + change.qty;
	if (qty === 0) account.closingQty.delete(change.ticket);
	else account.closingQty.set(change.ticket, qty);
}
