import { mulDiv } from '../money/mul-div.ts';
import { deskOf, recount } from '../positions/sums.ts';
import { type Counters, createCounters, entryOf } from '../state/books.ts';
import { type Account, exposureOf, type Tenant } from '../state/state.ts';
import { isOpen } from './life.ts';
import type { Order } from './order.ts';
import { addResting, removeResting } from './resting.ts';

type Place = { readonly tenant: Tenant; readonly account: Account };

/** Leaves of an order that is, or may be, at the venue; 0 once it ended. An overfilled order has no leaves. */
function leavesToReserve(order: Order): number {
	return isOpen(order.life) ? Math.max(0, order.qty - order.filledQty) : 0;
}

/** Brings all kept aggregates in line with what the order now is. Call it after every change of life, filled quantity or terms. */
export function syncExposure(place: Place, order: Order): void {
	const { account } = place;
	const reservedQty = leavesToReserve(order);
	const reservedMarginMinor = order.qty > 0 ? (mulDiv(order.marginMinor, { times: reservedQty, over: order.qty }) ?? order.marginMinor) : 0;
	const change = reservedQty - order.reservedQty;
	account.reservedMarginMinor += reservedMarginMinor - order.reservedMarginMinor;
	if (change !== 0) {
		const exposure = exposureOf(account, order.instrumentId);
		if (order.side === 'BUY') exposure.workingBuyQty += change;
		else exposure.workingSellQty += change;
		if (order.positionTicket !== 0n) addClosing(account, { ticket: order.positionTicket, qty: change });
		else exposure.openingQty += change;
		recount(place, order.instrumentId);
	}
	order.reservedQty = reservedQty;
	order.reservedMarginMinor = reservedMarginMinor;
	syncResting(place, order);
	const wasOpen = account.open.has(order.orderId);
	if (isOpen(order.life)) account.open.add(order.orderId);
	else account.open.delete(order.orderId);
	const opened = Number(account.open.has(order.orderId)) - Number(wasOpen);
	if (opened !== 0) for (const counters of countersOf(place, order)) counters.openOrders += opened;
}

/** Everyone who counts this order: its tenant, desk, account, strategy, instrument and user. */
function countersOf({ tenant, account }: Place, order: Order): readonly Counters[] {
	const { strategies, instruments, users } = tenant.counters;
	const counters = [
		tenant.group.counters,
		account.counters,
		entryOf(instruments, { key: order.instrumentId, create: createCounters }),
		entryOf(users, { key: order.envelope.principalId, create: createCounters }),
	];
	const desk = deskOf({ tenant, account });
	if (desk !== undefined) counters.push(desk.counters);
	if (order.strategyId !== null) counters.push(entryOf(strategies, { key: order.strategyId, create: createCounters }));
	return counters;
}

/** Where it rests is remembered on the order, so that what is taken off is what was put there. */
function syncResting({ tenant, account }: Place, order: Order): void {
	const { instrumentId, side, price, resting } = order;
	const rests = order.type === 'LIMIT' && order.reservedQty > 0 && price !== null;
	if (rests && resting?.price === price) return;
	if (resting !== null) removeResting(tenant, { ...resting, instrumentId, side });
	order.resting = rests ? { server: account.config.server, price } : null;
	if (order.resting !== null) addResting(tenant, { ...order.resting, instrumentId, side });
}

function addClosing(account: Account, change: { readonly ticket: bigint; readonly qty: number }): void {
	const qty = (account.closingQty.get(change.ticket) ?? 0) + change.qty;
	if (qty === 0) account.closingQty.delete(change.ticket);
	else account.closingQty.set(change.ticket, qty);
}
