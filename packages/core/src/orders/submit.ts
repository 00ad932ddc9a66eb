import type { OrderView, VenueSend } from '../messages.ts';
import { rememberOrder } from '../risk/checks/duplicate.ts';
import { takeTokens } from '../risk/checks/order-rate.ts';
import { riskInputFor } from '../risk/input.ts';
import { assess } from '../risk/matrix.ts';
import type { Scope } from '../state/outbox.ts';
import { FIRST_ORDER_ID } from '../state/state.ts';
import { createOrder, moveLife, movePending, type NewOrder, type Order, type Request, sendOf, viewOrder } from './order.ts';

/** Records the order under its client id, judges it, and denies it or sends it: the only way a new order comes to be. */
export function takeOrder(scope: Scope, request: { readonly order: NewOrder; readonly terms: string }): void {
	const { state, tenant, account, out } = scope;
	const order = createOrder({ orderId: FIRST_ORDER_ID + state.orders.length, terms: request.order, atMs: out.nowMs });
	const input = riskInputFor({ tenant, account, userId: order.envelope.principalId, terms: request.order, nowMs: out.nowMs });
	const denial = assess(input);
	state.orders.push(order);
	account.clientOrders.set(order.clientOrderId, { orderId: order.orderId, terms: request.terms });
	order.reduces = input.actionClass === 'REDUCE';
	let view: OrderView;
	if (denial !== null) {
		order.denial = denial;
		moveLife(order, 'deny');
		view = out.order(account, order);
	} else {
		order.marginMinor = input.actionClass === 'INCREASE' && typeof input.margin === 'number' ? input.margin : 0;
		takeTokens(input);
		if (input.actionClass === 'INCREASE') rememberOrder(input, order.orderId);
		moveLife(order, 'submit');
		movePending(order, 'sendNew');
		const send = newSend(scope, order);
		view = out.order(account, order);
		out.send(account, send);
	}
	// The same picture twice: the journal writes it once.
	out.reply({ outcome: 'order', order: view, accountSeq: account.accountSeq, duplicate: false });
}

function newSend(scope: Scope, order: Order): VenueSend {
	const request = nextRequest(scope, { order, request: order.placed });
	const action = order.positionByTicket !== 0n ? 'CLOSE_BY' : order.type === 'MARKET' ? 'DEAL' : 'PENDING';
	return sendOf(order, { ...request, action });
}

/** Numbers a request and remembers when and in which session it went out. */
export function nextRequest(
	{ state, account, out }: Scope,
	input: { readonly order: Order; readonly request: Request },
): Pick<VenueSend, 'epoch' | 'commandSeq'> {
	account.commandSeq += 1;
	const { request } = input;
	request.epoch = state.epoch;
	request.commandSeq = account.commandSeq;
	request.linkSession = account.linkSession;
	request.atMs = out.nowMs;
	account.inFlight.delete(input.order.orderId);
	account.inFlight.add(input.order.orderId);
	return { epoch: state.epoch, commandSeq: account.commandSeq };
}

/** True where the client order id is already taken; then it has been answered. */
export function answeredBefore(scope: Scope, request: { readonly clientOrderId: string; readonly terms: string }): boolean {
	const { state, account, out } = scope;
	const known = account.clientOrders.get(request.clientOrderId);
	if (known === undefined) return false;
	const order = state.orders[known.orderId - FIRST_ORDER_ID];
	if (order === undefined || known.terms !== request.terms)
		out.refuse('CLIENT_ORDER_ID_REUSED', `client order id ${request.clientOrderId} was used for another request`);
	else out.reply({ outcome: 'order', order: viewOrder(order), accountSeq: account.accountSeq, duplicate: true });
	return true;
}
