import { mulDiv } from '../money/mul-div.ts';
import { deskOf, recount } from '../positions/sums.ts';
import { type Counters, createCounters, entryOf } from '../state/books.ts';
import { type Account, type EngineState, exposureOf, findOrder, type Tenant } from '../state/state.ts';
import { isOpen } from './life.ts';
import type { Order } from './order.ts';
import { addResting, removeResting } from './resting.ts';

type Place = { readonly state: EngineState; readonly tenant: Tenant; readonly account: Account };

/**
 * Leaves of an order that is, or may be, at the venue, or that a quote may send there; 0 once it ended. An overfilled order has no leaves. What awaits an approver,
 * an opening or another order's fill reserves nothing: it is judged once more, on what is reserved then. Nor does what waits here to reduce a position: it is
 * cut to what is left when its turn comes, so that it stands in nobody's way out.
 */
function leavesToReserve(order: Order): number {
	const waitsFor = order.work?.waitsFor ?? null;
	if (!isOpen(order.life) || order.life === 'HELD') return 0;
	if (waitsFor === 'OPEN' || waitsFor === 'PARENT' || (waitsFor !== null && order.reduces)) return 0;
	return Math.max(0, order.qty - order.filledQty);
}

/**
 * Of orders that cancel each other the aggregates hold the worst one, not all: each counts as far as it goes beyond those before it. That both fill before the
 * venue has taken one back is possible; the books then show what was dealt. The exits of one bracket are such orders too: its targets count as far as they go
 * beyond its stops.
 */
function reserved({ state, account }: Place, order: Order): { readonly qty: number; readonly marginMinor: number } {
	const own = alone(order);
	if (order.link === null || own.qty === 0) return own;
	const { ocoId, parentOrderId, exit } = order.link;
	let qty = 0;
	let marginMinor = 0;
	if (ocoId !== 0)
		for (const orderId of account.ocos.get(ocoId) ?? []) {
			if (orderId === order.orderId) break;
			const other = findOrder(state, orderId);
			if (other === undefined) continue;
			const before = alone(other);
			marginMinor = Math.max(marginMinor, before.marginMinor);
			if (other.side === order.side && other.positionTicket === order.positionTicket) qty = Math.max(qty, before.qty);
		}
	if (exit === 'TP')
		for (const orderId of account.children.get(parentOrderId) ?? []) {
			const other = findOrder(state, orderId);
			if (other?.link?.exit === 'SL') qty += alone(other).qty;
		}
	return { qty: Math.max(0, own.qty - qty), marginMinor: Math.max(0, own.marginMinor - marginMinor) };
}

function alone(order: Order): { readonly qty: number; readonly marginMinor: number } {
	const qty = leavesToReserve(order);
	return { qty, marginMinor: marginOf(order, qty) };
}

/** Of the worse of the terms in force and of those that an unanswered amend may have put in their place. */
function marginOf(order: Order, qty: number): number {
	const marginMinor = Math.max(order.marginMinor, order.replacement?.marginMinor ?? 0);
	return order.qty > 0 ? (mulDiv(marginMinor, { times: qty, over: order.qty }) ?? marginMinor) : 0;
}

/** What the aggregates hold for one order. `prices`: those at which it may be resting. */
type Held = { readonly isOpen: boolean; readonly qty: number; readonly marginMinor: number; readonly prices: readonly number[] };
const none: readonly number[] = [];
const nothing: Held = { isOpen: false, qty: 0, marginMinor: 0, prices: none };

/** Brings all kept aggregates in line with what the order now is. Call it after every change of life, filled quantity or terms. */
export function syncExposure(place: Place, order: Order): void {
	syncOne(place, order);
	if (order.link !== null) syncLinked(place, order);
	if (order.positionByTicket === 0n) return;
	if (isOpen(order.life)) place.account.openCloseBys.add(order.orderId);
	else place.account.openCloseBys.delete(order.orderId);
}

function syncOne(place: Place, order: Order): void {
	const leaves = leavesToReserve(order);
	const prices = leaves > 0 ? pricesOf(order) : none;
	// What most orders are needs no look at others.
	if (order.link === null) {
		hold(place, order, { isOpen: isOpen(order.life), qty: leaves, marginMinor: marginOf(order, leaves), prices });
		return;
	}
	const { qty, marginMinor } = reserved(place, order);
	hold(place, order, { isOpen: isOpen(order.life), qty, marginMinor, prices });
}

/** What one no longer holds, another of its group may have to. */
function syncLinked(place: Place, order: Order): void {
	const { state, account } = place;
	const { ocoId = 0, parentOrderId = 0 } = order.link ?? {};
	for (const ids of [account.ocos.get(ocoId) ?? none, account.children.get(parentOrderId) ?? none])
		for (const orderId of ids) {
			const other = findOrder(state, orderId);
			if (other !== undefined && other !== order && account.open.has(orderId)) syncOne(place, other);
		}
}

/** Judges on the aggregates as they would be without these orders: new terms take the place of the old, and one of a group that of all. */
export function withoutOrders<Result>(place: Place, orders: readonly Order[], judge: () => Result): Result {
	for (const order of orders) hold(place, order, nothing);
	const result = judge();
	for (const order of orders) syncExposure(place, order);
	return result;
}

export function withoutOrder<Result>(place: Place, order: Order, judge: () => Result): Result {
	return withoutOrders(place, [order], judge);
}

/** At which it rests as a limit order, also as one that it has become. */
function pricesOf({ type, price, limitPrice, triggered, replacement }: Order): readonly number[] {
	if (type === 'STOP_LIMIT' || type === 'LIMIT_IF_TOUCHED') return triggered && limitPrice !== null ? [limitPrice] : none;
	if (type !== 'LIMIT') return none;
	const prices = [price, replacement?.price ?? null].filter((one) => one !== null);
	return [...new Set(prices)];
}

function hold(place: Place, order: Order, now: Held): void {
	const { account } = place;
	const change = now.qty - order.reservedQty;
	account.reservedMarginMinor += now.marginMinor - order.reservedMarginMinor;
	if (change !== 0) {
		const exposure = exposureOf(account, order.instrumentId);
		if (order.positionByTicket === 0n) {
			if (order.side === 'BUY') exposure.workingBuyQty += change;
			else exposure.workingSellQty += change;
		} else addClosing(account, { ticket: order.positionByTicket, qty: change }); // both sides shrink alike: the net stays as it is
		if (order.positionTicket !== 0n) addClosing(account, { ticket: order.positionTicket, qty: change });
		else exposure.openingQty += change;
		if (order.link?.exit != null) {
			if (order.side === 'BUY') exposure.exitBuyQty += change;
			else exposure.exitSellQty += change;
		}
		recount(place, order.instrumentId);
	}
	order.reservedQty = now.qty;
	order.reservedMarginMinor = now.marginMinor;
	holdResting(place, order, now.prices);
	const wasOpen = account.open.has(order.orderId);
	if (now.isOpen === wasOpen) return;
	if (now.isOpen) account.open.add(order.orderId);
	else account.open.delete(order.orderId);
	countOpen(place, order, now.isOpen ? 1 : -1);
}

/** Everyone counts this order: its tenant, desk, account, strategy, instrument and user. */
function countOpen(place: Place, order: Order, opened: 1 | -1): void {
	const { tenant, account } = place;
	const { strategies, instruments, users } = tenant.counters;
	tenant.group.counters.openOrders += opened;
	account.counters.openOrders += opened;
	countersOf(instruments, order.instrumentId).openOrders += opened;
	countersOf(users, order.envelope.principalId).openOrders += opened;
	const desk = deskOf(place);
	if (desk !== undefined) desk.counters.openOrders += opened;
	if (order.strategyId !== null) countersOf(strategies, order.strategyId).openOrders += opened;
}

function countersOf(counters: Map<number, Counters>, id: number): Counters {
	return counters.get(id) ?? entryOf(counters, { key: id, create: createCounters });
}

/** Where it rests is remembered on the order, so that what is taken off is what was put there. */
function holdResting({ tenant, account }: Place, order: Order, prices: readonly number[]): void {
	if (order.resting === null && prices.length === 0) return;
	moveResting({ tenant, account }, order, prices);
}

function moveResting({ tenant, account }: Pick<Place, 'tenant' | 'account'>, order: Order, prices: readonly number[]): void {
	const { instrumentId, side, resting } = order;
	if (prices.length === (resting?.prices.length ?? 0) && prices.every((price, i) => price === resting?.prices[i])) return;
	if (resting !== null) for (const price of resting.prices) removeResting(tenant, { server: resting.server, price, instrumentId, side });
	const { server } = account.config;
	order.resting = prices.length === 0 ? null : { server, prices };
	for (const price of prices) addResting(tenant, { server, price, instrumentId, side });
}

function addClosing(account: Account, change: { readonly ticket: bigint; readonly qty: number }): void {
	const qty = (account.closingQty.get(change.ticket) ?? 0) + change.qty;
	if (qty === 0) account.closingQty.delete(change.ticket);
	else account.closingQty.set(change.ticket, qty);
}
