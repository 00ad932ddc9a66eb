import type { Account } from '../state/state.ts';
import { isOpen } from './life.ts';
import { type Order, wasSent } from './order.ts';

/** Puts an order where quotes and time find it, and takes it from there once it no longer waits for them. Call it after every change. */
export function syncWaiting(account: Account, order: Order): void {
	const { work, orderId } = order;
	if (work === null) {
		// It may have waited for an approver.
		if (order.decidedById !== 0) account.timed.delete(orderId);
		return;
	}
	account.hasLists = true;
	if (work.parts.includes('REDUCE_ONLY'))
		keep(account.reduceOnly, { order, isKept: isOpen(order.life) && wasSent(order) && order.link?.exit == null });
	const open = isOpen(order.life);
	keep(account.watched, { order, isKept: open && work.waitsFor === 'PRICE' });
	const waitsForTime = work.endAtMs !== null || work.waitsFor === 'OPEN' || work.waitsFor === 'CLOSE';
	if (open && waitsForTime && order.recalledFor !== 'EXPIRY') account.timed.add(orderId);
	else account.timed.delete(orderId);
}

/** In a list by instrument, where it belongs there. */
function keep(lists: Map<number, Set<number>>, entry: { readonly order: Order; readonly isKept: boolean }): void {
	const { orderId, instrumentId } = entry.order;
	const list = lists.get(instrumentId);
	if (!entry.isKept) {
		if (list?.delete(orderId) === true && list.size === 0) lists.delete(instrumentId);
	} else if (list === undefined) lists.set(instrumentId, new Set([orderId]));
	else list.add(orderId);
}
