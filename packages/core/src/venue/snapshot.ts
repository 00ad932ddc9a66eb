import type { VenueEvent } from '../messages.ts';
import { isExact } from '../money/mul-div.ts';
import {
	dropCancel,
	isCancelPending,
	isNewPending,
	moveLife,
	type Order,
	type Request,
	settleReplacement,
	wasSent,
} from '../orders/order.ts';
import { bookDeal, bookHalves } from '../positions/book-deal.ts';
import { byVenueTime } from '../positions/deal-order.ts';
import { noteProfit } from '../positions/group-profit.ts';
import { beginDay, notePeak } from '../positions/profit-and-loss.ts';
import type { Scope } from '../state/outbox.ts';
import { findOrder } from '../state/state.ts';
import { noteAbsence } from './absence.ts';
import { takeFigures } from './account.ts';
import { isCurrentRequest, onAck, onResult } from './answers.ts';
import { settleBreaks, settleContradictions } from './breaks.ts';
import { settleForeignOrders } from './foreign-orders.ts';
import { linkUp } from './link.ts';
import { looked } from './look-again.ts';
import { onVenueOrder, shows } from './order-state.ts';
import { comparePositions, onVenuePosition } from './positions.ts';
import { classifyRetcode } from './retcodes.ts';
import { onStopsAnswer, settleStopRequests } from './stop-requests.ts';

/** A request that the terminal got and that shows no effect for so long had none. */
const REPLACE_LOST_MS = 180_000;

type Snapshot = Extract<VenueEvent, { event: 'snapshot' }>;

/** A complete picture of the venue: books what we missed, closes what it proves, says where it and we differ, and lets orders pass again. */
export function onSnapshot(scope: Scope, snapshot: Snapshot): void {
	const { account, out } = scope;
	if (!account.link) linkUp(scope);
	looked(scope);
	const first = !account.everReconciled;
	for (const deal of [...snapshot.deals].sort(byVenueTime)) bookDeal(scope, deal);
	bookHalves(scope);
	takeFigures(scope, snapshot.account);
	for (const order of snapshot.orders) onVenueOrder(scope, order);
	for (const request of snapshot.requests) onRequest(scope, request);
	settleOpenOrders(scope, snapshot);
	settleForeignOrders(scope, snapshot.orders);
	account.venuePositions.clear();
	for (const position of snapshot.positions) onVenuePosition(scope, position);
	settleStopRequests(scope, snapshot);
	comparePositions(scope, { positions: snapshot.positions, adopt: first });
	compareBalance(scope, { balanceMinor: snapshot.account.balanceMinor, adopt: first });
	settleContradictions(scope);
	if (first) beginDay(account);
	notePeak(scope);
	noteProfit(scope);
	account.reconciled = true;
	account.everReconciled = true;
	out.account(account);
}

/** The terminal's memory of our requests: one that it did not pass on, or that the server refused, is an answer. */
function onRequest(scope: Scope, request: Snapshot['requests'][number]): void {
	const order = findOrder(scope.state, request.orderId);
	if (order !== undefined && !isCurrentRequest(order, request)) return;
	if (request.orderId === 0) {
		if (!request.sent || classifyRetcode(request.retcode) === 'REFUSED') onStopsAnswer(scope, request);
		return;
	}
	if (!request.sent) onAck(scope, { event: 'ack', ...request });
	else if (request.retcode !== 0 && classifyRetcode(request.retcode) === 'REFUSED')
		onResult(scope, { event: 'result', ...request, orderTicket: 0n, dealTicket: 0n });
}

function settleOpenOrders(scope: Scope, snapshot: Snapshot): void {
	const { state, account, out } = scope;
	const shown = new Set([
		...snapshot.orders.map((order) => order.orderId),
		...snapshot.deals.map((deal) => deal.orderId),
		...snapshot.requests.map((request) => request.orderId),
	]);
	const mentioned = new Set(snapshot.orders.map((order) => order.orderId));
	for (const orderId of [...account.open]) {
		const order = findOrder(state, orderId);
		if (order === undefined) continue;
		const inDoubt = order.life === 'UNKNOWN' && isNewPending(order) && order.filledQty === 0 && !shown.has(orderId);
		if (inDoubt && neverArrived(scope, { request: order.placed, snapshot })) {
			moveLife(order, 'neverArrived');
			out.order(account, order);
			continue;
		}
		noteAbsence(scope, { order, snapshot });
		if (isCancelPending(order) && order.pending === 'CANCEL_UNKNOWN' && neverArrived(scope, { request: order.canceled, snapshot })) {
			dropCancel(order);
			out.order(account, order);
		}
		settleReplace(scope, { order, snapshot });
		settleSeenOrder(scope, { order, mentioned: mentioned.has(orderId) });
	}
}

/**
 * An amend in doubt whose order still shows the old terms did not happen if the terminal never got it, or got it so long ago that no server would still answer:
 * MetaTrader names no amend in its books, so that the terms are all there is to see.
 */
function settleReplace(scope: Scope, input: { readonly order: Order; readonly snapshot: Snapshot }): void {
	const { account, out } = scope;
	const { order, snapshot } = input;
	if (order.replacement === null || order.replaced.linkSession >= account.linkSession) return;
	const lost = neverArrived(scope, { request: order.replaced, snapshot }) || out.nowMs - order.replaced.atMs >= REPLACE_LOST_MS;
	const working = snapshot.orders.find(({ ticket }) => ticket === order.venueOrderTicket);
	if (!lost || working === undefined || !shows(order, { terms: order, news: working })) return;
	settleReplacement(order, false);
	out.order(account, order);
}

/** What was accepted or ended in an earlier session, and is not explained by a complete picture. */
function settleSeenOrder({ account, out }: Scope, input: { readonly order: Order; readonly mentioned: boolean }): void {
	const { order, mentioned } = input;
	if (order.end !== null && order.end.linkSession < account.linkSession) {
		moveLife(order, order.end.event);
		out.order(account, order);
		out.contradiction(account, { orderId: order.orderId, ticket: order.venueOrderTicket });
	} else if (
		(order.life === 'ACCEPTED' || order.life === 'TRIGGERED') &&
		wasSent(order) &&
		!mentioned &&
		order.seenLinkSession < account.linkSession
	) {
		moveLife(order, 'vanish');
		out.order(account, order);
		out.vanished(account, order);
	}
}

/** Sent in an earlier session, so that nothing is on its way, and beyond the last frame that the terminal got. */
function neverArrived({ account }: Scope, input: { readonly request: Request; readonly snapshot: Snapshot }): boolean {
	const { request, snapshot } = input;
	if (request.commandSeq === 0 || request.linkSession >= account.linkSession) return false;
	return (
		request.epoch > snapshot.lastCommandEpoch ||
		(request.epoch === snapshot.lastCommandEpoch && request.commandSeq > snapshot.lastCommandSeq)
	);
}

export function compareBalance({ account, out }: Scope, input: { readonly balanceMinor: number; readonly adopt: boolean }): void {
	const gapMinor = input.balanceMinor - account.money.balanceMinor;
	if (gapMinor === 0) settleBreaks({ account, out }, { code: 'BALANCE_MISMATCH' });
	if (!isExact(input.balanceMinor) || !isExact(gapMinor) || (gapMinor === account.reportedBalanceGapMinor && !input.adopt)) return;
	account.reportedBalanceGapMinor = input.adopt ? 0 : gapMinor;
	if (gapMinor === 0) return;
	out.break(account, { code: 'BALANCE_MISMATCH' });
	if (!input.adopt) return;
	account.money.adoptedMinor += gapMinor;
	account.money.balanceMinor += gapMinor;
	settleBreaks({ account, out }, { code: 'BALANCE_MISMATCH' });
}
