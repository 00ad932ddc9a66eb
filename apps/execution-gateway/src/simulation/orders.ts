import type { Contingency, OrderType, Side } from '@meridian/core';
import type { EntryProtocol, Message } from '@meridian/protocol';
import type { Chance } from './chance.ts';
import { type SimAccount, simInstruments } from './config.ts';

export type PositionSeen = { readonly ticket: number; readonly symbol: string; readonly side: 1 | -1; readonly lots: number };
/** What a trader sees on the screen. */
export type View = { bidOf(symbol: string): number; positionsOf(account: SimAccount): readonly PositionSeen[] };
export type Leg = Message<EntryProtocol, 'PlaceOrderGroup'>['orders'][number];
/** What an order is made up from. */
export type Source = { readonly chance: Chance; readonly view: View; nowMs(): number; newId(): string };
type Instrument = (typeof simInstruments)[number];

const plainTerms = {
	...{ expiresAtMs: null, limitPrice: null, positionTicket: 0n, reduceOnly: false, postOnly: false, bracket: false },
	...{ trailBy: '', trailDistance: null, strategyId: 0 },
} as const;

const instrumentOf = (chance: Chance): Instrument => chance.pick(simInstruments) ?? simInstruments[0];

/** A market or limit order, as any terminal takes it. */
export function plainOrder({ chance, view, newId }: Source): Leg {
	const { instrumentId, symbol } = instrumentOf(chance);
	const side: Side = chance.hits(0.5) ? 'BUY' : 'SELL';
	const sign = side === 'BUY' ? 1 : -1;
	const bid = view.bidOf(symbol);
	const isLimit = chance.hits(0.45);
	const price = isLimit ? bid - sign * chance.between(-12, 60) : null;
	const withStops = chance.hits(0.2);
	return {
		...{ ...plainTerms, instrumentId, clientOrderId: newId() },
		...{ side, type: isLimit ? 'LIMIT' : 'MARKET', tif: isLimit ? 'GTC' : 'IOC', qty: chance.between(1, 150), price },
		sl: withStops ? (price ?? bid) - sign * chance.between(40, 120) : null,
		tp: withStops ? (price ?? bid) + sign * chance.between(40, 120) : null,
	};
}

const everyType: readonly OrderType[] = [
	...(['MARKET', 'MARKET', 'MARKET', 'MARKET', 'MARKET', 'LIMIT', 'LIMIT', 'LIMIT'] as const),
	...(['STOP', 'STOP', 'STOP_LIMIT', 'MARKET_IF_TOUCHED', 'LIMIT_IF_TOUCHED', 'TRAILING_STOP', 'TRAILING_STOP'] as const),
];

/** An order of any type; some close a position, some have stops of their own, some end by themselves. Some are wrong, and denied. */
export function anyOrder(source: Source, account: SimAccount): Leg {
	const { chance, view } = source;
	const closes = chance.hits(0.12) ? chance.pick(view.positionsOf(account)) : undefined;
	const instrument = simInstruments.find(({ symbol }) => symbol === closes?.symbol) ?? instrumentOf(chance);
	const type = chance.pick(everyType) ?? 'MARKET';
	if (closes === undefined) return legOf(source, { account, instrument, type, side: chance.hits(0.5) ? 'BUY' : 'SELL' });
	const leg = legOf(source, { account, instrument, type, side: closes.side === 1 ? 'SELL' : 'BUY' });
	const ofPosition = account.mode === 'HEDGING' ? { positionTicket: BigInt(closes.ticket) } : { reduceOnly: true };
	return { ...leg, ...ofPosition, ...{ qty: chance.between(1, closes.lots), sl: null, tp: null, bracket: false } };
}

function legOf(
	{ chance, view, nowMs, newId }: Source,
	of: { readonly account: SimAccount; readonly instrument: Instrument; readonly type: OrderType; readonly side: Side },
): Leg {
	const { account, instrument, type, side } = of;
	const sign = side === 'BUY' ? 1 : -1;
	const bid = view.bidOf(instrument.symbol);
	const price = type === 'MARKET' || type === 'TRAILING_STOP' ? null : bid + sign * away[type] * chance.between(-6, 50);
	const limitPrice = price !== null && (type === 'STOP_LIMIT' || type === 'LIMIT_IF_TOUCHED') ? price - sign * chance.between(0, 20) : null;
	const at = limitPrice ?? price ?? bid;
	const hasStops = type !== 'TRAILING_STOP' && chance.hits(0.3);
	const expires = type !== 'MARKET' && chance.hits(0.25);
	const trails = type === 'TRAILING_STOP';
	return {
		...{ ...plainTerms, instrumentId: instrument.instrumentId, clientOrderId: newId(), side, type, qty: chance.between(1, 150) },
		...{ tif: type === 'MARKET' ? 'IOC' : expires ? 'GTD' : 'GTC', price, limitPrice },
		sl: hasStops ? at - sign * chance.between(10, 120) : null,
		tp: hasStops ? at + sign * chance.between(10, 120) : null,
		expiresAtMs: expires ? nowMs() + chance.between(500, 90_000) : null,
		postOnly: type === 'LIMIT' && chance.hits(0.1),
		bracket: hasStops && account.mode === 'NETTING' && chance.hits(0.7),
		...(trails ? { trailBy: chance.hits(0.5) ? 'PRICE' : 'POINTS', trailDistance: chance.between(5, 50) } : {}),
	};
}

/** Where an order of each type lies: on the far side of the market (1) or on the near one (-1), seen from its side. */
const away = { LIMIT: -1, STOP: 1, STOP_LIMIT: 1, MARKET_IF_TOUCHED: -1, LIMIT_IF_TOUCHED: -1 } as const;

/** Orders of one instrument that depend on each other. */
export function anyGroup(source: Source, account: SimAccount): { readonly contingency: Contingency; readonly orders: readonly Leg[] } {
	const { chance } = source;
	const contingency = chance.pick(['OCO', 'OTO', 'OTOCO'] as const) ?? 'OCO';
	const instrument = instrumentOf(chance);
	const side: Side = chance.hits(0.5) ? 'BUY' : 'SELL';
	const leg = (type: OrderType, of: Side = side) => legOf(source, { account, instrument, type, side: of });
	if (contingency === 'OCO') {
		const third = chance.hits(0.3) ? [leg(chance.pick(['TRAILING_STOP', 'MARKET_IF_TOUCHED'] as const) ?? 'TRAILING_STOP')] : [];
		return { contingency, orders: [leg('LIMIT'), leg('STOP'), ...third] };
	}
	const first = leg(chance.pick(['MARKET', 'LIMIT', 'STOP', 'TRAILING_STOP'] as const) ?? 'MARKET');
	const back: Side = side === 'BUY' ? 'SELL' : 'BUY';
	const children =
		contingency === 'OTO'
			? [leg(chance.pick(['LIMIT', 'TRAILING_STOP', 'MARKET'] as const) ?? 'LIMIT', back)]
			: [leg('STOP', back), leg('LIMIT', back)];
	return { contingency, orders: [first, ...children] };
}
