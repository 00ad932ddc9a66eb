import type { OrderView, VenueSend } from '../messages.ts';
import type { RiskInput } from '../risk/check.ts';
import { rememberOrder } from '../risk/checks/duplicate.ts';
import { takeTokens } from '../risk/checks/order-rate.ts';
import { riskInputFor } from '../risk/input.ts';
import { assess } from '../risk/matrix.ts';
import { markOf } from '../state/marks.ts';
import { addOrder, nextOrderId, orderIdUnder, peekOrder } from '../state/orders.ts';
import type { Scope } from '../state/outbox.ts';
import { specOf, takeOff } from '../state/state.ts';
import { beginBracket } from './bracket.ts';
import { restsAtVenue } from './emulate.ts';
import { hold } from './held.ts';
import { createOrder, moveLife, movePending, type NewOrder, type Order, sendOf, viewOrder } from './order.ts';
import { followMarket } from './trigger.ts';
import { digitsOf, engineWorkOf } from './waiting.ts';

/** Records the order under its client id, judges it, and denies it or sends it: the only way a new order comes to be. */
export function takeOrder(scope: Scope, request: { readonly order: NewOrder; readonly termsHash: number }): void {
	const { state, tenant, account, out } = scope;
	const order = createOrder({ orderId: nextOrderId(state.orders), terms: request.order, termsHash: request.termsHash, atMs: out.nowMs });
	const input = riskInputFor({ tenant, account, userId: order.envelope.principalId, terms: request.order, nowMs: out.nowMs });
	const denial = assess(input);
	addOrder(state.orders, order);
	order.reduces = input.actionClass === 'REDUCE';
	beginBracket(scope, order);
	order.work = engineWorkOf(scope, order);
	let view: OrderView;
	if (denial?.code === 'APPROVAL_REQUIRED') {
		takeTokens(input);
		rememberOrder(input, order.orderId);
		view = hold(scope, order);
	} else if (denial !== null) {
		order.denial = denial;
		moveLife(order, 'deny');
		view = out.order(account, order);
	} else {
		if (input.actionClass === 'INCREASE') rememberOrder(input, order.orderId);
		view = takeToMarket(scope, { order, risk: input });
	}
	// The same picture twice: the journal writes it once.
	out.reply({ outcome: 'order', order: view, accountSeq: account.accountSeq, duplicate: false });
}

/** To the venue, or to where the engine waits with it. */
export function takeToMarket(scope: Scope, judged: { readonly order: Order; readonly risk: RiskInput }): OrderView {
	return judged.order.work?.waitsFor == null ? submit(scope, judged) : work(scope, judged);
}

/** Sends an order that has passed the checks. */
export function submit(scope: Scope, judged: { readonly order: Order; readonly risk: RiskInput }): OrderView {
	const { account, out } = scope;
	const { order } = judged;
	takeOver(judged);
	if (order.work !== null) order.work.waitsFor = null;
	moveLife(order, 'submit');
	movePending(order, 'sendNew');
	const send = newSend(scope, order);
	const view = out.order(account, order);
	out.send(account, send);
	return view;
}

/** Holds an order that has passed the checks, until what it waits for happens. */
function work(scope: Scope, judged: { readonly order: Order; readonly risk: RiskInput }): OrderView {
	const { account, out } = scope;
	const { order } = judged;
	takeOver(judged);
	const mark = markOf(account, order.instrumentId);
	if (mark !== undefined) followMarket(order, { mark, spec: specOf(account, order.instrumentId), priceDigits: digitsOf(scope, order) });
	moveLife(order, 'work');
	return out.order(account, order);
}

function takeOver({ order, risk }: { readonly order: Order; readonly risk: RiskInput }): void {
	order.marginMinor = risk.actionClass === 'INCREASE' && typeof risk.margin === 'number' ? risk.margin : 0;
	takeTokens(risk);
}

function newSend(scope: Scope, order: Order): VenueSend {
	const request = nextRequest(scope, { order, request: 'placed' });
	const action = order.positionByTicket !== 0n ? 'CLOSE_BY' : restsAtVenue(order) ? 'PENDING' : 'DEAL';
	return sendOf(order, { epoch: request.epoch, commandSeq: request.commandSeq, action });
}

/** Numbers a request and remembers when and in which session it went out. */
export function nextRequest(
	{ state, account, out }: Scope,
	input: { readonly order: Order; readonly request: 'placed' | 'replaced' | 'canceled' },
): Pick<VenueSend, 'epoch' | 'commandSeq'> {
	account.commandSeq += 1;
	const { commandSeq, linkSession } = account;
	const request = { epoch: state.epoch, commandSeq, linkSession, atMs: out.nowMs };
	input.order[input.request] = request;
	takeOff(account.inFlight, input.order.orderId);
	account.inFlight.push(input.order.orderId);
	return request;
}

/** True where the client order id is already taken; then it has been answered. */
export function answeredBefore(scope: Scope, request: { readonly clientOrderId: string; readonly termsHash: number }): boolean {
	const { state, account, out } = scope;
	const { tenantId, accountId } = account;
	const { clientOrderId } = request;
	const orderId = orderIdUnder(state.orders, { tenantId, accountId, clientOrderId });
	if (orderId === 0) return false;
	const order = peekOrder(state.orders, orderId);
	if (order?.termsHash !== request.termsHash)
		out.refuse('CLIENT_ORDER_ID_REUSED', `client order id ${clientOrderId} was used for another request`);
	else out.reply({ outcome: 'order', order: viewOrder(order), accountSeq: account.accountSeq, duplicate: true });
	return true;
}
