import { keyOfTicket } from '../positions/position.ts';
import type { Scope } from '../state/outbox.ts';
import { type Account, findOrder } from '../state/state.ts';
import { restsAtVenue } from './emulate.ts';
import { type Order, wasSent } from './order.ts';
import { recall } from './recall.ts';

/**
 * Takes back every entry order that works, or may work, at the venue or here. What protects stays: stop losses and targets rest at the venue on the position, and
 * orders that reduce a position we hold are left alone. Resuming does not revoke it.
 */
export function killEntryOrders(scope: Scope, of: (order: Order) => boolean = () => true): void {
	const { state, account } = scope;
	for (const orderId of [...account.open]) {
		const order = findOrder(state, orderId);
		if (order === undefined || protects(account, order) || !of(order)) continue;
		if (!wasSent(order) || restsAtVenue(order)) recall(scope, order, 'KILL');
	}
}

/** It was judged to reduce when it was taken, and what it reduces is still there. */
function protects(account: Account, order: Order): boolean {
	if (!order.reduces) return false;
	const held =
		account.config.mode === 'HEDGING'
			? (account.positions.get(keyOfTicket(order.positionTicket))?.signedQty ?? 0)
			: (account.exposures.get(order.instrumentId)?.netQty ?? 0);
	return order.side === 'BUY' ? held < 0 : held > 0;
}
