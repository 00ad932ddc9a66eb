import type { DealReason, VenueDeal } from '../messages.ts';
import { isExact, mulDiv } from '../money/mul-div.ts';
import { countFill } from '../orders/bracket.ts';
import { fillOrder } from '../orders/fill.ts';
import { type Order, wasSent } from '../orders/order.ts';
import { countTrade } from '../risk/checks/order-to-trade.ts';
import { appendDeal, findDeal } from '../state/deals.ts';
import type { Scope } from '../state/outbox.ts';
import { type Account, findOrder } from '../state/state.ts';
import { closeByOfDeals, pairUp, takeHalves } from './close-by-pair.ts';
import { byVenueTime } from './deal-order.ts';
import { moveHolding } from './holding.ts';
import { postDeal } from './ledger.ts';
import { addDeal, createPosition, keepOrDrop, positionKey, takeStops } from './position.ts';
import { rebook } from './rebook.ts';
import { isEmpty, isRestatement, restate } from './restate.ts';
import { bookToStrategies, sayStrategies } from './strategies.ts';
import { bookMoneyAlone } from './sub-books.ts';
import { recountOnce } from './sums.ts';
import { noteMoney } from './unattributed.ts';

/** Books one deal of the venue, once: order, position, balance. Its money is the venue's; ours are only estimates. */
export function bookDeal(scope: Scope, deal: VenueDeal): void {
	const { state, account, out } = scope;
	const known = findDeal(state.deals, { account, ticket: deal.ticket });
	if (known !== undefined) {
		if (sameDeal(known, deal)) account.duplicateDeals += 1;
		else if (isSound(deal) && isRestatement(known, deal)) restate(scope, { before: known, after: deal });
		else out.breakOnce(account, { code: 'DUPLICATE_DEAL', orderId: deal.orderId, ticket: deal.ticket });
		return;
	}
	if (deal.entry === 'OUT_BY' && trades(deal)) bookCloseBy(scope, pairUp(account, deal));
	else book(scope, { deal, order: trades(deal) && !isByVenue(deal) ? ownOrder(scope, deal) : undefined });
}

/** The venue has no such deal any more. */
export function bustDeal(scope: Scope, ticket: bigint): void {
	const known = findDeal(scope.state.deals, { account: scope.account, ticket });
	if (known !== undefined && !isEmpty(known)) restate(scope, { before: known, after: null });
}

/** The deals of a close-by that will not be a pair any more: booked alone, and then an operator sees that they were. */
export function bookHalves(scope: Scope): void {
	for (const deal of takeHalves(scope.account)) bookCloseBy(scope, [deal]);
}

/** One close-by fills its order once, with the deal on the position that was to be closed; the other deal closes the other position. */
function bookCloseBy(scope: Scope, legs: readonly VenueDeal[]): void {
	const order = closeByOfDeals(scope, legs);
	if (order !== undefined) seen(scope.account, { order, orderTicket: legs[0]?.orderTicket ?? 0n });
	for (const deal of legs) book(scope, { deal, order });
}

function book(scope: Scope, input: { readonly deal: VenueDeal; readonly order: Order | undefined }): void {
	const { account, out } = scope;
	const { deal } = input;
	if (!isSound(deal) || !postDeal(account.money, { deal, sign: 1 })) {
		out.contradiction(account, { orderId: deal.orderId, ticket: deal.ticket });
		return;
	}
	appendDeal(scope.state.deals, { account, deal });
	recountOnce(scope, { instrumentId: deal.instrumentId, change: () => bookSound(scope, input) });
}

/** The order first, then the position: both move what the account has at stake. */
function bookSound(scope: Scope, { deal, order }: { readonly deal: VenueDeal; readonly order: Order | undefined }): void {
	const { account, out } = scope;
	const fills = order !== undefined && deal.positionTicket !== order.positionByTicket;
	const fill = fills ? fillOrder(order, deal) : undefined;
	if (fills && fill !== undefined && (order.bracket !== null || order.link !== null)) countFill(scope, { order, qty: deal.qty });
	if (trades(deal) && order === undefined && !closesOurs(account, deal))
		out.break(account, { code: 'FOREIGN_DEAL', orderId: deal.orderId, ticket: deal.ticket });
	out.execution(account, { deal, orderId: order?.orderId ?? 0, late: fill?.late ?? false });
	if (fills) {
		countTrade(scope, { order, nowMs: out.nowMs });
		holdFilledMargin(account, { order, qty: deal.qty });
		out.order(account, order);
		if (fill === undefined) out.contradiction(account, { orderId: order.orderId, ticket: deal.ticket });
		if (fill?.late === true) out.break(account, { code: 'LATE_FILL', orderId: order.orderId, ticket: deal.ticket });
		if (fill?.overfilled === true) out.break(account, { code: 'OVERFILL', orderId: order.orderId, ticket: deal.ticket });
	}
	if (deal.reason === 'STOP_OUT' && trades(deal)) out.break(account, { code: 'STOP_OUT', orderId: 0, ticket: deal.ticket });
	if (trades(deal)) bookPosition(scope, deal);
	else noteMoney(scope, { before: null, after: deal });
}

function ownOrder({ state, account }: Scope, deal: VenueDeal): Order | undefined {
	const order = findOrder(state, deal.orderId);
	if (order === undefined || order.tenantId !== account.tenantId || order.accountId !== account.accountId || !wasSent(order))
		return undefined;
	if (order.instrumentId !== deal.instrumentId) return undefined;
	// A close-by is told by its positions.
	if (order.positionByTicket !== 0n) return undefined;
	seen(account, { order, orderTicket: deal.orderTicket });
	return order;
}

function seen(account: Account, input: { readonly order: Order; readonly orderTicket: bigint }): void {
	const { order, orderTicket } = input;
	if (order.venueOrderTicket === 0n) order.venueOrderTicket = orderTicket;
	order.seenLinkSession = account.linkSession;
}

function trades({ type }: VenueDeal): boolean {
	return type === 'BUY' || type === 'SELL';
}

/** The venue, or the terminal's switch, closed what we hold by itself: its stop, its target, its stop-out. */
function closesOurs(account: Account, deal: VenueDeal): boolean {
	return isByVenue(deal) && account.positions.has(positionKey(account, deal));
}

const byVenue: ReadonlySet<DealReason> = new Set(['SL', 'TP', 'STOP_OUT', 'ROLLOVER', 'DEADMAN', 'VARIATION_MARGIN', 'SPLIT']);
/** Some brokers stamp such a deal with the magic of the order that opened the position: it is no fill of that order. */
function isByVenue({ reason }: VenueDeal): boolean {
	return byVenue.has(reason);
}

function bookPosition(scope: Scope, deal: VenueDeal): void {
	const { tenant, account, out } = scope;
	if (!tenant.instruments.has(deal.instrumentId)) {
		out.break(account, { code: 'UNMAPPED_SYMBOL', orderId: deal.orderId, ticket: deal.ticket });
		noteMoney(scope, { before: null, after: deal });
		return;
	}
	const key = positionKey(account, deal);
	const newest = account.newestDeals.get(key);
	if (newest !== undefined && byVenueTime(deal, newest) < 0) {
		rebook(scope, { key, changed: deal });
		return;
	}
	if (newest === undefined) account.newestDeals.set(key, { venueAtMs: deal.venueAtMs, ticket: deal.ticket });
	else {
		newest.venueAtMs = deal.venueAtMs;
		newest.ticket = deal.ticket;
	}
	const position =
		account.positions.get(key) ?? createPosition({ instrumentId: deal.instrumentId, positionTicket: deal.positionTicket, atMs: out.nowMs });
	const before = { signedQty: position.signedQty, openNotional: position.openNotional };
	let books = account.subBooks.get(key);
	if (books === undefined) {
		books = new Map();
		account.subBooks.set(key, books);
	}
	const fill = addDeal(position, deal);
	if (fill === undefined) {
		bookMoneyAlone(books, deal);
		out.contradiction(account, { orderId: deal.orderId, ticket: deal.ticket });
		return;
	}
	moveHolding({ tenant, account }, { instrumentId: position.instrumentId, before, after: position });
	takeStops(account, position);
	keepOrDrop(account, { key, position });
	out.position(account, position);
	const strategyIds = bookToStrategies(scope, { books, deal, held: before.signedQty, closedPoints: fill.closedPoints });
	sayStrategies(scope, { key, strategyIds });
}

/** What was reserved for the filled part may not show in the venue's figures yet: it is held until they come anew. */
function holdFilledMargin(account: Account, fill: { readonly order: Order; readonly qty: number }): void {
	const { order, qty } = fill;
	const margin = order.qty > 0 ? (mulDiv(order.marginMinor, { times: Math.min(qty, order.qty), over: order.qty }) ?? order.marginMinor) : 0;
	account.filledMarginMinor += margin;
}

function isSound(deal: VenueDeal): boolean {
	const { qty, price, profitMinor, commissionMinor, swapMinor, feeMinor } = deal;
	const isMoney = isExact(profitMinor) && isExact(commissionMinor) && isExact(swapMinor) && isExact(feeMinor);
	return isExact(qty) && isExact(price) && isMoney && (!trades(deal) || (deal.qty > 0 && deal.price > 0));
}

function sameDeal(a: VenueDeal, b: VenueDeal): boolean {
	return (
		a.orderId === b.orderId &&
		a.orderTicket === b.orderTicket &&
		a.positionTicket === b.positionTicket &&
		a.instrumentId === b.instrumentId &&
		a.type === b.type &&
		a.entry === b.entry &&
		a.qty === b.qty &&
		a.price === b.price &&
		a.profitMinor === b.profitMinor &&
		a.commissionMinor === b.commissionMinor &&
		a.swapMinor === b.swapMinor &&
		a.feeMinor === b.feeMinor
	);
}
