import type { Order, Side } from './broker.ts';
import type { Quote } from './instruments.ts';

/** A limit that would fill at once and a stop that is reached already are no resting orders. */
export function rests(order: { side: Side; type: Order['type']; price: number; stopLimit?: number }, quote: Quote): boolean {
	const { side, type, price } = order;
	const better = side * ((side === 1 ? quote.ask : quote.bid) - price);
	// The limit of a stop-limit must rest when the market is at its stop.
	if (type === 'STOP_LIMIT' && !(entryOf(order) > 0 && side * (price - entryOf(order)) >= 0)) return false;
	return price > 0 && (type === 'LIMIT' ? better >= 0 : better < 0);
}

/** The price at which a resting order is filled at best. */
export const entryOf = (order: { type: Order['type']; price: number; stopLimit?: number }): number =>
	order.type === 'STOP_LIMIT' ? (order.stopLimit ?? 0) : order.price;

/** A stop is on the losing side and a target on the winning side: of the quote that would trigger it, or of the limit price. */
export function stopsFit(request: { side: Side; sl: number; tp: number }, at: number, quote: Quote | undefined): boolean {
	const reference = quote === undefined ? at : request.side === 1 ? quote.bid : quote.ask;
	const { side, sl, tp } = request;
	return (sl === 0 || side * (reference - sl) > 0) && (tp === 0 || side * (tp - reference) > 0);
}
