import type { VenueEvent } from '../messages.ts';
import { confirm, endIfExplained } from '../orders/fill.ts';
import { isOpen } from '../orders/life.ts';
import {
	dropCancel,
	isCancelPending,
	isNewPending,
	moveLife,
	movePending,
	type Order,
	type Request,
	settleReplacement,
	wasSent,
} from '../orders/order.ts';
import type { Scope } from '../state/outbox.ts';
import { findOrder } from '../state/state.ts';
import { loseAnswer } from './link.ts';
import { classifyRetcode } from './retcodes.ts';
import { onStopsAnswer } from './stop-requests.ts';

type Ack = Extract<VenueEvent, { event: 'ack' }>;
type Result = Extract<VenueEvent, { event: 'result' }>;

/** The account's own order; a number that we never gave to it is a contradiction. */
export function ownOrder(scope: Scope, subject: { readonly orderId: number; readonly ticket: bigint }): Order | undefined {
	const { state, account, out } = scope;
	const order = findOrder(state, subject.orderId);
	if (order !== undefined && order.accountId === account.accountId && order.tenantId === account.tenantId && wasSent(order)) return order;
	if (subject.orderId !== 0) out.contradiction(account, { orderId: subject.orderId, ticket: subject.ticket });
	return undefined;
}

type RequestKind = 'new' | 'replace' | 'cancel';

type Command = { readonly epoch: number; readonly commandSeq: number };

/** Which of the order's requests an answer is for. Sequences start again with each epoch, so that the number alone could mean another. */
function requestOf(order: Order, { epoch, commandSeq }: Command): RequestKind | undefined {
	if (commandSeq <= 0) return undefined;
	const isIt = (request: Request): boolean => request.commandSeq === commandSeq && request.epoch === epoch;
	return isIt(order.canceled) ? 'cancel' : isIt(order.replaced) ? 'replace' : isIt(order.placed) ? 'new' : undefined;
}

/** Whether what the terminal remembers is of a request of this order that we remember, too: there may have been others since. */
export const isCurrentRequest = (order: Order, command: Command): boolean => requestOf(order, command) !== undefined;

/** The terminal passed the request on, which says nothing yet, or did not: then it never left the terminal. */
export function onAck(scope: Scope, ack: Ack): void {
	if (ack.sent) return;
	if (ack.orderId === 0 && onStopsAnswer(scope, ack)) return;
	const order = ownOrder(scope, { orderId: ack.orderId, ticket: 0n });
	if (order !== undefined) refuse(scope, { order, answer: { ...ack, orderTicket: 0n } });
}

export function onResult(scope: Scope, result: Result): void {
	if (result.orderId === 0 && onStopsAnswer(scope, { ...result, sent: true })) return;
	const order = ownOrder(scope, { orderId: result.orderId, ticket: result.orderTicket });
	if (order === undefined) return;
	const request = requestOf(order, result);
	if (request === undefined) return;
	switch (classifyRetcode(result.retcode)) {
		case 'REFUSED':
			refuse(scope, { order, answer: result });
			return;
		case 'UNKNOWN':
			doubt(scope, { order, request, result });
			return;
		default:
			if (request === 'new') acceptNew(scope, { order, result });
			else if (request === 'replace') answerReplace(scope, { order, isInForce: true, retcode: order.retcode });
			else acceptCancel(scope, order);
			return;
	}
}

const awaiting = { new: 'NEW_SENT', replace: 'REPLACE_SENT', cancel: 'CANCEL_SENT' } as const;

/** Neither yes nor no. What evidence has already settled stays settled. */
function doubt(scope: Scope, input: { readonly order: Order; readonly request: RequestKind; readonly result: Result }): void {
	const { order, request, result } = input;
	if (order.venueOrderTicket === 0n && request === 'new') order.venueOrderTicket = result.orderTicket;
	if (order.pending !== awaiting[request]) return;
	order.retcode = result.retcode;
	loseAnswer(scope, order.orderId);
}

function acceptNew({ account, out }: Scope, input: { readonly order: Order; readonly result: Result }): void {
	const { order, result } = input;
	if (!isOpen(order.life)) {
		if (order.life === 'REJECTED' || order.life === 'NOT_SENT') {
			out.contradiction(account, { orderId: order.orderId, ticket: result.orderTicket });
			return;
		}
	}
	const { life, pending, venueOrderTicket } = order;
	if (result.orderTicket !== 0n) order.venueOrderTicket = result.orderTicket;
	order.seenLinkSession = account.linkSession;
	confirm(order);
	endIfExplained(order);
	if (order.life !== life || order.pending !== pending || order.venueOrderTicket !== venueOrderTicket) out.order(account, order);
}

/** The venue took the order back: it ends with what it has filled. A fill still under way is then late, and booked as that. */
function acceptCancel({ account, out }: Scope, order: Order): void {
	if (!isOpen(order.life)) return;
	if (order.end === null) moveLife(order, order.recalledFor === 'EXPIRY' ? 'expire' : 'cancel');
	else movePending(order, 'answer');
	out.order(account, order);
}

/** The answer of an amend counts whenever it comes, unless other evidence has settled it. */
function answerReplace(
	{ account, out }: Scope,
	input: { readonly order: Order; readonly isInForce: boolean; readonly retcode: number },
): void {
	const { order, isInForce, retcode } = input;
	if (!isOpen(order.life) || order.replacement === null) return;
	order.retcode = retcode;
	settleReplacement(order, isInForce);
	out.order(account, order);
}

function refuse(
	scope: Scope,
	input: {
		readonly order: Order;
		readonly answer: Command & { readonly retcode: number; readonly orderTicket: bigint };
	},
): void {
	const { account, out } = scope;
	const { order, answer } = input;
	const request = requestOf(order, answer);
	if (request === 'cancel') {
		if (!isOpen(order.life) || !isCancelPending(order)) return;
		dropCancel(order);
		order.retcode = answer.retcode;
		out.order(account, order);
		return;
	}
	if (request === 'replace') {
		answerReplace(scope, { order, isInForce: false, retcode: answer.retcode });
		return;
	}
	if (request !== 'new' || order.life === 'REJECTED') return;
	// Refused, and yet accepted, filled or ended: the venue contradicts itself, and what it has shown stands.
	if (!isNewPending(order) || order.filledQty > 0) {
		out.contradiction(account, { orderId: order.orderId, ticket: answer.orderTicket });
		return;
	}
	order.retcode = answer.retcode;
	moveLife(order, 'reject');
	out.order(account, order);
	// It is not sent again: none is asked for twice. Whoever set it and went away believes that it protects.
	if (isFromEngine(order) && closes(order)) out.breakOnce(account, { code: 'EXIT_REFUSED', orderId: order.orderId });
}

/** The engine passed it on by itself, when what it waited for had happened: nobody asked at that moment, and so nobody hears the answer. */
const isFromEngine = ({ work, link }: Order): boolean =>
	work !== null && (work.parts.includes('TRIGGER') || work.parts.includes('SESSION') || (link !== null && link.parentOrderId !== 0));

const closes = ({ reduces, reduceOnly, positionTicket }: Order): boolean => reduces || reduceOnly || positionTicket !== 0n;
