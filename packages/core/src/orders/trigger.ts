import type { Trail, VenueSpec } from '../model.ts';
import { isExact, mulDiv } from '../money/mul-div.ts';
import { pow10 } from '../money/pow10.ts';
import type { Mark } from '../state/marks.ts';
import type { Order } from './order.ts';

type Market = { readonly mark: Mark; readonly spec: VenueSpec | undefined; readonly priceDigits: number };

/** The side of the quote that sets an order off: what it would trade at. */
function sideOf({ side }: Pick<Order, 'side'>, { bid, ask }: Mark): number {
	return side === 'BUY' ? ask : bid;
}

/** A buy stop is reached by a rising ask, a sell stop by a falling bid; if-touched orders the other way round. */
export function isReached(order: Pick<Order, 'side' | 'type' | 'price' | 'triggered'>, mark: Mark): boolean {
	if (order.triggered) return true;
	if (order.price === null) return false;
	const ifTouched = order.type === 'MARKET_IF_TOUCHED' || order.type === 'LIMIT_IF_TOUCHED';
	const rising = (order.side === 'BUY') !== ifTouched;
	const quote = sideOf(order, mark);
	return rising ? quote >= order.price : quote <= order.price;
}

/** Moves a trailing stop after the market, never back. True where it moved. */
export function followMarket(order: Order, market: Market): boolean {
	if (order.trail === null) return false;
	const away = distanceOf(order.trail, { reference: sideOf(order, market.mark), ...market });
	if (away === undefined) return false;
	const quote = sideOf(order, market.mark);
	const stop = order.side === 'BUY' ? quote + away : quote - away;
	if (!isExact(stop) || stop <= 0) return false;
	const better = order.price === null || (order.side === 'BUY' ? stop < order.price : stop > order.price);
	if (better) order.price = stop;
	return better;
}

/** A trailing distance in units of the price; undefined where it can't be told. */
export function distanceOf(
	trail: Trail,
	at: { readonly reference: number; readonly spec: VenueSpec | undefined; readonly priceDigits: number },
): number | undefined {
	if (trail.by === 'PRICE') return trail.distance;
	if (trail.by === 'BPS') return mulDiv(at.reference, { times: trail.distance, over: 10_000 });
	if (at.spec === undefined) return undefined;
	// A venue may quote fewer digits than the instrument has: its point is then more of our units.
	const distance = trail.distance * pow10(at.priceDigits - at.spec.digits);
	return isExact(distance) ? distance : undefined;
}

/** Whether the limit order that a trigger makes can rest: MetaTrader refuses one that would trade at once, and a deal has no limit. */
export function canRest(order: Pick<Order, 'side' | 'limitPrice'>, market: Pick<Market, 'mark' | 'spec'>): boolean {
	if (order.limitPrice === null) return false;
	const away = order.side === 'BUY' ? market.mark.ask - order.limitPrice : order.limitPrice - market.mark.bid;
	return away > 0 && away >= (market.spec?.stopsLevel ?? 0);
}
