import type { EngineInput, OrderView } from '../messages.ts';
import { deny } from '../risk/check.ts';
import { riskInputFor } from '../risk/input.ts';
import { assess } from '../risk/matrix.ts';
import type { Scope } from '../state/outbox.ts';
import { findOrder } from '../state/state.ts';
import { moveLife, type Order } from './order.ts';
import { takeToMarket } from './submit.ts';
import { askedTermsOf } from './terms.ts';
import { engineWorkOf } from './waiting.ts';

/** How long an order awaits its second approver at most; its own time in force may end it before. */
export const HELD_MS = 900_000;

/** Keeps an order that passed every check but the one for a second person. It reserves nothing, for it is judged again when that person has said yes. */
export function hold(scope: Scope, order: Order): OrderView {
	const { account, out } = scope;
	const parts = order.work?.parts ?? [];
	const endAtMs = Math.min(out.nowMs + HELD_MS, order.work?.endAtMs ?? order.expiresAtMs ?? Number.MAX_SAFE_INTEGER);
	order.work = { parts, waitsFor: 'APPROVAL', releaseAtMs: null, endAtMs };
	moveLife(order, 'hold');
	return out.order(account, order);
}

type Decide = Extract<EngineInput, { kind: 'decide' }>;

/** The second person's word. A yes runs all checks again, on what is held and free now; the order is then denied, or goes its way. */
export function decide(scope: Scope, request: Decide): void {
	const { state, tenant, account, out } = scope;
	const { orderId, approved, envelope } = request;
	const order = findOrder(state, orderId);
	if (order === undefined || order.tenantId !== account.tenantId || order.accountId !== account.accountId) {
		out.refuse('UNKNOWN_ORDER', `no order ${orderId} in this account`);
		return;
	}
	if (order.life !== 'HELD') {
		out.refuse('NOT_HELD', `the order does not await an approver: ${order.life}`);
		return;
	}
	const user = tenant.users.get(envelope.principalId);
	if (user?.active !== true || user.mayApprove !== true) {
		out.refuse('NOT_ALLOWED', 'the user may not approve orders');
		return;
	}
	if (isFirst(order, envelope.principalId)) {
		out.refuse('NOT_ALLOWED', 'an order is approved by another person than the one who asked for it');
		return;
	}
	order.decidedById = envelope.principalId;
	const view = approved ? pass(scope, order) : end(scope, { order, denial: deny('APPROVAL_REFUSED') });
	out.reply({ outcome: 'order', order: view, accountSeq: account.accountSeq, duplicate: false });
}

/** Whoever asked for it, or decided on it, before. */
function isFirst({ envelope }: Order, userId: number): boolean {
	return [envelope.principalId, envelope.investmentDeciderId, envelope.executionDeciderId].includes(userId);
}

function pass(scope: Scope, order: Order): OrderView {
	const { denial, risk } = judge(scope, order);
	order.work = engineWorkOf(scope, order);
	order.reduces = risk.actionClass === 'REDUCE';
	return denial === null ? takeToMarket(scope, { order, risk }) : end(scope, { order, denial });
}

function judge({ tenant, account, out }: Scope, order: Order) {
	const by = { userId: order.envelope.principalId, isApproved: true, amendedId: order.orderId };
	const risk = riskInputFor({ tenant, account, ...by, terms: askedTermsOf(order), nowMs: out.nowMs });
	return { denial: assess(risk), risk };
}

function end({ account, out }: Scope, input: { readonly order: Order; readonly denial: Order['denial'] }): OrderView {
	const { order, denial } = input;
	order.denial = denial;
	moveLife(order, 'deny');
	return out.order(account, order);
}
