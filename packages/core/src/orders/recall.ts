import type { Scope } from '../state/outbox.ts';
import { type Account, findOrder } from '../state/state.ts';
import { sendCancel } from './cancel.ts';
import { isOpen } from './life.ts';
import { moveLife, type Order, type RecallReason, wasSent } from './order.ts';

/** How long a cancel that the venue refused or never answered is left alone before it is asked again. */
const RETRY_MS = 10_000;

/**
 * The engine itself takes an order back: for a kill, an expiry, a link to another order. What it holds ends at once; for what is at the venue the wish is kept
 * until the order has ended, whatever the line does.
 */
export function recall(scope: Scope, order: Order, reason: RecallReason): void {
	const { account, out } = scope;
	if (!isOpen(order.life)) return;
	order.recalledFor ??= reason;
	if (wasSent(order)) {
		account.hasLists = true;
		account.recalled.add(order.orderId);
		assertRecalls(scope);
		return;
	}
	moveLife(order, 'cancel');
	out.order(account, order);
}

/**
 * Sends the cancels that are still owed: at once where the venue can hear, else with the snapshot that reconciles the account, before anything else can be sent.
 * An order of unknown fate has no ticket yet; it is cancelled when the venue shows it.
 */
export function assertRecalls(scope: Scope): void {
	const { state, account, out } = scope;
	if (!account.hasLists || account.recalled.size === 0) return;
	const heard = account.link && account.reconciled && account.venue?.serverConnected === true;
	for (const orderId of [...account.recalled]) {
		const order = findOrder(state, orderId);
		if (order === undefined || !isOpen(order.life)) account.recalled.delete(orderId);
		else if (heard && order.venueOrderTicket !== 0n && isDue({ account, order, nowMs: out.nowMs })) sendCancel(scope, order);
	}
}

function isDue({ account, order, nowMs }: { readonly account: Account; readonly order: Order; readonly nowMs: number }): boolean {
	const { commandSeq, linkSession, atMs } = order.canceled;
	if (order.pending === 'CANCEL_SENT') return false;
	return commandSeq === 0 || linkSession !== account.linkSession || nowMs - atMs >= RETRY_MS;
}
