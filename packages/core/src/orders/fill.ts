import type { VenueDeal } from '../messages.ts';
import { isExact } from '../money/mul-div.ts';
import { isOpen } from './life.ts';
import { isNewPending, moveLife, movePending, type Order, type OrderEnd } from './order.ts';

/** The venue has shown that the order exists there: whatever was in doubt about its arrival is settled. False: the life says it can't be. */
export function confirm(order: Order): boolean {
	const works = order.life === 'ACCEPTED' || order.life === 'TRIGGERED';
	const moved = works || moveLife(order, order.triggered ? 'trigger' : 'accept');
	if (moved && isNewPending(order)) movePending(order, 'answer');
	return moved;
}

/** Books a deal into the third fact, from any life. Undefined where a sum would not be exact; then nothing changed. */
export function fillOrder(
	order: Order,
	deal: Pick<VenueDeal, 'qty' | 'price'>,
): { readonly late: boolean; readonly overfilled: boolean } | undefined {
	const filledQty = order.filledQty + deal.qty;
	const cost = deal.qty * deal.price;
	const filledNotional = order.filledNotional + cost;
	if (!isExact(filledQty) || !isExact(cost) || !isExact(filledNotional)) return undefined;
	const late = !isOpen(order.life);
	order.filledQty = filledQty;
	order.filledNotional = filledNotional;
	if (!late) {
		confirm(order);
		endIfExplained(order);
	}
	return { late, overfilled: filledQty > order.qty };
}

/** The venue took a deal back. What has ended stays ended: its life is not the deal's. */
export function unfillOrder(order: Order, deal: Pick<VenueDeal, 'qty' | 'price'>): void {
	order.filledQty -= deal.qty;
	order.filledNotional -= deal.qty * deal.price;
}

/** The venue said that the order ended. It ends here once the deals which that implies are booked. False: a contradiction. */
export function endOrder(order: Order, end: OrderEnd): boolean {
	if (!isOpen(order.life)) return order.life !== 'NOT_SENT' && order.life !== 'REJECTED' && order.life !== 'DENIED';
	confirm(order);
	order.end ??= end;
	endIfExplained(order);
	return true;
}

/** Ends what is filled, or what the venue ended and whose deals are all here. */
export function endIfExplained(order: Order): void {
	if (order.filledQty >= order.qty) moveLife(order, 'complete');
	else if (order.end !== null && order.filledQty >= order.end.filledQty) moveLife(order, order.end.event);
}
