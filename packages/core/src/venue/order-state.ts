import type { VenueOrder } from '../messages.ts';
import { isExact } from '../money/mul-div.ts';
import { confirm, endOrder } from '../orders/fill.ts';
import { isOpen } from '../orders/life.ts';
import { moveLife, type Order, settleReplacement } from '../orders/order.ts';
import { closeByOfOrder } from '../positions/close-by-pair.ts';
import type { Scope } from '../state/outbox.ts';
import { ownOrder } from './answers.ts';
import { onForeignOrder } from './foreign-orders.ts';

/** What the venue says about an order, live or in a snapshot, in whatever order such news arrive. */
export function onVenueOrder(scope: Scope, news: VenueOrder): void {
	const { account, out } = scope;
	const order = orderOf(scope, news);
	if (order === undefined) return;
	// The venue's own order (a stop loss, a target) may carry the magic of the order that opened the position.
	if (order.venueOrderTicket !== 0n && news.ticket !== order.venueOrderTicket) return;
	const { life, pending, venueOrderTicket, price, limitPrice, triggered, sl, tp } = order;
	if (order.venueOrderTicket === 0n) order.venueOrderTicket = news.ticket;
	order.seenLinkSession = account.linkSession;
	if (order.replacement !== null && shows(order, { terms: order.replacement, news }) && !shows(order, { terms: order, news }))
		settleReplacement(order, true);
	if (order.limitPrice !== null && (news.limitPrice ?? 0) === 0 && news.price === order.limitPrice) {
		order.triggered = true;
		if (order.life === 'ACCEPTED') moveLife(order, 'trigger');
	}
	const consistent = follow(scope, { order, news });
	const isSame =
		order.life === life &&
		order.pending === pending &&
		order.venueOrderTicket === venueOrderTicket &&
		order.price === price &&
		order.limitPrice === limitPrice &&
		order.triggered === triggered &&
		order.sl === sl &&
		order.tp === tp;
	if (!isSame) out.order(account, order);
	if (!consistent) out.contradiction(account, { orderId: order.orderId, ticket: news.ticket });
}

/** By its number; a close-by, which carries none of ours, by the positions that it names. What is not ours is not looked at again. */
function orderOf(scope: Scope, news: VenueOrder): Order | undefined {
	const { account } = scope;
	if ((news.positionByTicket ?? 0n) !== 0n) return closeByOfOrder(scope, news);
	if (news.orderId === 0) {
		onForeignOrder(scope, news);
		return undefined;
	}
	if (account.strangers.has(news.ticket)) return undefined;
	const order = ownOrder(scope, { orderId: news.orderId, ticket: news.ticket });
	if (order === undefined) account.strangers.add(news.ticket);
	return order;
}

function follow({ account }: Scope, input: { readonly order: Order; readonly news: VenueOrder }): boolean {
	const { order, news } = input;
	const linkSession = account.linkSession;
	switch (news.state) {
		case 'STARTED':
			return isOpen(order.life) || mayBeOld(order);
		case 'PLACED':
		case 'PARTIAL':
			return isOpen(order.life) ? confirm(order) : mayBeOld(order);
		case 'REJECTED':
			if (order.life === 'REJECTED') return true;
			return order.filledQty === 0 && moveLife(order, 'reject');
		case 'FILLED':
			return endOrder(order, {
				event: filledBy(order, news) < order.qty ? 'cancel' : 'complete',
				filledQty: filledBy(order, news),
				linkSession,
			});
		case 'CANCELED':
			return endOrder(order, {
				event: order.recalledFor === 'EXPIRY' ? 'expire' : 'cancel',
				filledQty: filledBy(order, news),
				linkSession,
			});
		case 'EXPIRED':
			return endOrder(order, { event: 'expire', filledQty: filledBy(order, news), linkSession });
	}
}

/** Older news about an order that ended since. Of one that was never there, no news can be. */
function mayBeOld(order: Order): boolean {
	return order.life !== 'REJECTED' && order.life !== 'NOT_SENT';
}

/** How much the deals must show before the end is complete. */
function filledBy(order: Order, news: VenueOrder): number {
	// One of the two positions may have been smaller by then than when we asked: the venue's own quantity counts.
	if (order.positionByTicket !== 0n && news.qty > 0) return Math.min(order.qty, news.qty);
	return isExact(news.leavesQty) ? Math.min(order.qty, Math.max(0, order.qty - news.leavesQty)) : order.qty;
}

/** The venue shows these terms: an order that works with the new ones has been amended, whatever became of the answer. */
export function shows(
	{ bracket }: Order,
	seen: { readonly terms: Pick<Order, 'price' | 'limitPrice' | 'sl' | 'tp'>; readonly news: VenueOrder },
): boolean {
	const { terms, news } = seen;
	const { limitPrice } = terms;
	// Exits that the engine keeps are orders of their own.
	const { sl, tp } = bracket === null ? terms : { sl: null, tp: null };
	const shown = news.limitPrice ?? 0;
	// Its stop reached, a stop-limit shows the limit price alone.
	const prices =
		limitPrice !== null && shown === 0 ? news.price === limitPrice : news.price === (terms.price ?? 0) && shown === (limitPrice ?? 0);
	return prices && news.sl === (sl ?? 0) && news.tp === (tp ?? 0);
}
