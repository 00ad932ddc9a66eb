import type { EngineInput, OrderView } from '../messages.ts';
import { deny as denial } from '../risk/check.ts';
import type { Scope } from '../state/outbox.ts';
import { findOrder } from '../state/state.ts';
import { deny, enter } from './enter.ts';
import { membersOf } from './links.ts';
import { moveLife, type Order, viewOrder } from './order.ts';

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
	// The alternatives of a group were held together, and are decided on together.
	const together = membersOf(scope, order).filter(({ life }) => life === 'HELD');
	const views = together.map((one) => {
		one.decidedById = envelope.principalId;
		if (!approved) return deny(scope, { order: one, denial: denial('APPROVAL_REFUSED') });
		return enter(scope, { order: one, insteadOf: together });
	});
	const view = views.find((one) => one.orderId === orderId) ?? viewOrder(order);
	out.reply({ outcome: 'order', order: view, accountSeq: account.accountSeq, duplicate: false });
}

/** Whoever asked for it, or decided on it, before. */
function isFirst({ envelope }: Order, userId: number): boolean {
	return [envelope.principalId, envelope.investmentDeciderId, envelope.executionDeciderId].includes(userId);
}
