import {
	currencyDigits,
	type InstrumentConfig,
	type Side,
	type VenueAccount,
	type VenueDeal,
	type VenueOrder,
	type VenueOrderType,
	type VenuePosition,
	type VenueSpec,
} from '@meridian/core';
import { deadmanMagic, type Message, type TerminalProtocol, wireEnums } from '@meridian/protocol';
import { orderIdOf, originOf, toMinor, toUnits, UnfitNumber } from './numbers.ts';
import type { AccountPlace } from './symbols.ts';

type Terminal<Name extends keyof TerminalProtocol> = Message<TerminalProtocol, Name>;

/** Name of a wire enum's number; undefined for numbers we do not know. */
function nameOf<E extends Readonly<Record<string, number>>>(values: E, number: number): keyof E | undefined {
	for (const name in values) if (values[name] === number) return name;
	return undefined;
}

/** The terminal's times are of its broker's clock: minus offsetMs they are UTC. */
export type BrokerClock = { readonly offsetMs: number };

function instrumentOf(place: AccountPlace, symbol: string): InstrumentConfig {
	const instrument = place.bySymbol.get(symbol);
	if (instrument === undefined) throw new UnfitNumber(`symbol ${symbol} is not mapped`);
	return instrument;
}

const buyTypes: ReadonlySet<number> = new Set([
	wireEnums.OrderType.MARKET_BUY,
	wireEnums.OrderType.BUY_LIMIT,
	wireEnums.OrderType.BUY_STOP,
	wireEnums.OrderType.BUY_STOP_LIMIT,
]);
/** Once its stop is reached, the venue shows one as the limit order that it has become. */
const stopLimitTypes: ReadonlySet<number> = new Set([wireEnums.OrderType.BUY_STOP_LIMIT, wireEnums.OrderType.SELL_STOP_LIMIT]);
const orderStates = {
	STARTED: 'STARTED',
	PLACED: 'PLACED',
	PARTIAL: 'PARTIAL',
	FILLED: 'FILLED',
	CANCELED: 'CANCELED',
	REJECTED: 'REJECTED',
	EXPIRED: 'EXPIRED',
	REQUEST_ADD: 'STARTED',
	REQUEST_MODIFY: 'PLACED',
	REQUEST_CANCEL: 'PLACED',
} as const;
const dealReasons = {
	CLIENT: 'CLIENT',
	EXPERT: 'EXPERT',
	SL: 'SL',
	TP: 'TP',
	STOP_OUT: 'STOP_OUT',
	ROLLOVER: 'ROLLOVER',
	OTHER: 'OTHER',
	MOBILE: 'MOBILE',
	WEB: 'WEB',
	VARIATION_MARGIN: 'VARIATION_MARGIN',
	SPLIT: 'SPLIT',
} as const;
export function accountOf(place: AccountPlace, m: Terminal<'Account'>): VenueAccount {
	const digits = place.account.currencyDigits;
	const stopOutMode = nameOf(wireEnums.StopOutMode, m.stopOutMode) ?? null;
	return {
		balanceMinor: toMinor(m.balance, digits),
		creditMinor: toMinor(m.credit, digits),
		equityMinor: toMinor(m.equity, digits),
		marginMinor: toMinor(m.margin, digits),
		marginFreeMinor: toMinor(m.marginFree, digits),
		stopOutMode,
		marginCall: toMinor(m.marginCall, stopOutMode === 'MONEY' ? digits : 2),
		stopOut: toMinor(m.stopOut, stopOutMode === 'MONEY' ? digits : 2),
		serverConnected: m.connected,
		tradeAllowed: m.tradeAllowed,
	};
}

const venueTypes: readonly (readonly [VenueOrderType, readonly number[]])[] = [
	['MARKET', [wireEnums.OrderType.MARKET_BUY, wireEnums.OrderType.MARKET_SELL]],
	['LIMIT', [wireEnums.OrderType.BUY_LIMIT, wireEnums.OrderType.SELL_LIMIT]],
	['STOP', [wireEnums.OrderType.BUY_STOP, wireEnums.OrderType.SELL_STOP]],
	['STOP_LIMIT', [wireEnums.OrderType.BUY_STOP_LIMIT, wireEnums.OrderType.SELL_STOP_LIMIT]],
];
const venueTypeOf = (type: number): VenueOrderType | null => venueTypes.find(([, numbers]) => numbers.includes(type))?.[0] ?? null;

export function orderOf(place: AccountPlace, m: Terminal<'OrderItem'>, { offsetMs }: BrokerClock): VenueOrder {
	const instrument = instrumentOf(place, m.symbol);
	const state = nameOf(wireEnums.OrderState, m.state);
	if (state === undefined) throw new UnfitNumber(`order state ${m.state}`);
	const side: Side = buyTypes.has(m.type) ? 'BUY' : 'SELL';
	return {
		orderId: orderIdOf(m.magic),
		...(orderIdOf(m.magic) === 0
			? { foreign: { origin: originOf(m.magic), type: venueTypeOf(m.type), reason: nameOf(wireEnums.OrderReason, m.reason) ?? 'OTHER' } }
			: {}),
		ticket: m.ticket,
		instrumentId: instrument.instrumentId,
		side,
		state: orderStates[state],
		qty: toUnits(m.volumeInitial, instrument.qtyDigits),
		leavesQty: toUnits(m.volumeCurrent, instrument.qtyDigits),
		price: toUnits(m.price, instrument.priceDigits),
		...(stopLimitTypes.has(m.type) ? { limitPrice: toUnits(m.stopLimit, instrument.priceDigits) } : {}),
		sl: toUnits(m.sl, instrument.priceDigits),
		tp: toUnits(m.tp, instrument.priceDigits),
		positionTicket: m.positionId,
		...(m.positionById === 0n ? {} : { positionByTicket: m.positionById }),
		venueAtMs: Number(m.timeDoneMs === 0n ? m.timeSetupMs : m.timeDoneMs) - offsetMs,
	};
}

/** A deal without an instrument of ours (a balance operation, a symbol traded by hand) still moves the account's money. */
export function dealOf(place: AccountPlace, m: Terminal<'DealItem'>, { offsetMs }: BrokerClock): VenueDeal {
	const instrument = place.bySymbol.get(m.symbol);
	const type = nameOf(wireEnums.DealType, m.type);
	const entry = nameOf(wireEnums.DealEntry, m.entry);
	const reason = nameOf(wireEnums.DealReason, m.reason);
	const isDeal = type === 'BUY' || type === 'SELL' || type === 'BUY_CANCELED' || type === 'SELL_CANCELED';
	const isTrade = isDeal && instrument !== undefined;
	if (isTrade && entry === undefined) throw new UnfitNumber(`deal entry ${m.entry}`);
	const digits = place.account.currencyDigits;
	return {
		orderId: orderIdOf(m.magic),
		ticket: m.ticket,
		orderTicket: m.order,
		positionTicket: m.positionId,
		instrumentId: instrument?.instrumentId ?? 0,
		type: type === undefined || (isDeal && !isTrade) ? 'OTHER' : type,
		entry: entry ?? 'IN',
		reason: m.magic === BigInt(deadmanMagic) ? 'DEADMAN' : reason === undefined ? 'OTHER' : dealReasons[reason],
		qty: isTrade ? toUnits(m.volume, instrument.qtyDigits) : 0,
		price: isTrade ? toUnits(m.price, instrument.priceDigits) : 0,
		profitMinor: toMinor(m.profit, digits),
		commissionMinor: toMinor(m.commission, digits),
		swapMinor: toMinor(m.swap, digits),
		feeMinor: toMinor(m.fee, digits),
		venueAtMs: Number(m.timeMs) - offsetMs,
	};
}

export function positionOf(place: AccountPlace, m: Terminal<'PositionItem'>, { offsetMs }: BrokerClock): VenuePosition {
	const digits = place.account.currencyDigits;
	const { BUY, SELL } = wireEnums.Side;
	if (m.side !== BUY && m.side !== SELL) throw new UnfitNumber(`position side ${m.side}`);
	// A position in a symbol that is not ours is told with instrument 0: the engine makes it a break that an operator sees.
	const instrument = place.bySymbol.get(m.symbol) ?? { instrumentId: 0, qtyDigits: 8, priceDigits: 8 };
	return {
		// The identifier lives as long as the position; the ticket changes on a netting reversal.
		positionTicket: m.identifier,
		instrumentId: instrument.instrumentId,
		side: m.side === BUY ? 'BUY' : 'SELL',
		qty: toUnits(m.volume, instrument.qtyDigits),
		priceOpen: Math.round(m.priceOpen * 10 ** instrument.priceDigits),
		sl: toUnits(m.sl, instrument.priceDigits),
		tp: toUnits(m.tp, instrument.priceDigits),
		swapMinor: toMinor(m.swap, digits),
		profitMinor: toMinor(m.profit, digits),
		venueAtMs: Number(m.timeMs) - offsetMs,
	};
}

/** Masks as MQL5 documents them: fill FOK 1, IOC 2; expiration GTC 1, DAY 2, SPECIFIED 4; order MARKET 1, LIMIT 2, STOP 4, STOP_LIMIT 8. */
export function specOf(
	place: AccountPlace,
	m: Terminal<'Symbol'>,
	hello: { leverage: number; serverOffsetSec: number },
): { instrumentId: number; spec: VenueSpec } {
	const instrument = instrumentOf(place, m.symbol);
	if (m.digits > instrument.priceDigits)
		throw new UnfitNumber(`${m.symbol} has ${m.digits} digits at the broker, ${instrument.priceDigits} here`);
	const pointUnits = 10 ** (instrument.priceDigits - m.digits);
	const tradeMode = nameOf(wireEnums.SymbolTradeMode, m.tradeMode) ?? 'DISABLED';
	const calcMode = nameOf(wireEnums.CalcMode, m.calcMode) ?? 'OTHER';
	const marginDigits = currencyDigits(m.currencyMargin);
	const daySec = 86_400;
	return {
		instrumentId: instrument.instrumentId,
		spec: {
			digits: m.digits,
			contractSize: toUnits(m.contractSize, 0),
			qtyMin: toUnits(m.volumeMin, instrument.qtyDigits),
			qtyMax: toUnits(m.volumeMax, instrument.qtyDigits),
			qtyStep: toUnits(m.volumeStep, instrument.qtyDigits),
			stopsLevel: m.stopsLevelPoints * pointUnits,
			freezeLevel: m.freezeLevelPoints * pointUnits,
			tickSize: toUnits(m.tickSize, instrument.priceDigits),
			tradeMode,
			orderTypes: [
				...((m.orderMask & 1) !== 0 ? (['MARKET'] as const) : []),
				...((m.orderMask & 2) !== 0 ? (['LIMIT'] as const) : []),
				...((m.orderMask & 4) !== 0 ? (['STOP'] as const) : []),
				...((m.orderMask & 8) !== 0 ? (['STOP_LIMIT'] as const) : []),
			],
			timesInForce: [
				...((m.expirationMask & 1) !== 0 ? (['GTC'] as const) : []),
				...((m.expirationMask & 2) !== 0 ? (['DAY'] as const) : []),
				...((m.expirationMask & 4) !== 0 ? (['GTD'] as const) : []),
				...((m.fillingMask & 2) !== 0 ? (['IOC'] as const) : []),
				...((m.fillingMask & 1) !== 0 ? (['FOK'] as const) : []),
			],
			calcMode,
			// Where selling takes another margin than buying, the engine reckons with the larger of both.
			marginRatePpm: Math.round(Math.max(m.marginRate, m.marginRateSell) * 1_000_000),
			maintenanceRatePpm: Math.round(m.marginRateMaintenance * 1_000_000),
			marginInitialMinor: toMinor(m.marginInitial, marginDigits),
			marginMaintenanceMinor: toMinor(m.marginMaintenance, marginDigits),
			hedgedUseLeg: m.hedgedUseLeg,
			marginHedged: toMinor(m.marginHedged, m.marginInitial > 0 ? marginDigits : 0),
			tickValueMicro: Math.round(m.tickValue * 1_000_000),
			marginCurrency: m.currencyMargin,
			leverage: hello.leverage,
			sessions: m.sessions.map((session) => ({
				fromSec: session.day * daySec + session.fromSec,
				toSec: session.day * daySec + session.toSec,
			})),
			serverOffsetSec: hello.serverOffsetSec,
		},
	};
}
