import type { Outbox, Scope } from '../state/outbox.ts';
import { type EngineState, findOrder } from '../state/state.ts';
import { armExits, fitToPosition, noteExitEnd } from './bracket.ts';
import { enter } from './enter.ts';
import { isOpen } from './life.ts';
import { moveLife, type Order } from './order.ts';
import { recall } from './recall.ts';

/** The order and those that cancel each other with it. */
export function membersOf({ state, account }: Scope, order: Order): readonly Order[] {
	const ids = account.ocos.get(order.link?.ocoId ?? 0) ?? [order.orderId];
	return ids.flatMap((orderId) => findOrder(state, orderId) ?? []);
}

/** Carries on what one input set in motion until nothing follows any more: positions first, since what is protected can't be more than is held. */
export function settleLinks(state: EngineState, out: Outbox): void {
	while (out.moved.length > 0 || out.touched.length > 0) {
		const moved = out.moved.shift();
		const touched = moved === undefined ? out.touched.shift() : undefined;
		const at = moved ?? touched;
		if (at === undefined) return;
		const tenant = state.tenants.get(at.tenantId);
		const account = tenant?.accounts.get(at.accountId);
		if (tenant === undefined || account === undefined) continue;
		const scope: Scope = { state, tenant, account, out };
		if (moved !== undefined) fitToPosition(scope, moved.instrumentId);
		else if (touched !== undefined) followLinks(scope, touched);
	}
}

/** What follows for others from what this order now is. Asked again it does nothing new: it looks at what is, not at what happened. */
function followLinks(scope: Scope, order: Order): void {
	if (order.link !== null && order.link.ocoId !== 0) followAlternatives(scope, order);
	if (scope.account.children.has(order.orderId)) followParent(scope, order);
	if (order.bracket !== null) armExits(scope, order);
	noteExitEnd(scope, order);
	const parent = order.link !== null && order.link.exit !== null ? findOrder(scope.state, order.link.parentOrderId) : undefined;
	if (parent?.bracket != null) armExits(scope, parent);
}

/** Any fill of one takes the others back. One that ends without a fill leaves them. */
function followAlternatives(scope: Scope, order: Order): void {
	const { account } = scope;
	const members = membersOf(scope, order);
	if (order.filledQty > 0) for (const other of members) if (other !== order) recall(scope, other, 'LINK');
	if (members.every(({ life }) => !isOpen(life))) account.ocos.delete(order.link?.ocoId ?? 0);
}

/** Filled, it sets off those that wait for it; ended otherwise, it ends them. */
function followParent(scope: Scope, parent: Order): void {
	const { state, account, out } = scope;
	if (isOpen(parent.life)) return;
	const waiting = (account.children.get(parent.orderId) ?? [])
		.flatMap((orderId) => findOrder(state, orderId) ?? [])
		.filter(({ life, work }) => isOpen(life) && work?.waitsFor === 'PARENT');
	// The exits of a bracket stay under it.
	const exits = (account.children.get(parent.orderId) ?? []).filter((orderId) => findOrder(state, orderId)?.link?.exit != null);
	if (exits.length > 0) account.children.set(parent.orderId, exits);
	else account.children.delete(parent.orderId);
	for (const child of waiting) {
		if (parent.life === 'FILLED') {
			if (child.work?.waitsFor === 'PARENT') enter(scope, { order: child, insteadOf: membersOf(scope, child) });
			continue;
		}
		child.recalledFor = 'LINK';
		moveLife(child, 'cancel');
		out.order(account, child);
	}
}
