import type { OrderView, PlaceOrder, VenueSend } from '../messages.ts';
import type { EmulatedPart, Envelope, OrderLife, OrderType, PendingRequest, Side, TimeInForce, Trail, WaitReason } from '../model.ts';
import { venueTermsOf } from './emulate.ts';
import { isOpen, type LifeEvent, lifeTransitions } from './life.ts';
import { type PendingEvent, pendingTransitions } from './pending.ts';
import { next } from './transitions.ts';

/** When and in which session one of our requests went out. commandSeq 0: never. */
export type Request = { readonly epoch: number; readonly commandSeq: number; readonly linkSession: number; readonly atMs: number };
/** One for all, since most orders are neither amended nor cancelled. */
export const neverSent: Request = { epoch: 0, commandSeq: 0, linkSession: 0, atMs: 0 };

/** The venue's word that an order ended, waiting for the deals that it implies. */
export type OrderEnd = { readonly event: 'complete' | 'cancel' | 'expire'; readonly filledQty: number; readonly linkSession: number };

/** marginMinor as in Order, for these terms. */
export type Replacement = {
	readonly price: number | null;
	readonly limitPrice: number | null;
	readonly sl: number | null;
	readonly tp: number | null;
	readonly marginMinor: number;
};

/** What the engine does for an order because its venue can't. */
export type EngineWork = {
	readonly parts: readonly EmulatedPart[];
	waitsFor: WaitReason | null;
	/** When it is passed to the venue, where it waits for a session. */
	readonly releaseAtMs: number | null;
	/** When the engine ends it. */
	readonly endAtMs: number | null;
};

export type RecallReason = 'KILL' | 'EXPIRY' | 'LINK';

/** 0: none. `exit`: it closes what a bracket opened. */
export type OrderLink = { readonly parentOrderId: number; readonly ocoId: number; readonly exit: 'SL' | 'TP' | null };

/** How much of an entry's fills is still to be protected, and how often the venue refused an exit. */
export type Bracket = { protectQty: number; slRefusals: number; tpRefusals: number };

export type Order = {
	readonly tenantId: number;
	readonly accountId: number;
	readonly orderId: number;
	readonly clientOrderId: string;
	/** Of what was asked for: another request under the same client's id has another. */
	readonly termsHash: number;
	readonly instrumentId: number;
	readonly side: Side;
	readonly type: OrderType;
	readonly tif: TimeInForce;
	readonly expiresAtMs: number | null;
	/** Changes only while the engine holds the order: MetaTrader can't change the volume of one that it has. */
	qty: number;
	/** Of a TRAILING_STOP: where the stop stands now. */
	price: number | null;
	/** Of a STOP_LIMIT or LIMIT_IF_TOUCHED; null for all else. */
	limitPrice: number | null;
	/** What it waited for has happened: it has become, or is about to become, what its trigger makes of it. */
	triggered: boolean;
	sl: number | null;
	tp: number | null;
	readonly positionTicket: bigint;
	/** Of a close-by; else 0n. */
	readonly positionByTicket: bigint;
	readonly reduceOnly: boolean;
	readonly postOnly: boolean;
	/** Stop loss and target are for its own fills alone. */
	readonly asksBracket: boolean;
	readonly trail: Trail | null;
	/** Null: the venue does all of it. */
	work: EngineWork | null;
	/** Why the engine took, or is taking, it back; null: it is not. */
	recalledFor: RecallReason | null;
	/** Its venue may have the type; the engine watches its price all the same. */
	isWatchedHere: boolean;
	/** Null: it depends on no other order, nor another on it. */
	link: OrderLink | null;
	/** Stop loss and target belong to this order's own fills: on a netting account, orders of the engine's. Null: the venue keeps them, or there are none. */
	bracket: Bracket | null;
	/** Who decided on it where it was HELD; 0: nobody. */
	decidedById: number;
	readonly strategyId: number | null;
	readonly envelope: Envelope;
	readonly createdAtMs: number;
	updatedAtMs: number;
	life: OrderLife;
	pending: PendingRequest;
	filledQty: number;
	filledNotional: number;
	venueOrderTicket: bigint;
	denial: OrderView['denial'];
	retcode: number;
	/** Judged to reduce a position when it was taken. */
	reduces: boolean;
	/** Margin estimated when it was taken, account currency; 0 for one that reduces. */
	marginMinor: number;
	/** What the account's aggregates hold for this order now. */
	reservedQty: number;
	reservedMarginMinor: number;
	/** Where it stands among the tenant's own resting orders: under each price that may be in force. */
	resting: { readonly server: string; readonly prices: readonly number[] } | null;
	/** Terms that an unanswered amend may put in place of the present ones. */
	replacement: Replacement | null;
	end: OrderEnd | null;
	placed: Request;
	replaced: Request;
	canceled: Request;
	/** Link session in which the venue last confirmed that the order exists. */
	seenLinkSession: number;
	/** When a complete picture first showed no trace of it while its fate was unknown; null: none has. */
	absentSinceMs: number | null;
	/** Enough pictures without a trace have been seen. */
	isPresumable: boolean;
};

/** What an order is made of: a client's placing, or the engine's own close-by. */
export type NewOrder = PlaceOrder & { readonly positionByTicket?: bigint };

/** One flat literal, as in viewOrder: put together from parts it costs almost three times as much, for every order. */
export function createOrder(input: {
	readonly orderId: number;
	readonly terms: NewOrder;
	readonly termsHash: number;
	readonly atMs: number;
}): Order {
	const { orderId, terms, termsHash, atMs } = input;
	return {
		tenantId: terms.tenantId,
		accountId: terms.accountId,
		orderId,
		clientOrderId: terms.clientOrderId,
		termsHash,
		instrumentId: terms.instrumentId,
		side: terms.side,
		type: terms.type,
		tif: terms.tif,
		expiresAtMs: terms.expiresAtMs ?? null,
		qty: terms.qty,
		price: terms.price,
		limitPrice: terms.limitPrice ?? null,
		triggered: false,
		sl: terms.sl,
		tp: terms.tp,
		positionTicket: terms.positionTicket,
		positionByTicket: terms.positionByTicket ?? 0n,
		reduceOnly: terms.reduceOnly,
		postOnly: terms.postOnly ?? false,
		asksBracket: terms.bracket ?? false,
		trail: terms.trail ?? null,
		work: null,
		recalledFor: null,
		isWatchedHere: false,
		link: null,
		bracket: null,
		decidedById: 0,
		strategyId: terms.strategyId ?? null,
		envelope: terms.envelope,
		createdAtMs: atMs,
		updatedAtMs: atMs,
		life: 'INITIALIZED',
		pending: 'NONE',
		filledQty: 0,
		filledNotional: 0,
		venueOrderTicket: 0n,
		denial: null,
		retcode: 0,
		reduces: false,
		marginMinor: 0,
		reservedQty: 0,
		reservedMarginMinor: 0,
		resting: null,
		replacement: null,
		end: null,
		placed: neverSent,
		replaced: neverSent,
		canceled: neverSent,
		seenLinkSession: 0,
		absentSinceMs: null,
		isPresumable: false,
	};
}

/** It went to the venue, whatever became of it there. */
export function wasSent(order: Order): boolean {
	return order.placed.commandSeq !== 0;
}

/** What is only for orders that the venue has never been asked for: so none is asked for twice, and none is ended over the venue's head. */
const beforeSending: ReadonlySet<LifeEvent> = new Set(['deny', 'hold', 'work', 'submit']);

/** Moves the life; false is a contradiction, and then nothing changed. An ended order has no request on its way. */
export function moveLife(order: Order, event: LifeEvent): boolean {
	if (wasSent(order) && beforeSending.has(event)) return false;
	const life = next(lifeTransitions, { state: order.life, event });
	if (life === undefined) return false;
	order.life = life;
	if (!isOpen(life)) {
		movePending(order, 'end');
		order.replacement = null;
		if (order.work !== null) order.work.waitsFor = null;
	}
	return true;
}

/** Moves the pending request; false where the table knows no such step or the order is not open, and then nothing changed. */
export function movePending(order: Order, event: PendingEvent): boolean {
	if (event !== 'end' && !isOpen(order.life)) return false;
	if (event === 'sendNew' && (order.life !== 'SUBMITTED' || wasSent(order))) return false;
	const pending = next(pendingTransitions, { state: order.pending, event });
	if (pending === undefined) return false;
	order.pending = pending;
	return true;
}

/** The amend is settled, in force or not; a cancel that overtook it stays on its way. */
export function settleReplacement(order: Order, isInForce: boolean): void {
	const { replacement } = order;
	if (replacement === null) return;
	if (isInForce) Object.assign(order, replacement);
	order.replacement = null;
	if (order.pending === 'REPLACE_SENT' || order.pending === 'REPLACE_UNKNOWN') movePending(order, 'answer');
}

/** A cancel came to nothing. */
export function dropCancel(order: Order): void {
	movePending(order, order.replacement === null ? 'answer' : 'fallBack');
}

export function isCancelPending(order: Order): boolean {
	return order.pending === 'CANCEL_SENT' || order.pending === 'CANCEL_UNKNOWN';
}

export function isNewPending(order: Order): boolean {
	return order.pending === 'NEW_SENT' || order.pending === 'NEW_UNKNOWN';
}

/** A request for this order with the terms it has now. */
export function sendOf(
	order: Order,
	request: Pick<VenueSend, 'epoch' | 'commandSeq' | 'action'> & Partial<Pick<VenueSend, 'price' | 'limitPrice' | 'sl' | 'tp'>>,
): VenueSend {
	const { type, tif, expiresAtMs, price, limitPrice } = venueTermsOf(order);
	return {
		epoch: request.epoch,
		commandSeq: request.commandSeq,
		orderId: order.orderId,
		instrumentId: order.instrumentId,
		action: request.action,
		type,
		side: order.side,
		qty: order.qty,
		price: request.price ?? price ?? 0,
		limitPrice: request.limitPrice ?? limitPrice ?? 0,
		sl: order.bracket === null ? (request.sl ?? order.sl ?? 0) : 0,
		tp: order.bracket === null ? (request.tp ?? order.tp ?? 0) : 0,
		tif,
		expiresAtMs,
		postOnly: order.postOnly,
		positionTicket: order.positionTicket,
		positionByTicket: order.positionByTicket,
		orderTicket: order.venueOrderTicket,
	};
}

const nothing: readonly EmulatedPart[] = [];

export function viewOrder(order: Order): OrderView {
	return {
		tenantId: order.tenantId,
		accountId: order.accountId,
		orderId: order.orderId,
		clientOrderId: order.clientOrderId,
		instrumentId: order.instrumentId,
		side: order.side,
		type: order.type,
		tif: order.tif,
		expiresAtMs: order.expiresAtMs,
		qty: order.qty,
		price: order.price,
		limitPrice: order.limitPrice,
		sl: order.sl,
		tp: order.tp,
		positionTicket: order.positionTicket,
		positionByTicket: order.positionByTicket,
		strategyId: order.strategyId,
		reduceOnly: order.reduceOnly,
		postOnly: order.postOnly,
		trail: order.trail,
		emulated: order.work?.parts ?? nothing,
		waitsFor: order.work?.waitsFor ?? null,
		parentOrderId: order.link?.parentOrderId ?? 0,
		ocoId: order.link?.ocoId ?? 0,
		bracket: order.asksBracket,
		decidedById: order.decidedById,
		isPresumable: order.isPresumable,
		life: order.life,
		pending: order.pending,
		filledQty: order.filledQty,
		filledNotional: order.filledNotional,
		reservedQty: order.reservedQty,
		venueOrderTicket: order.venueOrderTicket,
		denial: order.denial,
		retcode: order.retcode,
		envelope: order.envelope,
		createdAtMs: order.createdAtMs,
		updatedAtMs: order.updatedAtMs,
	};
}
