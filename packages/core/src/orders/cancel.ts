import type { Denial, EngineInput } from '../messages.ts';
import type { RefusalCode } from '../model.ts';
import { userActive } from '../risk/checks/identity.ts';
import { cancelInputFor } from '../risk/input.ts';
import { assess } from '../risk/matrix.ts';
import type { Scope } from '../state/outbox.ts';
import { findOrder } from '../state/state.ts';
import { restsAtVenue } from './emulate.ts';
import { isOpen } from './life.ts';
import { moveLife, movePending, type Order, sendOf, viewOrder, wasSent } from './order.ts';
import { nextRequest } from './submit.ts';
import { askedTermsOf } from './terms.ts';

type Cancel = Extract<EngineInput, { kind: 'cancel' }>;

/** Asks the venue to take a working order back. Whether it did is for the venue to say. */
export function cancel(scope: Scope, request: Cancel): void {
	const { state, tenant, account, out } = scope;
	const order = findOrder(state, request.orderId);
	if (order === undefined || order.tenantId !== account.tenantId || order.accountId !== account.accountId) {
		out.refuse('UNKNOWN_ORDER', `no order ${request.orderId} in this account`);
		return;
	}
	const input = cancelInputFor({ tenant, account, userId: request.envelope.principalId, terms: askedTermsOf(order), nowMs: out.nowMs });
	// What the engine holds ends here: no line is needed for it.
	const isHere = isOpen(order.life) && !wasSent(order);
	const denial = isHere ? userActive.run(input) : assess(input);
	const refusal = endedRefusal(order) ?? (denial !== null ? deniedRefusal(denial) : isHere ? null : ticketRefusal(order));
	if (refusal !== null) {
		out.refuse(refusal.code, refusal.message);
		return;
	}
	// Asked twice while the first is on its way: one request is enough.
	const duplicate = order.pending === 'CANCEL_SENT';
	if (isHere) {
		moveLife(order, 'cancel');
		out.order(account, order);
	} else if (!duplicate) sendCancel(scope, order);
	out.reply({ outcome: 'order', order: viewOrder(order), accountSeq: account.accountSeq, duplicate });
}

/** Names the order to the venue by its ticket: the caller has seen that it has one and that the venue can hear. */
export function sendCancel(scope: Scope, order: Order): void {
	const { account, out } = scope;
	movePending(order, 'sendCancel');
	const numbers = nextRequest(scope, { order, request: 'canceled' });
	out.order(account, order);
	out.send(account, sendOf(order, { ...numbers, action: 'REMOVE', sl: 0, tp: 0 }));
}

type Refusal = { readonly code: RefusalCode; readonly message: string };

function endedRefusal(order: Order): Refusal | null {
	if (!isOpen(order.life)) return { code: 'NOT_CANCELABLE', message: `the order has ended: ${order.life}` };
	if (wasSent(order) && !restsAtVenue(order))
		return { code: 'NOT_CANCELABLE', message: 'a market order does not rest at the venue: there is nothing to take back' };
	return null;
}

function ticketRefusal(order: Order): Refusal | null {
	// A request can name the order to the venue only by its ticket. Nothing is kept for later: the answer says that nothing was sent.
	if (order.venueOrderTicket === 0n)
		return { code: 'NOT_READY', message: 'the venue has not given this order a ticket yet: nothing was sent, ask again once it has' };
	return null;
}

export function deniedRefusal(denial: Denial): Refusal {
	if (denial.code === 'USER_INACTIVE') return { code: 'NOT_ALLOWED', message: 'the user is not active' };
	return { code: 'NOT_READY', message: `the venue can't be reached (${denial.code}): nothing was sent` };
}
