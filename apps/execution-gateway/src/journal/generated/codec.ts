// Made by npm run generate -w @meridian/execution-gateway from ../schema/schema.ts. Do not edit.
import type { AccountView, Denial, EngineInput, EngineOutput, Envelope, ExecutionView, ForeignMark, ForeignOrderView, GroupLeg, OrderStages, OrderView, PositionView, Reply, StrategyPositionView, Trail, VenueAccount, VenueDeal, VenueOrder, VenuePosition, VenueSend } from '@meridian/core';
import type { RecordReader } from '../schema/reader.ts';
import { recordFormat, type VenueRequest } from '../schema/schema.ts';
import type { RecordWriter } from '../schema/writer.ts';

const { words } = recordFormat;
type Word<Name extends keyof typeof words> = (typeof words)[Name][number];
function unknownWord(value: unknown): Error {
	return new TypeError(`${String(value)} can't be journalled: it is none of the words for it`);
}

function numberOfSide(value: Word<'Side'>): number {
	switch (value) {
		case 'BUY':
			return 0;
		case 'SELL':
			return 1;
		default:
			throw unknownWord(value);
	}
}

function numberOfOrderType(value: Word<'OrderType'>): number {
	switch (value) {
		case 'MARKET':
			return 0;
		case 'LIMIT':
			return 1;
		case 'STOP':
			return 2;
		case 'STOP_LIMIT':
			return 3;
		case 'MARKET_IF_TOUCHED':
			return 4;
		case 'LIMIT_IF_TOUCHED':
			return 5;
		case 'TRAILING_STOP':
			return 6;
		default:
			throw unknownWord(value);
	}
}

function numberOfVenueOrderType(value: Word<'VenueOrderType'>): number {
	switch (value) {
		case 'MARKET':
			return 0;
		case 'LIMIT':
			return 1;
		case 'STOP':
			return 2;
		case 'STOP_LIMIT':
			return 3;
		default:
			throw unknownWord(value);
	}
}

function numberOfTimeInForce(value: Word<'TimeInForce'>): number {
	switch (value) {
		case 'GTC':
			return 0;
		case 'DAY':
			return 1;
		case 'GTD':
			return 2;
		case 'IOC':
			return 3;
		case 'FOK':
			return 4;
		case 'AT_OPEN':
			return 5;
		case 'AT_CLOSE':
			return 6;
		default:
			throw unknownWord(value);
	}
}

function numberOfAccountMode(value: Word<'AccountMode'>): number {
	switch (value) {
		case 'NETTING':
			return 0;
		case 'HEDGING':
			return 1;
		default:
			throw unknownWord(value);
	}
}

function numberOfOrderLife(value: Word<'OrderLife'>): number {
	switch (value) {
		case 'INITIALIZED':
			return 0;
		case 'HELD':
			return 1;
		case 'DENIED':
			return 2;
		case 'SUBMITTED':
			return 3;
		case 'ACCEPTED':
			return 4;
		case 'TRIGGERED':
			return 5;
		case 'UNKNOWN':
			return 6;
		case 'FILLED':
			return 7;
		case 'CANCELED':
			return 8;
		case 'REJECTED':
			return 9;
		case 'EXPIRED':
			return 10;
		case 'NOT_SENT':
			return 11;
		case 'PRESUMED_ABSENT':
			return 12;
		default:
			throw unknownWord(value);
	}
}

function numberOfPendingRequest(value: Word<'PendingRequest'>): number {
	switch (value) {
		case 'NONE':
			return 0;
		case 'NEW_SENT':
			return 1;
		case 'NEW_UNKNOWN':
			return 2;
		case 'REPLACE_SENT':
			return 3;
		case 'REPLACE_UNKNOWN':
			return 4;
		case 'CANCEL_SENT':
			return 5;
		case 'CANCEL_UNKNOWN':
			return 6;
		default:
			throw unknownWord(value);
	}
}

function numberOfLevel(value: Word<'Level'>): number {
	switch (value) {
		case 'TENANT':
			return 0;
		case 'DESK':
			return 1;
		case 'ACCOUNT':
			return 2;
		case 'STRATEGY':
			return 3;
		case 'INSTRUMENT':
			return 4;
		case 'USER':
			return 5;
		default:
			throw unknownWord(value);
	}
}

function numberOfHaltLevel(value: Word<'HaltLevel'>): number {
	switch (value) {
		case 'DESK':
			return 0;
		case 'ACCOUNT':
			return 1;
		case 'STRATEGY':
			return 2;
		default:
			throw unknownWord(value);
	}
}

function numberOfDenialCode(value: Word<'DenialCode'>): number {
	switch (value) {
		case 'TENANT_INACTIVE':
			return 0;
		case 'ACCOUNT_INACTIVE':
			return 1;
		case 'USER_INACTIVE':
			return 2;
		case 'USER_NOT_ALLOWED':
			return 3;
		case 'STRATEGY_INACTIVE':
			return 4;
		case 'HALTED':
			return 5;
		case 'INSTRUMENT_UNKNOWN':
			return 6;
		case 'INSTRUMENT_INACTIVE':
			return 7;
		case 'INSTRUMENT_SPEC_MISSING':
			return 8;
		case 'SIDE_NOT_ALLOWED':
			return 9;
		case 'TRADING_DISABLED':
			return 10;
		case 'SESSION_CLOSED':
			return 11;
		case 'QTY_NOT_POSITIVE':
			return 12;
		case 'QTY_OFF_STEP':
			return 13;
		case 'QTY_BELOW_MIN':
			return 14;
		case 'QTY_ABOVE_MAX':
			return 15;
		case 'QTY_NOT_AMENDABLE':
			return 16;
		case 'PRICE_MISSING':
			return 17;
		case 'PRICE_NOT_ALLOWED':
			return 18;
		case 'PRICE_OFF_TICK':
			return 19;
		case 'PRICE_NOT_POSITIVE':
			return 20;
		case 'PRICE_WRONG_SIDE':
			return 21;
		case 'LIMIT_PRICE_WRONG_SIDE':
			return 22;
		case 'TRAIL_MISSING':
			return 23;
		case 'TRAIL_NOT_ALLOWED':
			return 24;
		case 'STOPS_INVALID':
			return 25;
		case 'STOPS_TOO_CLOSE':
			return 26;
		case 'STOPS_FROZEN':
			return 27;
		case 'POST_ONLY_NOT_ALLOWED':
			return 28;
		case 'POST_ONLY_WOULD_TAKE':
			return 29;
		case 'BRACKET_NOT_ALLOWED':
			return 30;
		case 'ORDER_TYPE_UNSUPPORTED':
			return 31;
		case 'TIF_UNSUPPORTED':
			return 32;
		case 'EXPIRY_MISSING':
			return 33;
		case 'EXPIRY_NOT_ALLOWED':
			return 34;
		case 'EXPIRY_PASSED':
			return 35;
		case 'MAX_ORDER_QTY':
			return 36;
		case 'MAX_ORDER_NOTIONAL':
			return 37;
		case 'FX_RATE_MISSING':
			return 38;
		case 'PRICE_COLLAR':
			return 39;
		case 'MARK_MISSING':
			return 40;
		case 'MARK_STALE':
			return 41;
		case 'SPREAD_TOO_WIDE':
			return 42;
		case 'MAX_OPEN_ORDERS':
			return 43;
		case 'MAX_NET_POSITION':
			return 44;
		case 'MAX_GROSS_EXPOSURE':
			return 45;
		case 'MAX_CURRENCY_EXPOSURE':
			return 46;
		case 'CONCENTRATION':
			return 47;
		case 'EQUITY_NOT_POSITIVE':
			return 48;
		case 'MARGIN_INSUFFICIENT':
			return 49;
		case 'ACCOUNT_STATE_MISSING':
			return 50;
		case 'MARGIN_LEVEL':
			return 51;
		case 'MARGIN_CALL':
			return 52;
		case 'DAILY_LOSS':
			return 53;
		case 'DRAWDOWN':
			return 54;
		case 'ORDER_RATE':
			return 55;
		case 'AMEND_RATE':
			return 56;
		case 'ORDER_TO_TRADE':
			return 57;
		case 'DUPLICATE_ORDER':
			return 58;
		case 'SELF_CROSS':
			return 59;
		case 'CLOSE_EXCEEDS_POSITION':
			return 60;
		case 'REDUCE_ONLY_WOULD_INCREASE':
			return 61;
		case 'VENUE_LINK_DOWN':
			return 62;
		case 'VENUE_NOT_RECONCILED':
			return 63;
		case 'VENUE_TRADE_DISABLED':
			return 64;
		case 'INSTRUMENT_RESTRICTED':
			return 65;
		case 'APPROVAL_REQUIRED':
			return 66;
		case 'APPROVAL_REFUSED':
			return 67;
		case 'GROUP_DENIED':
			return 68;
		case 'LIMIT_MISSING':
			return 69;
		case 'NUMBER_OUT_OF_RANGE':
			return 70;
		case 'NOT_ENTITLED':
			return 71;
		case 'ENTITLED_SIZE':
			return 72;
		default:
			throw unknownWord(value);
	}
}

function numberOfRefusalCode(value: Word<'RefusalCode'>): number {
	switch (value) {
		case 'UNKNOWN_TENANT':
			return 0;
		case 'UNKNOWN_ACCOUNT':
			return 1;
		case 'UNKNOWN_ORDER':
			return 2;
		case 'UNKNOWN_POSITION':
			return 3;
		case 'UNKNOWN_BREAK':
			return 4;
		case 'UNKNOWN_SUBJECT':
			return 5;
		case 'NOT_CANCELABLE':
			return 6;
		case 'NOT_AMENDABLE':
			return 7;
		case 'NOT_HELD':
			return 8;
		case 'NOT_UNKNOWN':
			return 9;
		case 'CLIENT_ORDER_ID_REUSED':
			return 10;
		case 'AMEND_ID_REUSED':
			return 11;
		case 'INVALID_REQUEST':
			return 12;
		case 'NOT_ALLOWED':
			return 13;
		case 'STALE_CONFIG':
			return 14;
		case 'NOT_READY':
			return 15;
		default:
			throw unknownWord(value);
	}
}

function numberOfBreakCode(value: Word<'BreakCode'>): number {
	switch (value) {
		case 'CONTRADICTION':
			return 0;
		case 'OVERFILL':
			return 1;
		case 'LATE_FILL':
			return 2;
		case 'DUPLICATE_DEAL':
			return 3;
		case 'FOREIGN_DEAL':
			return 4;
		case 'DEAL_BUST':
			return 5;
		case 'DEAL_CORRECTED':
			return 6;
		case 'POSITION_MISMATCH':
			return 7;
		case 'BALANCE_MISMATCH':
			return 8;
		case 'MARGIN_MODE_MISMATCH':
			return 9;
		case 'MARGIN_CALL':
			return 10;
		case 'STOP_OUT':
			return 11;
		case 'UNMAPPED_SYMBOL':
			return 12;
		case 'FOREIGN_ORDER':
			return 13;
		case 'STATE_MISMATCH':
			return 14;
		case 'DEADMANS_SWITCH':
			return 15;
		case 'PRESUMED_ABSENT':
			return 16;
		case 'EXIT_REFUSED':
			return 17;
		default:
			throw unknownWord(value);
	}
}

function numberOfBreakChoice(value: Word<'BreakChoice'>): number {
	switch (value) {
		case 'ACCEPT_VENUE':
			return 0;
		case 'RETRY':
			return 1;
		case 'HALT':
			return 2;
		default:
			throw unknownWord(value);
	}
}

function numberOfStopOutMode(value: Word<'StopOutMode'>): number {
	switch (value) {
		case 'PERCENT':
			return 0;
		case 'MONEY':
			return 1;
		default:
			throw unknownWord(value);
	}
}

function numberOfTrailUnit(value: Word<'TrailUnit'>): number {
	switch (value) {
		case 'PRICE':
			return 0;
		case 'POINTS':
			return 1;
		case 'BPS':
			return 2;
		default:
			throw unknownWord(value);
	}
}

function numberOfEmulatedPart(value: Word<'EmulatedPart'>): number {
	switch (value) {
		case 'TRIGGER':
			return 0;
		case 'SESSION':
			return 1;
		case 'EXPIRY':
			return 2;
		case 'LINK':
			return 3;
		case 'REDUCE_ONLY':
			return 4;
		default:
			throw unknownWord(value);
	}
}

function numberOfWaitReason(value: Word<'WaitReason'>): number {
	switch (value) {
		case 'PRICE':
			return 0;
		case 'OPEN':
			return 1;
		case 'CLOSE':
			return 2;
		case 'PARENT':
			return 3;
		case 'APPROVAL':
			return 4;
		default:
			throw unknownWord(value);
	}
}

function numberOfContingency(value: Word<'Contingency'>): number {
	switch (value) {
		case 'OCO':
			return 0;
		case 'OTO':
			return 1;
		case 'OTOCO':
			return 2;
		default:
			throw unknownWord(value);
	}
}

function numberOfStopsPending(value: Word<'StopsPending'>): number {
	switch (value) {
		case 'NONE':
			return 0;
		case 'SENT':
			return 1;
		case 'UNKNOWN':
			return 2;
		default:
			throw unknownWord(value);
	}
}

function numberOfSendAction(value: Word<'SendAction'>): number {
	switch (value) {
		case 'DEAL':
			return 0;
		case 'PENDING':
			return 1;
		case 'MODIFY':
			return 2;
		case 'REMOVE':
			return 3;
		case 'CLOSE_BY':
			return 4;
		case 'SLTP':
			return 5;
		default:
			throw unknownWord(value);
	}
}

function numberOfForeignOrigin(value: Word<'ForeignOrigin'>): number {
	switch (value) {
		case 'HAND':
			return 0;
		case 'PROGRAM':
			return 1;
		case 'DEADMAN':
			return 2;
		default:
			throw unknownWord(value);
	}
}

function numberOfForeignOrderState(value: Word<'ForeignOrderState'>): number {
	switch (value) {
		case 'STARTED':
			return 0;
		case 'PLACED':
			return 1;
		case 'PARTIAL':
			return 2;
		case 'FILLED':
			return 3;
		case 'CANCELED':
			return 4;
		case 'REJECTED':
			return 5;
		case 'EXPIRED':
			return 6;
		case 'GONE':
			return 7;
		default:
			throw unknownWord(value);
	}
}

function numberOfVenueOrderState(value: Word<'VenueOrderState'>): number {
	switch (value) {
		case 'STARTED':
			return 0;
		case 'PLACED':
			return 1;
		case 'PARTIAL':
			return 2;
		case 'FILLED':
			return 3;
		case 'CANCELED':
			return 4;
		case 'REJECTED':
			return 5;
		case 'EXPIRED':
			return 6;
		default:
			throw unknownWord(value);
	}
}

function numberOfDealType(value: Word<'DealType'>): number {
	switch (value) {
		case 'BUY':
			return 0;
		case 'SELL':
			return 1;
		case 'BUY_CANCELED':
			return 2;
		case 'SELL_CANCELED':
			return 3;
		case 'BALANCE':
			return 4;
		case 'CREDIT':
			return 5;
		case 'CHARGE':
			return 6;
		case 'CORRECTION':
			return 7;
		case 'BONUS':
			return 8;
		case 'COMMISSION':
			return 9;
		case 'INTEREST':
			return 10;
		case 'DIVIDEND':
			return 11;
		case 'TAX':
			return 12;
		case 'OTHER':
			return 13;
		default:
			throw unknownWord(value);
	}
}

function numberOfDealEntry(value: Word<'DealEntry'>): number {
	switch (value) {
		case 'IN':
			return 0;
		case 'OUT':
			return 1;
		case 'INOUT':
			return 2;
		case 'OUT_BY':
			return 3;
		default:
			throw unknownWord(value);
	}
}

function numberOfDealReason(value: Word<'DealReason'>): number {
	switch (value) {
		case 'CLIENT':
			return 0;
		case 'EXPERT':
			return 1;
		case 'SL':
			return 2;
		case 'TP':
			return 3;
		case 'STOP_OUT':
			return 4;
		case 'OTHER':
			return 5;
		case 'ROLLOVER':
			return 6;
		case 'DEADMAN':
			return 7;
		case 'MOBILE':
			return 8;
		case 'WEB':
			return 9;
		case 'VARIATION_MARGIN':
			return 10;
		case 'SPLIT':
			return 11;
		default:
			throw unknownWord(value);
	}
}

function numberOfOrderReason(value: Word<'OrderReason'>): number {
	switch (value) {
		case 'CLIENT':
			return 0;
		case 'MOBILE':
			return 1;
		case 'WEB':
			return 2;
		case 'EXPERT':
			return 3;
		case 'SL':
			return 4;
		case 'TP':
			return 5;
		case 'STOP_OUT':
			return 6;
		case 'OTHER':
			return 7;
		default:
			throw unknownWord(value);
	}
}

export function writeEnvelope(w: RecordWriter, value: Envelope): void {
	w.reserve(0);
	w.number(value.principalId);
	w.number(value.sessionId);
	w.number(value.investmentDeciderId);
	w.number(value.executionDeciderId);
}

export function readEnvelope(r: RecordReader): Envelope {
	return {
		principalId: r.number(),
		sessionId: r.number(),
		investmentDeciderId: r.number(),
		executionDeciderId: r.number(),
	};
}

export function writeDenial(w: RecordWriter, value: Denial): void {
	w.reserve(0);
	w.byte(numberOfDenialCode(value.code));
	w.number(value.value);
	w.number(value.limit);
	w.number(value.headroom);
	if (value.level === null) w.byte(0xff);
	else w.byte(numberOfLevel(value.level));
}

export function readDenial(r: RecordReader): Denial {
	return {
		code: r.word(words.DenialCode),
		value: r.numberOrNull(),
		limit: r.numberOrNull(),
		headroom: r.numberOrNull(),
		level: r.wordOrNull(words.Level),
	};
}

export function writeTrail(w: RecordWriter, value: Trail): void {
	w.reserve(0);
	w.byte(numberOfTrailUnit(value.by));
	w.number(value.distance);
}

export function readTrail(r: RecordReader): Trail {
	return {
		by: r.word(words.TrailUnit),
		distance: r.number(),
	};
}

export function writeVenueAccount(w: RecordWriter, value: VenueAccount): void {
	w.reserve(0);
	w.number(value.balanceMinor);
	w.number(value.creditMinor);
	w.number(value.equityMinor);
	w.number(value.marginMinor);
	w.number(value.marginFreeMinor);
	if (value.stopOutMode === null) w.byte(0xff);
	else w.byte(numberOfStopOutMode(value.stopOutMode));
	w.number(value.marginCall);
	w.number(value.stopOut);
	w.boolean(value.serverConnected);
	w.boolean(value.tradeAllowed);
}

export function readVenueAccount(r: RecordReader): VenueAccount {
	return {
		balanceMinor: r.number(),
		creditMinor: r.number(),
		equityMinor: r.number(),
		marginMinor: r.number(),
		marginFreeMinor: r.number(),
		stopOutMode: r.wordOrNull(words.StopOutMode),
		marginCall: r.number(),
		stopOut: r.number(),
		serverConnected: r.boolean(),
		tradeAllowed: r.boolean(),
	};
}

export function writeForeignMark(w: RecordWriter, value: ForeignMark): void {
	w.reserve(0);
	w.byte(numberOfForeignOrigin(value.origin));
	if (value.type === null) w.byte(0xff);
	else w.byte(numberOfVenueOrderType(value.type));
	if (value.reason === null) w.byte(0xff);
	else w.byte(numberOfOrderReason(value.reason));
}

export function readForeignMark(r: RecordReader): ForeignMark {
	return {
		origin: r.word(words.ForeignOrigin),
		type: r.wordOrNull(words.VenueOrderType),
		reason: r.wordOrNull(words.OrderReason),
	};
}

export function writeVenueOrder(w: RecordWriter, value: VenueOrder): void {
	w.reserve(0);
	w.number(value.orderId);
	w.ticket(value.ticket);
	w.number(value.instrumentId);
	w.byte(numberOfSide(value.side));
	w.byte(numberOfVenueOrderState(value.state));
	w.number(value.qty);
	w.number(value.leavesQty);
	w.number(value.price);
	w.number(value.limitPrice);
	w.number(value.sl);
	w.number(value.tp);
	w.ticket(value.positionTicket);
	w.ticket(value.positionByTicket);
	w.number(value.venueAtMs);
	if (value.foreign === undefined) w.byte(0);
	else {
		w.byte(1);
		writeForeignMark(w, value.foreign);
	}
}

export function readVenueOrder(r: RecordReader): VenueOrder {
	return {
		orderId: r.number(),
		ticket: r.ticket(),
		instrumentId: r.number(),
		side: r.word(words.Side),
		state: r.word(words.VenueOrderState),
		qty: r.number(),
		leavesQty: r.number(),
		price: r.number(),
		limitPrice: r.numberOrAbsent(),
		sl: r.number(),
		tp: r.number(),
		positionTicket: r.ticket(),
		positionByTicket: r.ticketOrAbsent(),
		venueAtMs: r.number(),
		foreign: r.byte() === 0 ? undefined : readForeignMark(r),
	};
}

export function writeForeignOrderView(w: RecordWriter, value: ForeignOrderView): void {
	w.reserve(0);
	w.ticket(value.ticket);
	w.byte(numberOfForeignOrigin(value.origin));
	if (value.type === null) w.byte(0xff);
	else w.byte(numberOfVenueOrderType(value.type));
	w.number(value.instrumentId);
	w.byte(numberOfSide(value.side));
	w.byte(numberOfForeignOrderState(value.state));
	w.number(value.qty);
	w.number(value.leavesQty);
	w.number(value.price);
	w.number(value.limitPrice);
	w.number(value.sl);
	w.number(value.tp);
	w.number(value.venueAtMs);
	w.number(value.updatedAtMs);
	if (value.reason === null) w.byte(0xff);
	else w.byte(numberOfOrderReason(value.reason));
}

export function readForeignOrderView(r: RecordReader): ForeignOrderView {
	return {
		ticket: r.ticket(),
		origin: r.word(words.ForeignOrigin),
		type: r.wordOrNull(words.VenueOrderType),
		instrumentId: r.number(),
		side: r.word(words.Side),
		state: r.word(words.ForeignOrderState),
		qty: r.number(),
		leavesQty: r.number(),
		price: r.number(),
		limitPrice: r.number(),
		sl: r.number(),
		tp: r.number(),
		venueAtMs: r.number(),
		updatedAtMs: r.number(),
		reason: r.wordOrNull(words.OrderReason),
	};
}

export function writeVenueDeal(w: RecordWriter, value: VenueDeal): void {
	w.reserve(0);
	w.number(value.orderId);
	w.ticket(value.ticket);
	w.ticket(value.orderTicket);
	w.ticket(value.positionTicket);
	w.number(value.instrumentId);
	w.byte(numberOfDealType(value.type));
	w.byte(numberOfDealEntry(value.entry));
	w.byte(numberOfDealReason(value.reason));
	w.number(value.qty);
	w.number(value.price);
	w.number(value.profitMinor);
	w.number(value.commissionMinor);
	w.number(value.swapMinor);
	w.number(value.feeMinor);
	w.number(value.venueAtMs);
}

export function readVenueDeal(r: RecordReader): VenueDeal {
	return {
		orderId: r.number(),
		ticket: r.ticket(),
		orderTicket: r.ticket(),
		positionTicket: r.ticket(),
		instrumentId: r.number(),
		type: r.word(words.DealType),
		entry: r.word(words.DealEntry),
		reason: r.word(words.DealReason),
		qty: r.number(),
		price: r.number(),
		profitMinor: r.number(),
		commissionMinor: r.number(),
		swapMinor: r.number(),
		feeMinor: r.number(),
		venueAtMs: r.number(),
	};
}

export function writeVenuePosition(w: RecordWriter, value: VenuePosition): void {
	w.reserve(0);
	w.ticket(value.positionTicket);
	w.number(value.instrumentId);
	w.byte(numberOfSide(value.side));
	w.number(value.qty);
	w.number(value.priceOpen);
	w.number(value.sl);
	w.number(value.tp);
	w.number(value.swapMinor);
	w.number(value.profitMinor);
	w.number(value.venueAtMs);
}

export function readVenuePosition(r: RecordReader): VenuePosition {
	return {
		positionTicket: r.ticket(),
		instrumentId: r.number(),
		side: r.word(words.Side),
		qty: r.number(),
		priceOpen: r.number(),
		sl: r.number(),
		tp: r.number(),
		swapMinor: r.number(),
		profitMinor: r.number(),
		venueAtMs: r.number(),
	};
}

export function writeVenueRequest(w: RecordWriter, value: VenueRequest): void {
	w.reserve(0);
	w.number(value.orderId);
	w.number(value.epoch);
	w.number(value.commandSeq);
	w.boolean(value.sent);
	w.number(value.retcode);
}

export function readVenueRequest(r: RecordReader): VenueRequest {
	return {
		orderId: r.number(),
		epoch: r.number(),
		commandSeq: r.number(),
		sent: r.boolean(),
		retcode: r.number(),
	};
}

export function writeOrderView(w: RecordWriter, value: OrderView): void {
	w.reserve(0);
	w.number(value.tenantId);
	w.number(value.accountId);
	w.number(value.orderId);
	w.text(value.clientOrderId);
	w.number(value.instrumentId);
	w.byte(numberOfSide(value.side));
	w.byte(numberOfOrderType(value.type));
	w.byte(numberOfTimeInForce(value.tif));
	w.number(value.qty);
	w.number(value.price);
	w.number(value.sl);
	w.number(value.tp);
	w.ticket(value.positionTicket);
	w.ticket(value.positionByTicket);
	w.number(value.expiresAtMs);
	w.number(value.limitPrice);
	w.number(value.strategyId);
	w.byte(numberOfOrderLife(value.life));
	w.byte(numberOfPendingRequest(value.pending));
	w.number(value.filledQty);
	w.number(value.filledNotional);
	w.number(value.reservedQty);
	w.ticket(value.venueOrderTicket);
	if (value.denial === null) w.byte(0);
	else {
		w.byte(1);
		writeDenial(w, value.denial);
	}
	w.boolean(value.reduceOnly);
	w.boolean(value.postOnly);
	if (value.trail === null) w.byte(0);
	else {
		w.byte(1);
		writeTrail(w, value.trail);
	}
	w.number(value.emulated.length);
	for (const item of value.emulated) w.byte(numberOfEmulatedPart(item));
	if (value.waitsFor === null) w.byte(0xff);
	else w.byte(numberOfWaitReason(value.waitsFor));
	w.number(value.parentOrderId);
	w.number(value.ocoId);
	w.boolean(value.bracket);
	w.number(value.decidedById);
	w.boolean(value.isPresumable);
	w.number(value.retcode);
	writeEnvelope(w, value.envelope);
	w.number(value.createdAtMs);
	w.number(value.updatedAtMs);
}

export function readOrderView(r: RecordReader): OrderView {
	return {
		tenantId: r.number(),
		accountId: r.number(),
		orderId: r.number(),
		clientOrderId: r.text(),
		instrumentId: r.number(),
		side: r.word(words.Side),
		type: r.word(words.OrderType),
		tif: r.word(words.TimeInForce),
		qty: r.number(),
		price: r.numberOrNull(),
		sl: r.numberOrNull(),
		tp: r.numberOrNull(),
		positionTicket: r.ticket(),
		positionByTicket: r.ticket(),
		expiresAtMs: r.numberOrNull(),
		limitPrice: r.numberOrNull(),
		strategyId: r.numberOrNull(),
		life: r.word(words.OrderLife),
		pending: r.word(words.PendingRequest),
		filledQty: r.number(),
		filledNotional: r.number(),
		reservedQty: r.number(),
		venueOrderTicket: r.ticket(),
		denial: r.byte() === 0 ? null : readDenial(r),
		reduceOnly: r.boolean(),
		postOnly: r.boolean(),
		trail: r.byte() === 0 ? null : readTrail(r),
		emulated: Array.from({ length: r.number() }, () => r.word(words.EmulatedPart)),
		waitsFor: r.wordOrNull(words.WaitReason),
		parentOrderId: r.number(),
		ocoId: r.number(),
		bracket: r.boolean(),
		decidedById: r.number(),
		isPresumable: r.boolean(),
		retcode: r.number(),
		envelope: readEnvelope(r),
		createdAtMs: r.number(),
		updatedAtMs: r.number(),
	};
}

export function writeOrderStages(w: RecordWriter, value: OrderStages): void {
	w.reserve(0);
	w.number(value.sentAtMs);
	w.number(value.toTerminalUs);
	w.number(value.inTerminalUs);
	w.number(value.toAnswerUs);
	w.number(value.toDealUs);
	w.number(value.toGatewayUs);
	w.number(value.roundTripUs);
	w.number(value.sentBid);
	w.number(value.sentAsk);
	w.number(value.dealBid);
	w.number(value.dealAsk);
}

export function readOrderStages(r: RecordReader): OrderStages {
	return {
		sentAtMs: r.number(),
		toTerminalUs: r.numberOrNull(),
		inTerminalUs: r.numberOrNull(),
		toAnswerUs: r.numberOrNull(),
		toDealUs: r.numberOrNull(),
		toGatewayUs: r.numberOrNull(),
		roundTripUs: r.numberOrNull(),
		sentBid: r.numberOrNull(),
		sentAsk: r.numberOrNull(),
		dealBid: r.numberOrNull(),
		dealAsk: r.numberOrNull(),
	};
}

export function writeGroupLeg(w: RecordWriter, value: GroupLeg): void {
	w.reserve(0);
	w.number(value.instrumentId);
	w.text(value.clientOrderId);
	w.byte(numberOfSide(value.side));
	w.byte(numberOfOrderType(value.type));
	w.byte(numberOfTimeInForce(value.tif));
	w.number(value.expiresAtMs);
	w.number(value.qty);
	w.number(value.price);
	w.number(value.limitPrice);
	w.number(value.sl);
	w.number(value.tp);
	w.ticket(value.positionTicket);
	w.boolean(value.reduceOnly);
	w.number(value.strategyId);
	w.boolean(value.postOnly);
	if (value.trail === undefined) w.byte(0);
	else {
		w.byte(1);
		writeTrail(w, value.trail);
	}
	w.boolean(value.bracket);
}

export function readGroupLeg(r: RecordReader): GroupLeg {
	return {
		instrumentId: r.number(),
		clientOrderId: r.text(),
		side: r.word(words.Side),
		type: r.word(words.OrderType),
		tif: r.word(words.TimeInForce),
		expiresAtMs: r.numberOrNullOrAbsent(),
		qty: r.number(),
		price: r.numberOrNull(),
		limitPrice: r.numberOrNullOrAbsent(),
		sl: r.numberOrNull(),
		tp: r.numberOrNull(),
		positionTicket: r.ticket(),
		reduceOnly: r.boolean(),
		strategyId: r.numberOrNullOrAbsent(),
		postOnly: r.booleanOrAbsent(),
		trail: r.byte() === 0 ? undefined : readTrail(r),
		bracket: r.booleanOrAbsent(),
	};
}

export function writeExecutionView(w: RecordWriter, value: ExecutionView): void {
	w.reserve(0);
	w.number(value.orderId);
	w.ticket(value.ticket);
	w.ticket(value.orderTicket);
	w.ticket(value.positionTicket);
	w.number(value.instrumentId);
	w.byte(numberOfDealType(value.type));
	w.byte(numberOfDealEntry(value.entry));
	w.byte(numberOfDealReason(value.reason));
	w.number(value.qty);
	w.number(value.price);
	w.number(value.profitMinor);
	w.number(value.commissionMinor);
	w.number(value.swapMinor);
	w.number(value.feeMinor);
	w.number(value.venueAtMs);
	w.number(value.tenantId);
	w.number(value.accountId);
	w.boolean(value.late);
	w.number(value.bookedAtMs);
	w.number(value.revision);
}

export function readExecutionView(r: RecordReader): ExecutionView {
	return {
		orderId: r.number(),
		ticket: r.ticket(),
		orderTicket: r.ticket(),
		positionTicket: r.ticket(),
		instrumentId: r.number(),
		type: r.word(words.DealType),
		entry: r.word(words.DealEntry),
		reason: r.word(words.DealReason),
		qty: r.number(),
		price: r.number(),
		profitMinor: r.number(),
		commissionMinor: r.number(),
		swapMinor: r.number(),
		feeMinor: r.number(),
		venueAtMs: r.number(),
		tenantId: r.number(),
		accountId: r.number(),
		late: r.boolean(),
		bookedAtMs: r.number(),
		revision: r.number(),
	};
}

export function writePositionView(w: RecordWriter, value: PositionView): void {
	w.reserve(0);
	w.number(value.tenantId);
	w.number(value.accountId);
	w.number(value.instrumentId);
	w.ticket(value.positionTicket);
	w.byte(numberOfSide(value.side));
	w.number(value.qty);
	w.number(value.openNotional);
	w.number(value.sl);
	w.number(value.tp);
	w.byte(numberOfStopsPending(value.stopsPending));
	w.number(value.stopsRetcode);
	w.number(value.realisedMinor);
	w.number(value.swapMinor);
	w.number(value.openedAtMs);
	w.number(value.updatedAtMs);
}

export function readPositionView(r: RecordReader): PositionView {
	return {
		tenantId: r.number(),
		accountId: r.number(),
		instrumentId: r.number(),
		positionTicket: r.ticket(),
		side: r.word(words.Side),
		qty: r.number(),
		openNotional: r.number(),
		sl: r.number(),
		tp: r.number(),
		stopsPending: r.word(words.StopsPending),
		stopsRetcode: r.number(),
		realisedMinor: r.number(),
		swapMinor: r.number(),
		openedAtMs: r.number(),
		updatedAtMs: r.number(),
	};
}

export function writeAccountView(w: RecordWriter, value: AccountView): void {
	w.reserve(0);
	w.number(value.tenantId);
	w.number(value.accountId);
	w.byte(numberOfAccountMode(value.mode));
	w.boolean(value.link);
	w.boolean(value.reconciled);
	w.boolean(value.serverConnected);
	w.boolean(value.tradeAllowed);
	w.number(value.balanceMinor);
	w.number(value.venueEquityMinor);
	w.number(value.venueMarginMinor);
	w.number(value.realisedMinor);
	w.number(value.commissionMinor);
	w.number(value.swapMinor);
	w.number(value.feeMinor);
	w.number(value.updatedAtMs);
}

export function readAccountView(r: RecordReader): AccountView {
	return {
		tenantId: r.number(),
		accountId: r.number(),
		mode: r.word(words.AccountMode),
		link: r.boolean(),
		reconciled: r.boolean(),
		serverConnected: r.boolean(),
		tradeAllowed: r.boolean(),
		balanceMinor: r.number(),
		venueEquityMinor: r.numberOrNull(),
		venueMarginMinor: r.numberOrNull(),
		realisedMinor: r.number(),
		commissionMinor: r.number(),
		swapMinor: r.number(),
		feeMinor: r.number(),
		updatedAtMs: r.number(),
	};
}

export function writeStrategyPositionView(w: RecordWriter, value: StrategyPositionView): void {
	w.reserve(0);
	w.number(value.tenantId);
	w.number(value.accountId);
	w.number(value.strategyId);
	w.number(value.instrumentId);
	w.ticket(value.positionTicket);
	w.byte(numberOfSide(value.side));
	w.number(value.qty);
	w.number(value.openNotional);
	w.number(value.realisedMinor);
	w.number(value.commissionMinor);
	w.number(value.swapMinor);
	w.number(value.feeMinor);
}

export function readStrategyPositionView(r: RecordReader): StrategyPositionView {
	return {
		tenantId: r.number(),
		accountId: r.number(),
		strategyId: r.number(),
		instrumentId: r.number(),
		positionTicket: r.ticket(),
		side: r.word(words.Side),
		qty: r.number(),
		openNotional: r.number(),
		realisedMinor: r.number(),
		commissionMinor: r.number(),
		swapMinor: r.number(),
		feeMinor: r.number(),
	};
}

export function writeVenueSend(w: RecordWriter, value: VenueSend): void {
	w.reserve(0);
	w.number(value.epoch);
	w.number(value.commandSeq);
	w.number(value.orderId);
	w.number(value.instrumentId);
	w.byte(numberOfSendAction(value.action));
	w.byte(numberOfVenueOrderType(value.type));
	w.byte(numberOfSide(value.side));
	w.number(value.qty);
	w.number(value.price);
	w.number(value.limitPrice);
	w.number(value.sl);
	w.number(value.tp);
	w.byte(numberOfTimeInForce(value.tif));
	w.number(value.expiresAtMs);
	w.ticket(value.positionTicket);
	w.ticket(value.positionByTicket);
	w.ticket(value.orderTicket);
	w.boolean(value.postOnly);
}

export function readVenueSend(r: RecordReader): VenueSend {
	return {
		epoch: r.number(),
		commandSeq: r.number(),
		orderId: r.number(),
		instrumentId: r.number(),
		action: r.word(words.SendAction),
		type: r.word(words.VenueOrderType),
		side: r.word(words.Side),
		qty: r.number(),
		price: r.number(),
		limitPrice: r.number(),
		sl: r.number(),
		tp: r.number(),
		tif: r.word(words.TimeInForce),
		expiresAtMs: r.numberOrNull(),
		positionTicket: r.ticket(),
		positionByTicket: r.ticket(),
		orderTicket: r.ticket(),
		postOnly: r.boolean(),
	};
}

export function writeEngineInput(w: RecordWriter, value: EngineInput): void {
	switch (value.kind) {
		case 'configure':
			w.reserve(0);
			w.byte(0);
			w.json(value.config);
			return;
		case 'place':
			w.reserve(0);
			w.byte(1);
			w.number(value.tenantId);
			w.number(value.accountId);
			w.number(value.instrumentId);
			w.text(value.clientOrderId);
			writeEnvelope(w, value.envelope);
			w.byte(numberOfSide(value.side));
			w.byte(numberOfOrderType(value.type));
			w.byte(numberOfTimeInForce(value.tif));
			w.number(value.expiresAtMs);
			w.number(value.qty);
			w.number(value.price);
			w.number(value.limitPrice);
			w.number(value.sl);
			w.number(value.tp);
			w.ticket(value.positionTicket);
			w.boolean(value.reduceOnly);
			w.number(value.strategyId);
			w.boolean(value.postOnly);
			if (value.trail === undefined) w.byte(0);
			else {
				w.byte(1);
				writeTrail(w, value.trail);
			}
			w.boolean(value.bracket);
			return;
		case 'placeGroup':
			w.reserve(0);
			w.byte(2);
			w.number(value.tenantId);
			w.number(value.accountId);
			w.byte(numberOfContingency(value.contingency));
			w.number(value.orders.length);
			for (const item of value.orders) writeGroupLeg(w, item);
			writeEnvelope(w, value.envelope);
			return;
		case 'amendPosition':
			w.reserve(0);
			w.byte(3);
			w.number(value.tenantId);
			w.number(value.accountId);
			w.number(value.instrumentId);
			w.ticket(value.positionTicket);
			w.text(value.amendId);
			w.number(value.sl);
			w.number(value.tp);
			writeEnvelope(w, value.envelope);
			return;
		case 'amend':
			w.reserve(0);
			w.byte(4);
			w.number(value.tenantId);
			w.number(value.accountId);
			w.number(value.orderId);
			w.text(value.amendId);
			w.number(value.qty);
			w.number(value.price);
			w.number(value.limitPrice);
			w.number(value.sl);
			w.number(value.tp);
			writeEnvelope(w, value.envelope);
			return;
		case 'cancel':
			w.reserve(0);
			w.byte(5);
			w.number(value.tenantId);
			w.number(value.accountId);
			w.number(value.orderId);
			writeEnvelope(w, value.envelope);
			return;
		case 'cancelAll':
			w.reserve(0);
			w.byte(6);
			w.number(value.tenantId);
			w.number(value.accountId);
			w.number(value.instrumentId);
			if (value.side === null) w.byte(0xff);
			else w.byte(numberOfSide(value.side));
			writeEnvelope(w, value.envelope);
			return;
		case 'close':
			w.reserve(0);
			w.byte(7);
			w.number(value.tenantId);
			w.number(value.accountId);
			w.number(value.instrumentId);
			w.text(value.clientOrderId);
			writeEnvelope(w, value.envelope);
			w.ticket(value.positionTicket);
			w.number(value.qty);
			return;
		case 'closeBy':
			w.reserve(0);
			w.byte(8);
			w.number(value.tenantId);
			w.number(value.accountId);
			w.number(value.instrumentId);
			w.text(value.clientOrderId);
			writeEnvelope(w, value.envelope);
			w.ticket(value.positionTicket);
			w.ticket(value.positionByTicket);
			return;
		case 'resolveBreak':
			w.reserve(0);
			w.byte(9);
			w.number(value.tenantId);
			w.number(value.accountId);
			w.number(value.breakSeq);
			w.byte(numberOfBreakChoice(value.choice));
			writeEnvelope(w, value.envelope);
			return;
		case 'decide':
			w.reserve(0);
			w.byte(10);
			w.number(value.tenantId);
			w.number(value.accountId);
			w.number(value.orderId);
			w.boolean(value.approved);
			writeEnvelope(w, value.envelope);
			return;
		case 'presumeAbsent':
			w.reserve(0);
			w.byte(11);
			w.number(value.tenantId);
			w.number(value.accountId);
			w.number(value.orderId);
			writeEnvelope(w, value.envelope);
			return;
		case 'halt':
			w.reserve(0);
			w.byte(12);
			w.number(value.tenantId);
			w.boolean(value.halted);
			writeEnvelope(w, value.envelope);
			return;
		case 'haltPart':
			w.reserve(0);
			w.byte(13);
			w.number(value.tenantId);
			w.byte(numberOfHaltLevel(value.level));
			w.number(value.subjectId);
			w.boolean(value.halted);
			writeEnvelope(w, value.envelope);
			return;
		case 'epoch':
			w.reserve(0);
			w.byte(14);
			w.number(value.epoch);
			return;
		case 'mark':
			w.reserve(0);
			w.byte(15);
			w.number(value.tenantId);
			w.number(value.accountId);
			w.number(value.instrumentId);
			w.number(value.bid);
			w.number(value.ask);
			w.number(value.venueAtMs);
			return;
		case 'timer':
			w.reserve(0);
			w.byte(16);
			return;
		case 'venue':
			switch (value.event) {
				case 'linkUp':
					w.reserve(0);
					w.byte(17);
					w.number(value.tenantId);
					w.number(value.accountId);
					return;
				case 'linkDown':
					w.reserve(0);
					w.byte(18);
					w.number(value.tenantId);
					w.number(value.accountId);
					return;
				case 'spec':
					w.reserve(0);
					w.byte(19);
					w.number(value.tenantId);
					w.number(value.accountId);
					w.number(value.instrumentId);
					w.json(value.spec);
					return;
				case 'account':
					w.reserve(0);
					w.byte(20);
					w.number(value.tenantId);
					w.number(value.accountId);
					writeVenueAccount(w, value.account);
					return;
				case 'ack':
					w.reserve(0);
					w.byte(21);
					w.number(value.tenantId);
					w.number(value.accountId);
					w.number(value.orderId);
					w.number(value.epoch);
					w.number(value.commandSeq);
					w.boolean(value.sent);
					w.number(value.retcode);
					return;
				case 'result':
					w.reserve(0);
					w.byte(22);
					w.number(value.tenantId);
					w.number(value.accountId);
					w.number(value.orderId);
					w.number(value.epoch);
					w.number(value.commandSeq);
					w.number(value.retcode);
					w.ticket(value.orderTicket);
					w.ticket(value.dealTicket);
					return;
				case 'order':
					w.reserve(0);
					w.byte(23);
					w.number(value.tenantId);
					w.number(value.accountId);
					writeVenueOrder(w, value.order);
					return;
				case 'deal':
					w.reserve(0);
					w.byte(24);
					w.number(value.tenantId);
					w.number(value.accountId);
					writeVenueDeal(w, value.deal);
					return;
				case 'dealGone':
					w.reserve(0);
					w.byte(25);
					w.number(value.tenantId);
					w.number(value.accountId);
					w.ticket(value.ticket);
					return;
				case 'position':
					w.reserve(0);
					w.byte(26);
					w.number(value.tenantId);
					w.number(value.accountId);
					writeVenuePosition(w, value.position);
					return;
				case 'positionGone':
					w.reserve(0);
					w.byte(27);
					w.number(value.tenantId);
					w.number(value.accountId);
					w.ticket(value.positionTicket);
					w.number(value.instrumentId);
					return;
				case 'deadman':
					w.reserve(0);
					w.byte(28);
					w.number(value.tenantId);
					w.number(value.accountId);
					w.boolean(value.flattened);
					w.number(value.atMs);
					w.number(value.epoch);
					w.number(value.canceled);
					w.number(value.closed);
					return;
				case 'state':
					w.reserve(0);
					w.byte(29);
					w.number(value.tenantId);
					w.number(value.accountId);
					w.boolean(value.agrees);
					return;
				case 'stages':
					w.reserve(0);
					w.byte(30);
					w.number(value.tenantId);
					w.number(value.accountId);
					w.number(value.orderId);
					w.number(value.epoch);
					w.number(value.commandSeq);
					writeOrderStages(w, value.stages);
					return;
				case 'snapshot':
					w.reserve(0);
					w.byte(31);
					w.number(value.tenantId);
					w.number(value.accountId);
					writeVenueAccount(w, value.account);
					w.number(value.lastCommandEpoch);
					w.number(value.lastCommandSeq);
					w.number(value.orders.length);
					for (const item of value.orders) writeVenueOrder(w, item);
					w.number(value.deals.length);
					for (const item of value.deals) writeVenueDeal(w, item);
					w.number(value.positions.length);
					for (const item of value.positions) writeVenuePosition(w, item);
					w.number(value.requests.length);
					for (const item of value.requests) writeVenueRequest(w, item);
					return;
			}
			return;
	}
}

export function readEngineInput(r: RecordReader): EngineInput {
	switch (r.byte()) {
		case 0:
			return {
				kind: 'configure',
				config: r.json(),
			};
		case 1:
			return {
				kind: 'place',
				tenantId: r.number(),
				accountId: r.number(),
				instrumentId: r.number(),
				clientOrderId: r.text(),
				envelope: readEnvelope(r),
				side: r.word(words.Side),
				type: r.word(words.OrderType),
				tif: r.word(words.TimeInForce),
				expiresAtMs: r.numberOrNullOrAbsent(),
				qty: r.number(),
				price: r.numberOrNull(),
				limitPrice: r.numberOrNullOrAbsent(),
				sl: r.numberOrNull(),
				tp: r.numberOrNull(),
				positionTicket: r.ticket(),
				reduceOnly: r.boolean(),
				strategyId: r.numberOrNullOrAbsent(),
				postOnly: r.booleanOrAbsent(),
				trail: r.byte() === 0 ? undefined : readTrail(r),
				bracket: r.booleanOrAbsent(),
			};
		case 2:
			return {
				kind: 'placeGroup',
				tenantId: r.number(),
				accountId: r.number(),
				contingency: r.word(words.Contingency),
				orders: Array.from({ length: r.number() }, () => readGroupLeg(r)),
				envelope: readEnvelope(r),
			};
		case 3:
			return {
				kind: 'amendPosition',
				tenantId: r.number(),
				accountId: r.number(),
				instrumentId: r.number(),
				positionTicket: r.ticket(),
				amendId: r.text(),
				sl: r.numberOrNull(),
				tp: r.numberOrNull(),
				envelope: readEnvelope(r),
			};
		case 4:
			return {
				kind: 'amend',
				tenantId: r.number(),
				accountId: r.number(),
				orderId: r.number(),
				amendId: r.text(),
				qty: r.numberOrNull(),
				price: r.numberOrNull(),
				limitPrice: r.numberOrNullOrAbsent(),
				sl: r.numberOrNull(),
				tp: r.numberOrNull(),
				envelope: readEnvelope(r),
			};
		case 5:
			return {
				kind: 'cancel',
				tenantId: r.number(),
				accountId: r.number(),
				orderId: r.number(),
				envelope: readEnvelope(r),
			};
		case 6:
			return {
				kind: 'cancelAll',
				tenantId: r.number(),
				accountId: r.number(),
				instrumentId: r.numberOrNull(),
				side: r.wordOrNull(words.Side),
				envelope: readEnvelope(r),
			};
		case 7:
			return {
				kind: 'close',
				tenantId: r.number(),
				accountId: r.number(),
				instrumentId: r.number(),
				clientOrderId: r.text(),
				envelope: readEnvelope(r),
				positionTicket: r.ticket(),
				qty: r.numberOrNull(),
			};
		case 8:
			return {
				kind: 'closeBy',
				tenantId: r.number(),
				accountId: r.number(),
				instrumentId: r.number(),
				clientOrderId: r.text(),
				envelope: readEnvelope(r),
				positionTicket: r.ticket(),
				positionByTicket: r.ticket(),
			};
		case 9:
			return {
				kind: 'resolveBreak',
				tenantId: r.number(),
				accountId: r.number(),
				breakSeq: r.number(),
				choice: r.word(words.BreakChoice),
				envelope: readEnvelope(r),
			};
		case 10:
			return {
				kind: 'decide',
				tenantId: r.number(),
				accountId: r.number(),
				orderId: r.number(),
				approved: r.boolean(),
				envelope: readEnvelope(r),
			};
		case 11:
			return {
				kind: 'presumeAbsent',
				tenantId: r.number(),
				accountId: r.number(),
				orderId: r.number(),
				envelope: readEnvelope(r),
			};
		case 12:
			return {
				kind: 'halt',
				tenantId: r.number(),
				halted: r.boolean(),
				envelope: readEnvelope(r),
			};
		case 13:
			return {
				kind: 'haltPart',
				tenantId: r.number(),
				level: r.word(words.HaltLevel),
				subjectId: r.number(),
				halted: r.boolean(),
				envelope: readEnvelope(r),
			};
		case 14:
			return {
				kind: 'epoch',
				epoch: r.number(),
			};
		case 15:
			return {
				kind: 'mark',
				tenantId: r.number(),
				accountId: r.number(),
				instrumentId: r.number(),
				bid: r.number(),
				ask: r.number(),
				venueAtMs: r.number(),
			};
		case 16:
			return {
				kind: 'timer',
			};
		case 17:
			return {
				kind: 'venue',
				event: 'linkUp',
				tenantId: r.number(),
				accountId: r.number(),
			};
		case 18:
			return {
				kind: 'venue',
				event: 'linkDown',
				tenantId: r.number(),
				accountId: r.number(),
			};
		case 19:
			return {
				kind: 'venue',
				event: 'spec',
				tenantId: r.number(),
				accountId: r.number(),
				instrumentId: r.number(),
				spec: r.json(),
			};
		case 20:
			return {
				kind: 'venue',
				event: 'account',
				tenantId: r.number(),
				accountId: r.number(),
				account: readVenueAccount(r),
			};
		case 21:
			return {
				kind: 'venue',
				event: 'ack',
				tenantId: r.number(),
				accountId: r.number(),
				orderId: r.number(),
				epoch: r.number(),
				commandSeq: r.number(),
				sent: r.boolean(),
				retcode: r.number(),
			};
		case 22:
			return {
				kind: 'venue',
				event: 'result',
				tenantId: r.number(),
				accountId: r.number(),
				orderId: r.number(),
				epoch: r.number(),
				commandSeq: r.number(),
				retcode: r.number(),
				orderTicket: r.ticket(),
				dealTicket: r.ticket(),
			};
		case 23:
			return {
				kind: 'venue',
				event: 'order',
				tenantId: r.number(),
				accountId: r.number(),
				order: readVenueOrder(r),
			};
		case 24:
			return {
				kind: 'venue',
				event: 'deal',
				tenantId: r.number(),
				accountId: r.number(),
				deal: readVenueDeal(r),
			};
		case 25:
			return {
				kind: 'venue',
				event: 'dealGone',
				tenantId: r.number(),
				accountId: r.number(),
				ticket: r.ticket(),
			};
		case 26:
			return {
				kind: 'venue',
				event: 'position',
				tenantId: r.number(),
				accountId: r.number(),
				position: readVenuePosition(r),
			};
		case 27:
			return {
				kind: 'venue',
				event: 'positionGone',
				tenantId: r.number(),
				accountId: r.number(),
				positionTicket: r.ticket(),
				instrumentId: r.number(),
			};
		case 28:
			return {
				kind: 'venue',
				event: 'deadman',
				tenantId: r.number(),
				accountId: r.number(),
				flattened: r.boolean(),
				atMs: r.number(),
				epoch: r.number(),
				canceled: r.number(),
				closed: r.number(),
			};
		case 29:
			return {
				kind: 'venue',
				event: 'state',
				tenantId: r.number(),
				accountId: r.number(),
				agrees: r.boolean(),
			};
		case 30:
			return {
				kind: 'venue',
				event: 'stages',
				tenantId: r.number(),
				accountId: r.number(),
				orderId: r.number(),
				epoch: r.number(),
				commandSeq: r.number(),
				stages: readOrderStages(r),
			};
		case 31:
			return {
				kind: 'venue',
				event: 'snapshot',
				tenantId: r.number(),
				accountId: r.number(),
				account: readVenueAccount(r),
				lastCommandEpoch: r.number(),
				lastCommandSeq: r.number(),
				orders: Array.from({ length: r.number() }, () => readVenueOrder(r)),
				deals: Array.from({ length: r.number() }, () => readVenueDeal(r)),
				positions: Array.from({ length: r.number() }, () => readVenuePosition(r)),
				requests: Array.from({ length: r.number() }, () => readVenueRequest(r)),
			};
		default:
			throw r.malformed('an unknown EngineInput');
	}
}

export function writeReply(w: RecordWriter, value: Reply): void {
	switch (value.outcome) {
		case 'order':
			w.reserve(0);
			w.byte(0);
			if (value.order === w.picture) w.byte(1);
			else {
				w.byte(0);
				w.picture = value.order;
				writeOrderView(w, value.order);
			}
			w.number(value.accountSeq);
			w.boolean(value.duplicate);
			if (value.amendDenial === undefined) w.byte(0);
			else {
				w.byte(1);
				writeDenial(w, value.amendDenial);
			}
			return;
		case 'orders':
			w.reserve(0);
			w.byte(1);
			w.number(value.orders.length);
			for (const item of value.orders) writeOrderView(w, item);
			w.number(value.accountSeq);
			w.boolean(value.duplicate);
			return;
		case 'position':
			w.reserve(0);
			w.byte(2);
			writePositionView(w, value.position);
			w.number(value.accountSeq);
			w.boolean(value.duplicate);
			if (value.denial === undefined) w.byte(0);
			else {
				w.byte(1);
				writeDenial(w, value.denial);
			}
			return;
		case 'done':
			w.reserve(0);
			w.byte(3);
			return;
		case 'canceling':
			w.reserve(0);
			w.byte(4);
			w.number(value.sent);
			w.number(value.notReady);
			return;
		case 'refused':
			w.reserve(0);
			w.byte(5);
			w.byte(numberOfRefusalCode(value.code));
			w.text(value.message);
			return;
	}
}

export function readReply(r: RecordReader): Reply {
	switch (r.byte()) {
		case 0:
			return {
				outcome: 'order',
				order: r.byte() === 1 && r.picture !== undefined ? r.picture : (r.picture = readOrderView(r)),
				accountSeq: r.number(),
				duplicate: r.boolean(),
				amendDenial: r.byte() === 0 ? undefined : readDenial(r),
			};
		case 1:
			return {
				outcome: 'orders',
				orders: Array.from({ length: r.number() }, () => readOrderView(r)),
				accountSeq: r.number(),
				duplicate: r.boolean(),
			};
		case 2:
			return {
				outcome: 'position',
				position: readPositionView(r),
				accountSeq: r.number(),
				duplicate: r.boolean(),
				denial: r.byte() === 0 ? undefined : readDenial(r),
			};
		case 3:
			return {
				outcome: 'done',
			};
		case 4:
			return {
				outcome: 'canceling',
				sent: r.number(),
				notReady: r.number(),
			};
		case 5:
			return {
				outcome: 'refused',
				code: r.word(words.RefusalCode),
				message: r.text(),
			};
		default:
			throw r.malformed('an unknown Reply');
	}
}

export function writeEngineOutput(w: RecordWriter, value: EngineOutput): void {
	switch (value.kind) {
		case 'reply':
			w.reserve(0);
			w.byte(0);
			writeReply(w, value.reply);
			return;
		case 'order':
			w.reserve(0);
			w.byte(1);
			w.number(value.accountSeq);
			if (value.order === w.picture) w.byte(1);
			else {
				w.byte(0);
				w.picture = value.order;
				writeOrderView(w, value.order);
			}
			return;
		case 'execution':
			w.reserve(0);
			w.byte(2);
			w.number(value.accountSeq);
			writeExecutionView(w, value.execution);
			return;
		case 'position':
			w.reserve(0);
			w.byte(3);
			w.number(value.accountSeq);
			writePositionView(w, value.position);
			return;
		case 'strategyPosition':
			w.reserve(0);
			w.byte(4);
			w.number(value.accountSeq);
			writeStrategyPositionView(w, value.position);
			return;
		case 'account':
			w.reserve(0);
			w.byte(5);
			w.number(value.accountSeq);
			writeAccountView(w, value.account);
			return;
		case 'tenant':
			w.reserve(0);
			w.byte(6);
			w.number(value.tenantId);
			w.boolean(value.halted);
			w.number(value.configVersion);
			return;
		case 'partHalted':
			w.reserve(0);
			w.byte(7);
			w.number(value.tenantId);
			w.byte(numberOfHaltLevel(value.level));
			w.number(value.subjectId);
			w.boolean(value.halted);
			w.number(value.principalId);
			return;
		case 'break':
			w.reserve(0);
			w.byte(8);
			w.number(value.accountSeq);
			w.number(value.tenantId);
			w.number(value.accountId);
			w.byte(numberOfBreakCode(value.code));
			w.number(value.orderId);
			w.ticket(value.ticket);
			return;
		case 'breakResolved':
			w.reserve(0);
			w.byte(9);
			w.number(value.accountSeq);
			w.number(value.tenantId);
			w.number(value.accountId);
			w.number(value.breakSeq);
			if (value.choice === null) w.byte(0xff);
			else w.byte(numberOfBreakChoice(value.choice));
			w.number(value.principalId);
			return;
		case 'refresh':
			w.reserve(0);
			w.byte(10);
			w.number(value.tenantId);
			w.number(value.accountId);
			return;
		case 'stages':
			w.reserve(0);
			w.byte(11);
			w.number(value.tenantId);
			w.number(value.accountId);
			w.number(value.orderId);
			writeOrderStages(w, value.stages);
			return;
		case 'foreignOrder':
			w.reserve(0);
			w.byte(12);
			w.number(value.tenantId);
			w.number(value.accountId);
			writeForeignOrderView(w, value.order);
			return;
		case 'send':
			w.reserve(0);
			w.byte(13);
			w.number(value.tenantId);
			w.number(value.accountId);
			writeVenueSend(w, value.send);
			return;
	}
}

export function readEngineOutput(r: RecordReader): EngineOutput {
	switch (r.byte()) {
		case 0:
			return {
				kind: 'reply',
				reply: readReply(r),
			};
		case 1:
			return {
				kind: 'order',
				accountSeq: r.number(),
				order: r.byte() === 1 && r.picture !== undefined ? r.picture : (r.picture = readOrderView(r)),
			};
		case 2:
			return {
				kind: 'execution',
				accountSeq: r.number(),
				execution: readExecutionView(r),
			};
		case 3:
			return {
				kind: 'position',
				accountSeq: r.number(),
				position: readPositionView(r),
			};
		case 4:
			return {
				kind: 'strategyPosition',
				accountSeq: r.number(),
				position: readStrategyPositionView(r),
			};
		case 5:
			return {
				kind: 'account',
				accountSeq: r.number(),
				account: readAccountView(r),
			};
		case 6:
			return {
				kind: 'tenant',
				tenantId: r.number(),
				halted: r.boolean(),
				configVersion: r.number(),
			};
		case 7:
			return {
				kind: 'partHalted',
				tenantId: r.number(),
				level: r.word(words.HaltLevel),
				subjectId: r.number(),
				halted: r.boolean(),
				principalId: r.number(),
			};
		case 8:
			return {
				kind: 'break',
				accountSeq: r.number(),
				tenantId: r.number(),
				accountId: r.number(),
				code: r.word(words.BreakCode),
				orderId: r.number(),
				ticket: r.ticket(),
			};
		case 9:
			return {
				kind: 'breakResolved',
				accountSeq: r.number(),
				tenantId: r.number(),
				accountId: r.number(),
				breakSeq: r.number(),
				choice: r.wordOrNull(words.BreakChoice),
				principalId: r.number(),
			};
		case 10:
			return {
				kind: 'refresh',
				tenantId: r.number(),
				accountId: r.number(),
			};
		case 11:
			return {
				kind: 'stages',
				tenantId: r.number(),
				accountId: r.number(),
				orderId: r.number(),
				stages: readOrderStages(r),
			};
		case 12:
			return {
				kind: 'foreignOrder',
				tenantId: r.number(),
				accountId: r.number(),
				order: readForeignOrderView(r),
			};
		case 13:
			return {
				kind: 'send',
				tenantId: r.number(),
				accountId: r.number(),
				send: readVenueSend(r),
			};
		default:
			throw r.malformed('an unknown EngineOutput');
	}
}
