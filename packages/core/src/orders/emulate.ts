import type { AccountMode, EmulatedPart, TimeInForce, VenueOrderType, VenueSpec, WaitReason } from '../model.ts';
import type { NewOrder, Order } from './order.ts';

type Terms = Pick<NewOrder, 'type' | 'tif' | 'positionTicket' | 'reduceOnly'> & {
	readonly isLinked?: boolean;
	readonly isWatchedHere?: boolean;
};

/** What it becomes at the venue: of an order whose trigger the engine watches, what the trigger makes of it. */
const triggered = {
	MARKET: 'MARKET',
	LIMIT: 'LIMIT',
	STOP: 'MARKET',
	STOP_LIMIT: 'LIMIT',
	MARKET_IF_TOUCHED: 'MARKET',
	LIMIT_IF_TOUCHED: 'LIMIT',
	TRAILING_STOP: 'MARKET',
} as const satisfies Record<Order['type'], VenueOrderType>;

const none: readonly EmulatedPart[] = [];

export function hasTrigger(type: Order['type']): boolean {
	return type !== 'MARKET' && type !== 'LIMIT';
}

/** What most orders are: unless it is linked to others, nothing of it is the engine's to do, whatever the venue can. */
export function isPlain({ type, tif, reduceOnly }: Pick<Terms, 'type' | 'tif' | 'reduceOnly'>): boolean {
	return !hasTrigger(type) && (tif === 'GTC' || tif === 'IOC' || tif === 'FOK') && !reduceOnly;
}

/** What of an order the engine must do because the venue can't. */
export function emulatedParts(
	terms: Terms,
	venue: { readonly mode: AccountMode; readonly spec: VenueSpec | undefined },
): readonly EmulatedPart[] {
	const { spec } = venue;
	const { type, tif } = terms;
	if (isPlain(terms) && terms.isLinked !== true) return none;
	const parts: EmulatedPart[] = [];
	// MetaTrader closes a hedging position with a deal; no pending order does it.
	const closesTicket = venue.mode === 'HEDGING' && terms.positionTicket !== 0n;
	if (hasTrigger(type) && (!isNative(type, spec) || closesTicket || terms.isWatchedHere === true)) parts.push('TRIGGER');
	if (tif === 'AT_OPEN' || tif === 'AT_CLOSE') parts.push('SESSION');
	if (terms.isLinked === true) parts.push('LINK');
	if (terms.reduceOnly && type !== 'MARKET' && venue.mode === 'NETTING') parts.push('REDUCE_ONLY');
	const ends = tif === 'DAY' || tif === 'GTD';
	if (ends && type !== 'MARKET' && (parts.includes('TRIGGER') || spec?.timesInForce.includes(tif) === false)) parts.push('EXPIRY');
	return parts;
}

/** Without a specification nothing is said to be missing at the venue: whatever adds risk is denied for that anyway. */
function isNative(type: Order['type'], spec: VenueSpec | undefined): boolean {
	if (type === 'MARKET_IF_TOUCHED' || type === 'LIMIT_IF_TOUCHED' || type === 'TRAILING_STOP') return false;
	return spec?.orderTypes.includes(type) ?? true;
}

export function waitReasonOf({ tif }: Terms, parts: readonly EmulatedPart[]): WaitReason | null {
	if (tif === 'AT_OPEN') return 'OPEN';
	if (tif === 'AT_CLOSE') return 'CLOSE';
	return parts.includes('TRIGGER') ? 'PRICE' : null;
}

/** The order as the venue is asked for it. */
export type VenueTerms = {
	readonly type: VenueOrderType;
	readonly tif: TimeInForce;
	readonly expiresAtMs: number | null;
	readonly price: number | null;
	readonly limitPrice: number | null;
};

export function venueTermsOf(order: Pick<Order, 'type' | 'tif' | 'expiresAtMs' | 'price' | 'limitPrice' | 'work'>): VenueTerms {
	const { tif, expiresAtMs, price, limitPrice } = order;
	if (order.work === null) return { type: nativeType(order.type), tif, expiresAtMs, price, limitPrice };
	const { parts } = order.work;
	const atVenue = parts.includes('EXPIRY') || parts.includes('SESSION') ? onlyEngineEnds : { tif, expiresAtMs };
	if (!parts.includes('TRIGGER')) return { ...atVenue, type: nativeType(order.type), price, limitPrice };
	const type = triggered[order.type];
	return { ...atVenue, type, price: type === 'LIMIT' ? limitPrice : null, limitPrice: null };
}

const onlyEngineEnds = { tif: 'GTC', expiresAtMs: null } as const;

function nativeType(type: Order['type']): VenueOrderType {
	return type === 'STOP' || type === 'STOP_LIMIT' ? type : triggered[type];
}

/** Whether the venue keeps it, once it is there: a market order does not rest. */
export function restsAtVenue({ type, work }: Pick<Order, 'type' | 'work'>): boolean {
	return (work?.parts.includes('TRIGGER') === true ? triggered[type] : nativeType(type)) !== 'MARKET';
}
