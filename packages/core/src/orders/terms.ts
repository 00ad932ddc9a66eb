import type { CloseBy, GroupLeg, PlaceOrder } from '../messages.ts';
import { isExact } from '../money/mul-div.ts';
import type { OrderTerms } from '../risk/check.ts';
import type { Order } from './order.ts';

const clientOrderIdPattern = /^[A-Za-z0-9._:-]{1,36}$/;

export function isClientId(id: string): boolean {
	return clientOrderIdPattern.test(id);
}

/** Why the request can't be taken at all, or null. Whether it may trade is for the checks. */
export function invalidRequest(order: {
	readonly clientOrderId: string;
	readonly numbers: readonly (number | null)[];
	readonly positionTicket: bigint;
}): string | null {
	if (!isClientId(order.clientOrderId)) return 'clientOrderId must be 1 to 36 of A-Z a-z 0-9 . _ : -';
	if (order.positionTicket < 0n) return 'positionTicket must not be negative';
	return order.numbers.every((value) => value === null || isExact(value))
		? null
		: 'quantity, prices and times must be whole numbers in their scale';
}

/** Every number of an order, each of which must be exact. */
export function numbersOf(leg: Omit<GroupLeg, 'clientOrderId'>): readonly (number | null)[] {
	const { qty, price, sl, tp, instrumentId, expiresAtMs = null, limitPrice = null, strategyId = null, trail } = leg;
	return [qty, price, sl, tp, instrumentId, expiresAtMs, limitPrice, strategyId, trail?.distance ?? null];
}

/** As the client asked for it. A trailing stop has no price of its asker's: where it stands is the market's doing. */
export function askedTermsOf(order: Order): OrderTerms {
	const { trail } = order;
	return { ...order, bracket: order.asksBracket, price: trail === null ? order.price : null, trail: trail ?? undefined };
}

/** What makes two placements with one client order id the same request. Who asks is not part of it: a new session may ask again. */
export function placeTerms(order: PlaceOrder): string {
	const { instrumentId, side, type, tif, expiresAtMs = null, qty, price, limitPrice = null, sl, tp } = order;
	const { positionTicket, reduceOnly, strategyId = null, postOnly = false, bracket = false, trail } = order;
	const terms = [instrumentId, side, type, tif, expiresAtMs, qty, price, limitPrice, sl, tp, positionTicket, reduceOnly, strategyId];
	// Only where they are there: so that an order of an older journal has the terms that it had.
	const rare = [postOnly ? 'postOnly' : '', bracket ? 'bracket' : '', trail === undefined ? '' : `trail ${trail.by} ${trail.distance}`];
	return ['place', ...terms, ...rare.filter((term) => term !== '')].join(' ');
}

export function closeByTerms({ instrumentId, positionTicket, positionByTicket }: CloseBy): string {
	return ['closeBy', instrumentId, positionTicket, positionByTicket].join(' ');
}

/** A close of "all" is the same request later, whatever is left by then. */
export function closeTerms(close: { readonly instrumentId: number; readonly positionTicket: bigint; readonly qty: number | null }): string {
	return ['close', close.instrumentId, close.positionTicket, close.qty].join(' ');
}
