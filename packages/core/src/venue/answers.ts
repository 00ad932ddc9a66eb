import type { VenueEvent } from '../messages.ts';
import { confirm, endIfExplained } from '../orders/fill.ts';
import { isOpen } from '../orders/life.ts';
import { isCancelPending, isNewPending, moveLife, movePending, type Order } from '../orders/order.ts';
import type { Scope } from '../state/outbox.ts';
import { findOrder } from '../state/state.ts';
import { loseAnswer } from './link.ts';
import { classifyRetcode } from './retcodes.ts';

type Ack = Extract<VenueEvent, { event: 'ack' }>;
type Result = Extract<VenueEvent, { event: 'result' }>;

/** The account's own order; a number that we never gave to it is a contradiction. */
export function ownOrder(scope: Scope, subject: { readonly orderId: number; readonly ticket: bigint }): Order | undefined {
	const { state, account, out } = scope;
	const order = findOrder(state, subject.orderId);
	if (order !== undefined && order.accountId === account.accountId && order.tenantId === account.tenantId && order.life !== 'DENIED')
		return order;
	if (subject.orderId !== 0) out.breakOnce(account, { code: 'CONTRADICTION', orderId: subject.orderId, ticket: subject.ticket });
	return undefined;
}

/** Which of the order's requests an answer is for. Sequences start again with each epoch; the cancel is the later of two that share a number. */
function requestOf(order: Order, commandSeq: number): 'new' | 'cancel' | undefined {
	if (commandSeq <= 0) return undefined;
	if (order.canceled.commandSeq === commandSeq) return 'cancel';
	return order.placed.commandSeq === commandSeq ? 'new' : undefined;
}

/** The terminal passed the request on, which says nothing yet, or did not: then it never left the terminal. */
export function onAck(scope: Scope, ack: Ack): void {
	if (ack.sent) return;
	const order = ownOrder(scope, { orderId: ack.orderId, ticket: 0n });
	if (order !== undefined) refuse(scope, { order, answer: { ...ack, orderTicket: 0n } });
}

export function onResult(scope: Scope, result: Result): void {
	const order = ownOrder(scope, { orderId: result.orderId, ticket: result.orderTicket });
	if (order === undefined) return;
	const request = requestOf(order, result.commandSeq);
	if (request === undefined) return;
	switch (classifyRetcode(result.retcode)) {
		case 'REFUSED':
			refuse(scope, { order, answer: result });
			return;
		case 'UNKNOWN':
			doubt(scope, { order, request, result });
			return;
		default:
			request === 'new' ? acceptNew(scope, { order, result }) : acceptCancel(scope, order);
			return;
	}
}

/** Neither yes nor no. What evidence has already settled stays settled. */
function doubt(scope: Scope, input: { readonly order: Order; readonly request: 'new' | 'cancel'; readonly result: Result }): void {
	const { order, request, result } = input;
	if (order.venueOrderTicket === 0n && request === 'new') order.venueOrderTicket = result.orderTicket;
	const awaited = request === 'new' ? order.pending === 'NEW_SENT' : order.pending === 'CANCEL_SENT';
	if (!awaited) return;
	order.retcode = result.retcode;
	loseAnswer(scope, order.orderId);
}

function acceptNew({ account, out }: Scope, input: { readonly order: Order; readonly result: Result }): void {
	const { order, result } = input;
	if (!isOpen(order.life)) {
		if (order.life === 'REJECTED' || order.life === 'NOT_SENT') {
			out.breakOnce(account, { code: 'CONTRADICTION', orderId: order.orderId, ticket: result.orderTicket });
			return;
		}
	}
	const before = `${order.life} ${order.pending} ${order.venueOrderTicket}`;
	if (result.orderTicket !== 0n) order.venueOrderTicket = result.orderTicket;
	order.seenLinkSession = account.linkSession;
	confirm(order);
	endIfExplained(order);
	if (before !== `${order.life} ${order.pending} ${order.venueOrderTicket}`) out.order(account, order);
}

/** The venue took the order back: it ends with what it has filled. A fill still under way is then late, and booked as that. */
function acceptCancel({ account, out }: Scope, order: Order): void {
	if (!isOpen(order.life)) return;
	if (order.end === null) moveLife(order, 'cancel');
	else movePending(order, 'answer');
	out.order(account, order);
}

function refuse(
	{ account, out }: Scope,
	input: {
		readonly order: Order;
		readonly answer: { readonly commandSeq: number; readonly retcode: number; readonly orderTicket: bigint };
	},
): void {
	const { order, answer } = input;
	const request = requestOf(order, answer.commandSeq);
	if (request === 'cancel') {
		if (!isOpen(order.life) || !isCancelPending(order)) return;
		movePending(order, 'answer');
		order.retcode = answer.retcode;
		out.order(account, order);
		return;
	}
	if (request !== 'new' || order.life === 'REJECTED') return;
	// Refused, and yet accepted, filled or ended: the venue contradicts itself, and what it has shown stands.
	if (!isNewPending(order) || order.filledQty > 0) {
		out.breakOnce(account, { code: 'CONTRADICTION', orderId: order.orderId, ticket: answer.orderTicket });
		return;
	}
	order.retcode = answer.retcode;
	moveLife(order, 'reject');
	out.order(account, order);
}
