import type { OrderView, PlaceGroup, PlaceOrder } from '../messages.ts';
import { deny as denial } from '../risk/check.ts';
import { rememberOrder } from '../risk/checks/duplicate.ts';
import { riskInputFor } from '../risk/input.ts';
import { assess } from '../risk/matrix.ts';
import { addOrder, nextOrderId, orderIdUnder, peekOrder } from '../state/orders.ts';
import type { Scope } from '../state/outbox.ts';
import { beginBracket } from './bracket.ts';
import { deny } from './enter.ts';
import { hold } from './held.ts';
import { createOrder, moveLife, type Order, viewOrder } from './order.ts';
import { positionFault } from './place.ts';
import { takeToMarket } from './submit.ts';
import { askedTermsOf, groupTerms, invalidRequest, isExactLeg } from './terms.ts';
import { engineWorkOf } from './waiting.ts';

const MAX_LEGS = 4;

/**
 * Places orders that depend on each other, all or none. OCO: any fill of one takes the others back. OTO: the others go out once the first is filled. OTOCO: both.
 * The first of an OTO is judged as any order; what waits for it is judged when its turn comes.
 */
export function placeGroup(scope: Scope, request: PlaceGroup): void {
	const { account, out } = scope;
	const legs = request.orders.map((leg): PlaceOrder => ({ ...leg, ...common(request) }));
	const fault = faultOf(scope, { request, legs });
	if (fault !== null) {
		out.refuse(fault.code, fault.message);
		return;
	}
	const terms = legs.map((_, leg) => groupTerms({ contingency: request.contingency, legs, leg }));
	const { tenantId, accountId } = account;
	const known = legs.map(({ clientOrderId }) => orderIdUnder(scope.state.orders, { tenantId, accountId, clientOrderId }));
	if (known.some((orderId) => orderId !== 0)) {
		answerAgain(scope, { known, terms });
		return;
	}
	const orders = legs.map((leg, i) => record(scope, { leg, termsHash: terms[i] ?? 0 }));
	link(scope, { orders, contingency: request.contingency });
	const views = decideAll(scope, orders);
	out.reply({ outcome: 'orders', orders: views, accountSeq: account.accountSeq, duplicate: false });
}

const common = ({ tenantId, accountId, envelope }: PlaceGroup) => ({ tenantId, accountId, envelope });

function faultOf(
	{ account }: Scope,
	{ request, legs }: { readonly request: PlaceGroup; readonly legs: readonly PlaceOrder[] },
): ReturnType<typeof positionFault> {
	const invalid = (message: string) => ({ code: 'INVALID_REQUEST', message }) as const;
	const least = request.contingency === 'OTOCO' ? 3 : 2;
	if (legs.length < least || legs.length > MAX_LEGS) return invalid(`${request.contingency} takes ${least} to ${MAX_LEGS} orders`);
	if (new Set(legs.map(({ clientOrderId }) => clientOrderId)).size < legs.length)
		return invalid('each order needs a clientOrderId of its own');
	const alternatives = request.contingency === 'OCO' ? legs : request.contingency === 'OTOCO' ? legs.slice(1) : [];
	if (new Set(alternatives.map(({ instrumentId }) => instrumentId)).size > 1)
		return invalid('orders that cancel each other are in one instrument');
	for (const leg of legs) {
		const { clientOrderId, positionTicket } = leg;
		const wrong = invalidRequest({ clientOrderId, positionTicket, isExact: isExactLeg(leg) });
		if (wrong !== null) return invalid(wrong);
		const fault = positionFault(account, leg);
		if (fault !== null) return fault;
	}
	return null;
}

function answerAgain(
	{ state, account, out }: Scope,
	asked: { readonly known: readonly number[]; readonly terms: readonly number[] },
): void {
	const orders = asked.known.map((orderId) => peekOrder(state.orders, orderId));
	if (orders.some((order, i) => order?.termsHash !== asked.terms[i]))
		out.refuse('CLIENT_ORDER_ID_REUSED', 'a client order id of this group was used for another request');
	else {
		const views = orders.flatMap((order) => (order === undefined ? [] : [viewOrder(order)]));
		out.reply({ outcome: 'orders', orders: views, accountSeq: account.accountSeq, duplicate: true });
	}
}

function record({ state, out }: Scope, { leg, termsHash }: { readonly leg: PlaceOrder; readonly termsHash: number }): Order {
	const order = createOrder({ orderId: nextOrderId(state.orders), terms: leg, termsHash, atMs: out.nowMs });
	addOrder(state.orders, order);
	return order;
}

function link({ account }: Scope, group: { readonly orders: readonly Order[]; readonly contingency: PlaceGroup['contingency'] }): void {
	const [first, ...rest] = group.orders;
	if (first === undefined) return;
	const alternatives = group.contingency === 'OCO' ? group.orders : group.contingency === 'OTOCO' ? rest : [];
	const ids = (orders: readonly Order[]) => orders.map(({ orderId }) => orderId);
	const ocoId = alternatives[0]?.orderId ?? 0;
	const parentOrderId = group.contingency === 'OCO' ? 0 : first.orderId;
	for (const order of group.orders) {
		const isAlternative = alternatives.includes(order);
		const isChild = parentOrderId !== 0 && order !== first;
		order.link = { parentOrderId: isChild ? parentOrderId : 0, ocoId: isAlternative ? ocoId : 0, exit: null };
	}
	account.hasLists = true;
	if (ocoId !== 0) account.ocos.set(ocoId, ids(alternatives));
	if (parentOrderId !== 0) account.children.set(parentOrderId, ids(rest));
}

/** Each is judged as if it were alone: of alternatives only one comes to be, and children are judged in full later. */
function decideAll(scope: Scope, orders: readonly Order[]): readonly OrderView[] {
	const { tenant, account, out } = scope;
	const judged = orders.map((order) => {
		beginBracket(scope, order);
		order.work = engineWorkOf(scope, order);
		const isDeferred = order.work?.waitsFor === 'PARENT' || order.tif === 'AT_OPEN';
		const terms = askedTermsOf(order);
		const risk = riskInputFor({ tenant, account, userId: order.envelope.principalId, terms, isDeferred, nowMs: out.nowMs });
		order.reduces = risk.actionClass === 'REDUCE';
		return { order, risk, denied: assess(risk) };
	});
	const isFault = ({ denied }: (typeof judged)[number]) => denied !== null && denied.code !== 'APPROVAL_REQUIRED';
	if (judged.some(isFault))
		return judged.map((one) => deny(scope, { order: one.order, denial: isFault(one) ? one.denied : denial('GROUP_DENIED') }));
	// One that is too large for one person holds all: the yes to one is a yes to the group.
	const needsApproval = judged.some(({ denied }) => denied !== null);
	return judged.map(({ order, risk }) => {
		if (risk.actionClass === 'INCREASE') rememberOrder(risk, order.orderId);
		if (order.work?.waitsFor === 'PARENT') {
			moveLife(order, 'work');
			return out.order(account, order);
		}
		return needsApproval ? hold(scope, order) : takeToMarket(scope, { order, risk });
	});
}
