import type { PositionView, VenueDeal } from '../messages.ts';
import type { Side } from '../model.ts';
import { isExact, mulDiv } from '../money/mul-div.ts';
import type { Account } from '../state/state.ts';

/** Open cost and quantity, never an average price. `signedQty`: above 0 long, below 0 short, at the instrument's qtyDigits. */
export type Position = {
	positionTicket: bigint;
	readonly instrumentId: number;
	signedQty: number;
	/** Sum of price x qty of what is open, >= 0. */
	openNotional: number;
	sl: number;
	tp: number;
	/** Of the last request for other stops, where the venue refused it. */
	stopsRetcode: number;
	realisedMinor: number;
	swapMinor: number;
	/** Side of what was last open: a closed position still says what it was. */
	side: Side;
	openedAtMs: number;
	updatedAtMs: number;
};

/** Of a netting account's position its instrument, of a hedging account's its ticket: as a number, which maps find fastest, where that holds it exactly. */
export type PositionKey = number | bigint;

/** A key that no instrument has. */
export const NO_INSTRUMENT = -1;

export function keyOfTicket(ticket: bigint): PositionKey {
	const asNumber = Number(ticket);
	return isExact(asNumber) ? asNumber : ticket;
}

/** A netting account holds one position per instrument, a hedging account one per ticket; all else is the same. */
export function positionKey(account: Account, position: { readonly instrumentId: number; readonly positionTicket: bigint }): PositionKey {
	if (account.config.mode === 'HEDGING') return keyOfTicket(position.positionTicket);
	return isExact(position.instrumentId) ? position.instrumentId : NO_INSTRUMENT;
}

export function createPosition(input: { readonly instrumentId: number; readonly positionTicket: bigint; readonly atMs: number }): Position {
	const { instrumentId, positionTicket, atMs } = input;
	return {
		positionTicket,
		instrumentId,
		signedQty: 0,
		openNotional: 0,
		sl: 0,
		tp: 0,
		stopsRetcode: 0,
		realisedMinor: 0,
		swapMinor: 0,
		side: 'BUY',
		openedAtMs: atMs,
		updatedAtMs: atMs,
	};
}

/** `closedPoints`: price x quantity that was made (below 0: lost) by what the deal closed. */
export type Fill = Held & { readonly closedPoints: number };
export type Held = { readonly signedQty: number; readonly openNotional: number };

/**
 * What is held after a deal: it adds, reduces, closes or reverses. Signed arithmetic only, so that the quantity is right in whatever order the deals arrive.
 * Undefined where a number would no longer be exact.
 */
export function fillOf(position: Held, deal: Pick<VenueDeal, 'type' | 'qty' | 'price'>): Fill | undefined {
	const held = Math.abs(position.signedQty);
	const dealSign = deal.type === 'BUY' ? 1 : -1;
	const signedQty = position.signedQty + dealSign * deal.qty;
	const closes = position.signedQty !== 0 && position.signedQty > 0 !== dealSign > 0 ? Math.min(held, deal.qty) : 0;
	const costOfClosed =
		closes === 0 ? 0 : closes === held ? position.openNotional : mulDiv(position.openNotional, { times: closes, over: held });
	const costOfOpened = (deal.qty - closes) * deal.price;
	if (costOfClosed === undefined || !isExact(costOfOpened)) return undefined;
	const openNotional = position.openNotional - costOfClosed + costOfOpened;
	const closedPoints = closes === 0 ? 0 : -dealSign * (closes * deal.price - costOfClosed);
	return isExact(openNotional) && isExact(signedQty) && isExact(closedPoints) ? { signedQty, openNotional, closedPoints } : undefined;
}

/** The deal's quantity, cost and money. Returns what it closed with, or undefined where a number would no longer be exact; then nothing changed. */
export function addDeal(position: Position, deal: VenueDeal): Fill | undefined {
	const fill = fillOf(position, deal);
	if (fill === undefined) return undefined;
	position.signedQty = fill.signedQty;
	position.openNotional = fill.openNotional;
	if (fill.signedQty !== 0) position.side = fill.signedQty > 0 ? 'BUY' : 'SELL';
	position.realisedMinor += deal.profitMinor;
	position.swapMinor += deal.swapMinor;
	if (position.positionTicket === 0n) position.positionTicket = deal.positionTicket;
	return fill;
}

/** Stop loss and take profit are the venue's, where it has spoken of this position. */
export function takeStops(account: Account, position: Position): void {
	const venue = account.venuePositions.get(position.positionTicket);
	if (venue !== undefined) Object.assign(position, { sl: venue.sl, tp: venue.tp });
}

/** A flat position leaves the book; its last picture (quantity 0) has been or will be given out. */
export function keepOrDrop(account: Account, entry: { readonly key: PositionKey; readonly position: Position }): void {
	if (entry.position.signedQty === 0) account.positions.delete(entry.key);
	else account.positions.set(entry.key, entry.position);
}

export function viewPosition(account: Account, position: Position): PositionView {
	const { positionTicket, instrumentId, side, openNotional, sl, tp, realisedMinor, swapMinor, openedAtMs, updatedAtMs } = position;
	const { tenantId, accountId } = account;
	const request = account.stopRequests.size === 0 ? undefined : account.stopRequests.get(positionTicket);
	return {
		tenantId,
		accountId,
		instrumentId,
		positionTicket,
		side,
		qty: Math.abs(position.signedQty),
		openNotional,
		sl,
		tp,
		stopsPending: request === undefined ? 'NONE' : request.isUnknown ? 'UNKNOWN' : 'SENT',
		stopsRetcode: position.stopsRetcode,
		realisedMinor,
		swapMinor,
		openedAtMs,
		updatedAtMs,
	};
}
