import type { VenueDeal } from '../messages.ts';
import { fillOrder, unfillOrder } from '../orders/fill.ts';
import type { Order } from '../orders/order.ts';
import { replaceDeal } from '../state/deals.ts';
import { allOrders } from '../state/orders.ts';
import type { Scope } from '../state/outbox.ts';
import { findOrder } from '../state/state.ts';
import { moveMoney, postDeal } from './ledger.ts';
import { positionKey } from './position.ts';
import { rebook } from './rebook.ts';
import { orderOfDeal } from './strategies.ts';
import { noteMoney } from './unattributed.ts';

/** The same deal said anew: whose it is and where it belongs can't change. A deal that was taken back stays so. */
export function isRestatement(before: VenueDeal, after: VenueDeal): boolean {
	const sameType = after.type === before.type || (after.type === `${before.type}_CANCELED` && after.profitMinor === 0);
	return (
		sameType &&
		!isCanceled(before) &&
		after.orderId === before.orderId &&
		after.orderTicket === before.orderTicket &&
		after.positionTicket === before.positionTicket &&
		after.instrumentId === before.instrumentId
	);
}

/**
 * The venue took a deal back (`after` null, or cancelled) or says it anew. What was booked stays; an entry that reverses it and one that says it anew follow, and
 * order, position, money and strategies are what they would have been.
 */
export function restate(scope: Scope, deal: { readonly before: VenueDeal; readonly after: VenueDeal | null }): void {
	const { account, out } = scope;
	const { before, after } = deal;
	const stands = after !== null && !isCanceled(after);
	if (!moveBooks(scope, deal)) {
		out.contradiction(account, { orderId: before.orderId, ticket: before.ticket });
		return;
	}
	replaceDeal(scope.state.deals, { account, deal: after ?? emptied(before) });
	const order = trades(before) ? filledBy(scope, before) : undefined;
	if (order !== undefined) {
		unfillOrder(order, before);
		if (stands) fillOrder(order, after);
		out.order(account, order);
	}
	const orderId = order?.orderId ?? 0;
	const revision = (account.revisions.get(before.ticket) ?? 0) + 1;
	account.revisions.set(before.ticket, after === null ? revision : revision + 1);
	out.execution(account, { deal: reversed(before), orderId, late: false, revision });
	if (after !== null) out.execution(account, { deal: stands ? after : { ...after, qty: 0 }, orderId, late: false, revision: revision + 1 });
	out.break(account, { code: stands ? 'DEAL_CORRECTED' : 'DEAL_BUST', orderId, ticket: before.ticket });
	const isHeld = trades(before) && scope.tenant.instruments.has(before.instrumentId);
	if (isHeld) rebook(scope, { key: positionKey(account, before), changed: before });
	else noteMoney(scope, { before, after });
	// What a cancelled deal still costs is of no position any more.
	if (after !== null && isCanceled(after)) noteMoney(scope, { before: null, after });
}

/** MetaTrader zeroes the profit of a deal that it cancels and takes it back by an operation of its own: until then it stays in the balance. */
function moveBooks({ account }: Scope, { before, after }: { readonly before: VenueDeal; readonly after: VenueDeal | null }): boolean {
	const { money } = account;
	const kept = { ...money };
	const canceled = after !== null && isCanceled(after) ? before.profitMinor : 0;
	const done =
		postDeal(money, { deal: { ...before, profitMinor: before.profitMinor - canceled }, sign: -1 }) &&
		moveMoney(money, { from: 'realisedMinor', to: 'canceledMinor', minor: canceled }) &&
		(after === null || postDeal(money, { deal: after, sign: 1 }));
	if (!done) Object.assign(money, kept);
	return done;
}

/** The order that a booked deal filled. One of a close-by is told by the venue's order, and fills only by the position that was to be closed. */
function filledBy(scope: Scope, deal: VenueDeal): Order | undefined {
	const { state, account } = scope;
	if (deal.entry !== 'OUT_BY') return orderOfDeal(scope, deal);
	const found = allOrders(state.orders).find(
		(order) =>
			order.accountId === account.accountId &&
			order.tenantId === account.tenantId &&
			order.positionByTicket !== 0n &&
			order.venueOrderTicket === deal.orderTicket &&
			order.positionTicket === deal.positionTicket,
	);
	return found === undefined ? undefined : findOrder(state, found.orderId);
}

function reversed(deal: VenueDeal): VenueDeal {
	const { qty, profitMinor, commissionMinor, swapMinor, feeMinor } = deal;
	const money = { profitMinor: -profitMinor, commissionMinor: -commissionMinor, swapMinor: -swapMinor, feeMinor: -feeMinor };
	return { ...deal, qty: -qty, ...money };
}

/** Stands for a deal that the venue has no more: a trade that comes again under its ticket is a contradiction. */
function emptied(deal: VenueDeal): VenueDeal {
	const type = deal.type === 'BUY' ? 'BUY_CANCELED' : deal.type === 'SELL' ? 'SELL_CANCELED' : deal.type;
	return { ...deal, type, qty: 0, profitMinor: 0, commissionMinor: 0, swapMinor: 0, feeMinor: 0 };
}

export function isEmpty(deal: VenueDeal): boolean {
	const { profitMinor, commissionMinor, swapMinor, feeMinor } = deal;
	return !trades(deal) && profitMinor === 0 && commissionMinor === 0 && swapMinor === 0 && feeMinor === 0;
}

export function isCanceled({ type }: VenueDeal): boolean {
	return type === 'BUY_CANCELED' || type === 'SELL_CANCELED';
}

function trades({ type }: VenueDeal): boolean {
	return type === 'BUY' || type === 'SELL';
}
