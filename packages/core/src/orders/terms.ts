import type { CloseBy, GroupLeg, PlaceOrder } from '../messages.ts';
import { isExact } from '../money/mul-div.ts';
import type { OrderTerms } from '../risk/check.ts';
import { Hasher } from '../state/hash.ts';
import type { Order } from './order.ts';

/** By character code: may it stand in a client's id? */
const isIdCode = Uint8Array.from({ length: 128 }, (_, code) => (/[A-Za-z0-9._:-]/.test(String.fromCharCode(code)) ? 1 : 0));

/** 1 to 36 of A-Z a-z 0-9 . _ : - */
export function isClientId(id: string): boolean {
	if (id.length < 1 || id.length > 36) return false;
	for (let i = 0; i < id.length; i++) if (isIdCode[id.charCodeAt(i)] !== 1) return false;
	return true;
}

/** Why the request can't be taken at all, or null. Whether it may trade is for the checks. */
export function invalidRequest(order: {
	readonly clientOrderId: string;
	readonly positionTicket: bigint;
	/** Whether each of its numbers is an exact one. */
	readonly isExact: boolean;
}): string | null {
	if (!isClientId(order.clientOrderId)) return 'clientOrderId must be 1 to 36 of A-Z a-z 0-9 . _ : -';
	if (order.positionTicket < 0n) return 'positionTicket must not be negative';
	return order.isExact ? null : 'quantity, prices and times must be whole numbers in their scale';
}

/** Whether every number of an order is an exact one. */
export function isExactLeg(leg: Omit<GroupLeg, 'clientOrderId'>): boolean {
	const { qty, price, sl, tp, instrumentId, expiresAtMs, limitPrice, strategyId, trail } = leg;
	const isTermsExact = isExact(qty) && isExact(instrumentId) && isExactOrNone(price) && isExactOrNone(sl) && isExactOrNone(tp);
	const isRareExact = isExactOrNone(expiresAtMs) && isExactOrNone(limitPrice) && isExactOrNone(strategyId);
	return isTermsExact && isRareExact && isExactOrNone(trail?.distance);
}

export function isExactOrNone(value: number | null | undefined): boolean {
	return value === null || value === undefined || isExact(value);
}

/** As the client asked for it. A trailing stop has no price of its asker's: where it stands is the market's doing. */
export function askedTermsOf(order: Order): OrderTerms {
	const { trail } = order;
	return { ...order, bracket: order.asksBracket, price: trail === null ? order.price : null, trail: trail ?? undefined };
}

/** What makes two placements with one client order id the same request. Who asks is not part of it: a new session may ask again. */
export function placeTerms(order: PlaceOrder): number {
	terms.reset();
	terms.text('place');
	addPlace(order);
	return terms.number53();
}

/** Of one order of a group: with all the others. */
export function groupTerms(group: { readonly contingency: string; readonly legs: readonly PlaceOrder[]; readonly leg: number }): number {
	terms.reset();
	terms.text(`group ${group.contingency}`);
	terms.number(group.leg);
	for (const leg of group.legs) addPlace(leg);
	return terms.number53();
}

export function closeByTerms({ instrumentId, positionTicket, positionByTicket }: CloseBy): number {
	terms.reset();
	terms.text('closeBy');
	terms.number(instrumentId);
	addTicket(positionTicket);
	addTicket(positionByTicket);
	return terms.number53();
}

/** A close of "all" is the same request later, whatever is left by then. */
export function closeTerms(close: { readonly instrumentId: number; readonly positionTicket: bigint; readonly qty: number | null }): number {
	terms.reset();
	terms.text('close');
	terms.number(close.instrumentId);
	addTicket(close.positionTicket);
	addNumber(close.qty);
	return terms.number53();
}

/** Terms are compared by their hash, of 53 bits: whoever made two requests to meet in one would fool nobody but himself. */
const terms = new Hasher();

function addPlace(order: PlaceOrder): void {
	terms.number(order.instrumentId);
	terms.text(order.side);
	terms.text(order.type);
	terms.text(order.tif);
	addNumber(order.expiresAtMs);
	terms.number(order.qty);
	addNumber(order.price);
	addNumber(order.limitPrice);
	addNumber(order.sl);
	addNumber(order.tp);
	addTicket(order.positionTicket);
	addNumber(order.strategyId);
	terms.word((order.reduceOnly ? 1 : 0) | (order.postOnly === true ? 2 : 0) | (order.bracket === true ? 4 : 0));
	if (order.trail === undefined) return;
	terms.text(order.trail.by);
	terms.number(order.trail.distance);
}

function addNumber(value: number | null | undefined): void {
	terms.word(value === null || value === undefined ? 0 : 1);
	terms.number(value ?? 0);
}

function addTicket(ticket: bigint): void {
	const asNumber = Number(ticket);
	if (Number.isSafeInteger(asNumber)) terms.number(asNumber);
	else terms.text(ticket.toString());
}
