import { riskInputFor } from '../risk/input.ts';
import { assess } from '../risk/matrix.ts';
import { addOrder, nextOrderId } from '../state/orders.ts';
import type { Scope } from '../state/outbox.ts';
import { type Account, findOrder } from '../state/state.ts';
import { deny } from './enter.ts';
import { withoutOrders } from './exposure.ts';
import { isOpen } from './life.ts';
import { createOrder, type NewOrder, type Order } from './order.ts';
import { recall } from './recall.ts';
import { takeToMarket } from './submit.ts';
import { askedTermsOf } from './terms.ts';
import { canHear, engineWorkOf } from './waiting.ts';

/** After so many refusals of an exit, as the venue's own and as one that the engine watches, a person must look. */
const MAX_REFUSALS = 2;

type Kind = 'SL' | 'TP';

/** An entry on a netting account whose stop loss and target are its own: there the venue's belong to the whole position, whoever opened it. */
export function beginBracket({ account }: Scope, order: Order): void {
	if (!order.asksBracket || account.config.mode !== 'NETTING') return;
	order.bracket = { protectQty: 0, slRefusals: 0, tpRefusals: 0 };
	const entries = account.brackets.get(order.instrumentId);
	if (entries === undefined) account.brackets.set(order.instrumentId, new Set([order.orderId]));
	else entries.add(order.orderId);
}

/** A deal of an entry, or of one of its exits: more, or less, is to be protected. */
export function countFill(scope: Scope, fill: { readonly order: Order; readonly qty: number }): void {
	const { order, qty } = fill;
	if (order.bracket !== null) order.bracket.protectQty += qty;
	if (order.link === null || order.link.exit === null) return;
	const entry = findOrder(scope.state, order.link.parentOrderId);
	if (entry?.bracket != null) entry.bracket.protectQty = Math.max(0, entry.bracket.protectQty - qty);
}

/** No more is protected than is held: what others closed is taken off the youngest entries. Resting orders that may only reduce are taken back where they are more. */
export function fitToPosition(scope: Scope, instrumentId: number): void {
	const { state, account } = scope;
	const netQty = account.exposures.get(instrumentId)?.netQty ?? 0;
	const ids = [...(account.brackets.get(instrumentId) ?? [])].sort((a, b) => a - b);
	for (const side of ['BUY', 'SELL'] as const) {
		let held = Math.max(0, side === 'BUY' ? netQty : -netQty);
		for (const orderId of ids) {
			const entry = findOrder(state, orderId);
			if (entry?.bracket == null || entry.side !== side) continue;
			entry.bracket.protectQty = Math.min(entry.bracket.protectQty, held);
			held -= entry.bracket.protectQty;
		}
	}
	for (const orderId of ids) {
		const entry = findOrder(state, orderId);
		if (entry !== undefined) armExits(scope, entry);
	}
	for (const orderId of [...(account.reduceOnly.get(instrumentId) ?? [])]) {
		const order = findOrder(state, orderId);
		if (order === undefined) continue;
		const held = Math.max(0, order.side === 'SELL' ? netQty : -netQty);
		if (order.qty - order.filledQty > held) recall(scope, order, 'LINK');
	}
}

/** Brings the working exits in line with what is to be protected. Nothing is placed while an exit of the same kind is still being taken back. */
export function armExits(scope: Scope, entry: Order): void {
	const { account } = scope;
	const { bracket } = entry;
	if (bracket === null) return;
	for (const kind of ['SL', 'TP'] as const) {
		const open = exitsOf(scope, { entry, kind }).filter(({ life }) => isOpen(life));
		let surplus = open.reduce((sum, exit) => sum + leavesOf(exit), 0) - bracket.protectQty;
		for (const exit of open.toReversed()) {
			if (surplus <= 0) break;
			surplus -= leavesOf(exit);
			recall(scope, exit, 'LINK');
		}
		const price = kind === 'SL' ? entry.sl : entry.tp;
		const isSettled = open.every(({ life, recalledFor }) => isOpen(life) && recalledFor === null);
		const missing = bracket.protectQty - open.reduce((sum, exit) => sum + leavesOf(exit), 0);
		if (price !== null && isSettled && missing > 0 && refusalsOf(entry, kind) < MAX_REFUSALS && canHear(account))
			placeExit(scope, { entry, kind, qty: missing, price });
	}
	const isOver = !isOpen(entry.life) && bracket.protectQty === 0;
	if (isOver && exitsOf(scope, { entry, kind: null }).every(({ life }) => !isOpen(life))) forget(account, entry);
}

/** An exit ended: the client took it off, or the venue refused it. What the engine took back, or what never arrived, is placed anew. */
export function noteExitEnd(scope: Scope, exit: Order): void {
	const { account } = scope;
	if (exit.link === null || exit.link.exit === null || isOpen(exit.life)) return;
	const { parentOrderId, exit: kind } = exit.link;
	const entry = findOrder(scope.state, parentOrderId);
	const exits = account.children.get(parentOrderId) ?? [];
	// Once for each: an ended exit leaves the list.
	if (entry?.bracket == null || !exits.includes(exit.orderId)) return;
	account.children.set(
		parentOrderId,
		exits.filter((orderId) => orderId !== exit.orderId),
	);
	if (exit.life === 'CANCELED' && exit.recalledFor === null) {
		if (kind === 'SL') entry.sl = null;
		else entry.tp = null;
		scope.out.order(account, entry);
	}
	if (exit.life !== 'REJECTED' && exit.life !== 'DENIED') return;
	if (kind === 'SL') entry.bracket.slRefusals += 1;
	else entry.bracket.tpRefusals += 1;
	scope.out.breakOnce(account, { code: 'EXIT_REFUSED', orderId: exit.orderId });
}

function exitsOf({ state, account }: Scope, of: { readonly entry: Order; readonly kind: Kind | null }): readonly Order[] {
	return (account.children.get(of.entry.orderId) ?? [])
		.flatMap((orderId) => findOrder(state, orderId) ?? [])
		.filter(({ link }) => of.kind === null || link?.exit === of.kind);
}

/**
 * As orders that rest at the venue, where the stop works on while the gateway is down. Once the venue refused one, most likely because the market is there
 * already, the engine watches the price itself.
 */
function placeExit(scope: Scope, exit: { readonly entry: Order; readonly kind: Kind; readonly qty: number; readonly price: number }): void {
	const { state, tenant, account, out } = scope;
	const { entry, kind, qty, price } = exit;
	const orderId = nextOrderId(state.orders);
	const isWatched = refusalsOf(entry, kind) > 0;
	const { tenantId, accountId, instrumentId, strategyId, envelope } = entry;
	const terms: NewOrder = {
		...{ tenantId, accountId, instrumentId, strategyId, envelope, qty, price, sl: null, tp: null, tif: 'GTC', positionTicket: 0n },
		// No client's id has this character.
		clientOrderId: `#${orderId}.${kind}`,
		side: entry.side === 'BUY' ? 'SELL' : 'BUY',
		type: kind === 'SL' ? 'STOP' : isWatched ? 'MARKET_IF_TOUCHED' : 'LIMIT',
		reduceOnly: true,
	};
	const order = createOrder({ orderId, terms, termsHash: 0, atMs: out.nowMs });
	order.link = { parentOrderId: entry.orderId, ocoId: 0, exit: kind };
	order.isWatchedHere = isWatched;
	order.reduces = true;
	order.work = engineWorkOf(scope, order);
	addOrder(state.orders, order);
	account.children.set(entry.orderId, [...(account.children.get(entry.orderId) ?? []), orderId]);
	const by = { userId: envelope.principalId, isByEngine: true, isApproved: true, isExit: true };
	// Of stop and target only one comes to be.
	const others = exitsOf(scope, { entry, kind: kind === 'SL' ? 'TP' : 'SL' }).filter(({ life }) => isOpen(life));
	const { risk, denial } = withoutOrders({ state, tenant, account }, others, () => {
		const risk = riskInputFor({ tenant, account, ...by, terms: askedTermsOf(order), nowMs: out.nowMs });
		return { risk, denial: assess(risk) };
	});
	if (denial === null) takeToMarket(scope, { order, risk });
	else deny(scope, { order, denial });
}

function refusalsOf({ bracket }: Order, kind: Kind): number {
	return (kind === 'SL' ? bracket?.slRefusals : bracket?.tpRefusals) ?? 0;
}

function leavesOf({ qty, filledQty }: Order): number {
	return Math.max(0, qty - filledQty);
}

function forget(account: Account, entry: Order): void {
	account.children.delete(entry.orderId);
	const entries = account.brackets.get(entry.instrumentId);
	if (entries?.delete(entry.orderId) === true && entries.size === 0) account.brackets.delete(entry.instrumentId);
}
