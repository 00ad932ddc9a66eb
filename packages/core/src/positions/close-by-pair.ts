import type { VenueDeal, VenueOrder } from '../messages.ts';
import type { Order } from '../orders/order.ts';
import type { Scope } from '../state/outbox.ts';
import { type Account, findOrder } from '../state/state.ts';

/**
 * What of a close-by may be booked now that this deal has come: both deals, or nothing yet, since one alone would be a picture that the venue never had. A deal
 * whose other half does not come waits for the next complete picture.
 */
export function pairUp(account: Account, deal: VenueDeal): readonly VenueDeal[] {
	const half = account.halfPairs.get(deal.orderTicket);
	if (half === undefined) account.halfPairs.set(deal.orderTicket, deal);
	if (half === undefined || half.ticket === deal.ticket) return [];
	account.halfPairs.delete(deal.orderTicket);
	return [half, deal];
}

/** A complete picture has been seen: what is still half will not become whole. */
export function takeHalves(account: Account): readonly VenueDeal[] {
	const halves = [...account.halfPairs.values()];
	account.halfPairs.clear();
	return halves;
}

/**
 * Our close-by that these deals are of. MetaTrader puts no usable magic on them: the venue's order ticket tells where we know it, else the terms do, since two
 * open close-bys never name the same pair.
 */
export function closeByOfDeals(scope: Scope, legs: readonly VenueDeal[]): Order | undefined {
	const [first] = legs;
	if (first === undefined) return undefined;
	const isWhole = legs.length === 2;
	return openCloseBy(scope, {
		ticket: first.orderTicket,
		fits: (order) =>
			isWhole && legs.every(({ positionTicket, instrumentId }) => names(order, positionTicket) && order.instrumentId === instrumentId),
	});
}

/** The same of an order as the venue shows it. */
export function closeByOfOrder(scope: Scope, news: VenueOrder): Order | undefined {
	const { positionTicket, positionByTicket = 0n, ticket } = news;
	return openCloseBy(scope, {
		ticket,
		fits: (order) => positionTicket !== positionByTicket && names(order, positionTicket) && names(order, positionByTicket),
	});
}

function openCloseBy(
	{ state, account }: Scope,
	seek: { readonly ticket: bigint; readonly fits: (order: Order) => boolean },
): Order | undefined {
	for (const orderId of account.openCloseBys) {
		const order = findOrder(state, orderId);
		if (order === undefined) continue;
		if (order.venueOrderTicket === 0n ? seek.fits(order) : order.venueOrderTicket === seek.ticket) return order;
	}
	return undefined;
}

function names(order: Order, positionTicket: bigint): boolean {
	return order.positionTicket === positionTicket || order.positionByTicket === positionTicket;
}
