import type { Account } from '../state/state.ts';
import { isOpen } from './life.ts';
import type { Order } from './order.ts';

/** Puts an order where quotes and time find it, and takes it from there once it no longer waits for them. Call it after every change. */
export function syncWaiting(account: Account, order: Order): void {
	const { work, orderId, instrumentId } = order;
	if (work === null) return;
	const open = isOpen(order.life);
	if (open && work.waitsFor === 'PRICE') {
		const watched = account.watched.get(instrumentId);
		if (watched === undefined) account.watched.set(instrumentId, new Set([orderId]));
		else watched.add(orderId);
	} else {
		const watched = account.watched.get(instrumentId);
		if (watched?.delete(orderId) === true && watched.size === 0) account.watched.delete(instrumentId);
	}
	const waitsForTime = work.endAtMs !== null || work.waitsFor === 'OPEN' || work.waitsFor === 'CLOSE';
	if (open && waitsForTime && !order.isExpiring) account.timed.add(orderId);
	else account.timed.delete(orderId);
}
