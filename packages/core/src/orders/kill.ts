import type { Scope } from '../state/outbox.ts';
import { type Account, findOrder } from '../state/state.ts';
import { sendCancel } from './cancel.ts';
import { isOpen } from './life.ts';
import type { Order } from './order.ts';

/** How long a cancel that the venue refused or never answered is left alone before it is asked again. */
const RETRY_MS = 10_000;

/**
 * Takes back every entry order that works, or may work, at the venue. What protects stays: stop losses and targets rest at the venue on the position, and orders
 * that reduce a position we hold are left alone. The order to kill is kept until the order has ended, whatever the line does; resuming does not revoke it.
 */
export function killEntryOrders(scope: Scope, of: (order: Order) => boolean = () => true): void {
	const { state, account } = scope;
	for (const orderId of account.open) {
		const order = findOrder(state, orderId);
		if (order !== undefined && order.type !== 'MARKET' && !protects(account, order) && of(order)) account.killed.add(orderId);
	}
	assertKills(scope);
}

/**
 * Sends the cancels that a kill still owes: at once where the venue can hear, else with the snapshot that reconciles the account, before anything else can be sent.
 * An order of unknown fate has no ticket yet; it is cancelled when the venue shows it.
 */
export function assertKills(scope: Scope): void {
	const { state, account, out } = scope;
	if (account.killed.size === 0) return;
	const heard = account.link && account.reconciled && account.venue?.serverConnected === true;
	for (const orderId of [...account.killed]) {
		const order = findOrder(state, orderId);
		if (order === undefined || !isOpen(order.life)) account.killed.delete(orderId);
		else if (heard && order.venueOrderTicket !== 0n && isDue({ account, order, nowMs: out.nowMs })) sendCancel(scope, order);
	}
}

function isDue({ account, order, nowMs }: { readonly account: Account; readonly order: Order; readonly nowMs: number }): boolean {
	const { commandSeq, linkSession, atMs } = order.canceled;
	if (order.pending === 'CANCEL_SENT') return false;
	return commandSeq === 0 || linkSession !== account.linkSession || nowMs - atMs >= RETRY_MS;
}

/** It was judged to reduce when it was taken, and what it reduces is still there. */
function protects(account: Account, order: Order): boolean {
	if (!order.reduces) return false;
	const held =
		account.config.mode === 'HEDGING'
			? (account.positions.get(order.positionTicket)?.signedQty ?? 0)
			: (account.exposures.get(order.instrumentId)?.netQty ?? 0);
	return order.side === 'BUY' ? held < 0 : held > 0;
}
