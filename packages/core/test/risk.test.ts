import { describe, expect, it } from 'vitest';
import { type DenialCode, denialCodes, type OrderView, type VenueSpec } from '../src/index.ts';
import { Desk, EURUSD, envelope, healthyAccount, plainSpec, RISK_OFFICER, replyOf, USDJPY } from './support/desk.ts';

type Terms = Parameters<Desk['place']>[0];

/** What a check must show: it denies, passes at its limit, and a missing input denies an increase. */
type Case = {
	readonly check: string;
	readonly code: DenialCode;
	readonly set?: (desk: Desk) => void;
	readonly denied?: Terms;
	readonly measured?: { readonly value: number; readonly limit: number };
	/** At the limit: passes under the same set-up, or under one that is just good enough. */
	readonly atLimit?: { readonly set?: (desk: Desk) => void; readonly terms?: Terms };
	/** Conditions of the venue's own making and of the order itself hold for a close too; all others must not trap it. */
	readonly trapsNobody?: false;
};

const spec = (change: Partial<VenueSpec>) => (desk: Desk) =>
	void desk.venue({ event: 'spec', instrumentId: EURUSD, spec: { ...plainSpec, ...change } });
const limits = (change: Parameters<Desk['reconfigure']>[0]['limits']) => (desk: Desk) => void desk.reconfigure({ limits: change ?? {} });
const marginFree = (marginFreeMinor: number) => (desk: Desk) =>
	void desk.venue({ event: 'account', account: { ...healthyAccount, marginFreeMinor } });
const limitBuy = (price: number, more: Terms = {}): Terms => ({ type: 'LIMIT', tif: 'GTC', price, ...more });
const later = (ms: number) => (desk: Desk) => {
	desk.nowMs += ms;
};
/** Second of the broker's week of the desk's clock: 1 January 1970, 00:16:40 UTC, a Thursday. */
const secondOfWeek = 4 * 86_400 + 1000;

const cases: readonly Case[] = [
	{ check: '1 tenant', code: 'TENANT_INACTIVE', set: (desk) => void desk.reconfigure({ config: { active: false } }) },
	{ check: '1 account', code: 'ACCOUNT_INACTIVE', set: (desk) => void desk.reconfigure({ account: { active: false } }) },
	{ check: '1 user', code: 'USER_INACTIVE', denied: { envelope: { ...envelope, principalId: 3 } } },
	{ check: '1 unknown user', code: 'USER_INACTIVE', denied: { envelope: { ...envelope, principalId: 99 } } },
	{ check: '1 right to trade', code: 'USER_NOT_ALLOWED', denied: { envelope: { ...envelope, principalId: RISK_OFFICER } } },
	{ check: '2 halt', code: 'HALTED', set: (desk) => void desk.halt(true), atLimit: { set: (desk) => void desk.halt(false) } },
	{ check: '3 instrument', code: 'INSTRUMENT_UNKNOWN', denied: { instrumentId: 99 } },
	{ check: '3 dropped instrument', code: 'INSTRUMENT_INACTIVE', set: (desk) => void desk.reconfigure({ config: { instruments: [] } }) },
	{
		check: '3 long only',
		code: 'SIDE_NOT_ALLOWED',
		set: spec({ tradeMode: 'LONG_ONLY' }),
		denied: { side: 'SELL', qty: 500 },
		atLimit: { terms: { side: 'BUY' } },
	},
	{ check: '3 short only', code: 'SIDE_NOT_ALLOWED', set: spec({ tradeMode: 'SHORT_ONLY' }), atLimit: { terms: { side: 'SELL' } } },
	{ check: '3 close only', code: 'TRADING_DISABLED', set: spec({ tradeMode: 'CLOSE_ONLY' }) },
	{ check: '3 disabled', code: 'TRADING_DISABLED', set: spec({ tradeMode: 'DISABLED' }) },
	{
		check: '4 session over',
		code: 'SESSION_CLOSED',
		set: spec({ sessions: [{ fromSec: 0, toSec: secondOfWeek }] }),
		atLimit: { set: spec({ sessions: [{ fromSec: secondOfWeek, toSec: secondOfWeek + 1 }] }) },
	},
	{
		check: '4 session in broker time',
		code: 'SESSION_CLOSED',
		set: spec({ sessions: [{ fromSec: secondOfWeek, toSec: secondOfWeek + 1 }], serverOffsetSec: 3600 }),
	},
	{ check: '4 no session known', code: 'SESSION_CLOSED', set: spec({ sessions: [] }) },
	{ check: '5 nothing', code: 'QTY_NOT_POSITIVE', denied: { qty: 0 }, measured: { value: 0, limit: 0 } },
	{ check: '5 negative', code: 'QTY_NOT_POSITIVE', denied: { qty: -1 } },
	{
		check: '5 step',
		code: 'QTY_OFF_STEP',
		set: spec({ qtyStep: 10 }),
		denied: { qty: 105 },
		measured: { value: 105, limit: 10 },
		atLimit: { terms: { qty: 110 } },
	},
	{
		check: '5 min',
		code: 'QTY_BELOW_MIN',
		set: spec({ qtyMin: 20 }),
		denied: { qty: 19 },
		measured: { value: 19, limit: 20 },
		atLimit: { terms: { qty: 20 } },
	},
	{
		check: '5 max',
		code: 'QTY_ABOVE_MAX',
		set: spec({ qtyMax: 300 }),
		denied: { qty: 301 },
		measured: { value: 301, limit: 300 },
		atLimit: { terms: { qty: 300 } },
	},
	{ check: '6 limit without price', code: 'PRICE_MISSING', denied: { type: 'LIMIT', tif: 'GTC' } },
	{ check: '6 market with price', code: 'PRICE_NOT_ALLOWED', denied: { price: 110_000 } },
	{ check: '6 price of nothing', code: 'PRICE_NOT_POSITIVE', denied: limitBuy(0) },
	{
		check: '6 tick',
		code: 'PRICE_OFF_TICK',
		set: spec({ tickSize: 5 }),
		denied: limitBuy(109_001),
		measured: { value: 109_001, limit: 5 },
		atLimit: { terms: limitBuy(109_005) },
	},
	{ check: '6 tick of a stop', code: 'PRICE_OFF_TICK', set: spec({ tickSize: 5 }), denied: { sl: 109_001 } },
	{ check: '6 stop order without price', code: 'PRICE_MISSING', denied: { type: 'STOP', tif: 'GTC' } },
	{
		check: '7 buy stop at the ask',
		code: 'PRICE_WRONG_SIDE',
		denied: { type: 'STOP', tif: 'GTC', price: 110_010 },
		measured: { value: 110_010, limit: 110_010 },
		atLimit: { terms: { type: 'STOP', tif: 'GTC', price: 110_011 } },
	},
	{
		check: '7 sell stop at the bid',
		code: 'PRICE_WRONG_SIDE',
		denied: { side: 'SELL', type: 'STOP', tif: 'GTC', price: 110_000, qty: 400 },
		measured: { value: 110_000, limit: 110_000 },
		atLimit: { terms: { side: 'SELL', type: 'STOP', tif: 'GTC', price: 109_999, qty: 400 } },
	},
	{
		check: '7 distance of a stop order',
		code: 'STOPS_TOO_CLOSE',
		set: spec({ stopsLevel: 20 }),
		denied: { type: 'STOP', tif: 'GTC', price: 110_029 },
		measured: { value: 19, limit: 20 },
		atLimit: { terms: { type: 'STOP', tif: 'GTC', price: 110_030 } },
	},
	{
		check: '7 limit of a stop-limit',
		code: 'LIMIT_PRICE_WRONG_SIDE',
		denied: { type: 'STOP_LIMIT', tif: 'GTC', price: 110_100, limitPrice: 110_101 },
		measured: { value: 110_101, limit: 110_100 },
		atLimit: { terms: { type: 'STOP_LIMIT', tif: 'GTC', price: 110_100, limitPrice: 110_100 } },
	},
	{ check: '8 stop order at once', code: 'TIF_UNSUPPORTED', denied: { type: 'STOP', tif: 'IOC', price: 110_100 } },
	{
		check: '7 stop loss above the bid',
		code: 'STOPS_INVALID',
		denied: { sl: 110_000 },
		measured: { value: 0, limit: 0 },
		atLimit: { terms: { sl: 109_999 } },
	},
	{ check: '7 take profit below the bid', code: 'STOPS_INVALID', denied: { tp: 110_000 }, atLimit: { terms: { tp: 110_001 } } },
	{
		check: '7 stop loss of a sell below the ask',
		code: 'STOPS_INVALID',
		denied: { side: 'SELL', qty: 500, sl: 110_010 },
		atLimit: { terms: { side: 'SELL', qty: 500, sl: 110_011 } },
	},
	{
		check: '7 stop of a limit order',
		code: 'STOPS_INVALID',
		denied: limitBuy(109_000, { sl: 109_000 }),
		atLimit: { terms: limitBuy(109_000, { sl: 108_999 }) },
	},
	{
		check: '7 distance',
		code: 'STOPS_TOO_CLOSE',
		set: spec({ stopsLevel: 50 }),
		denied: { sl: 109_951 },
		measured: { value: 49, limit: 50 },
		atLimit: { terms: { sl: 109_950 } },
	},
	{
		check: '8 type',
		code: 'ORDER_TYPE_UNSUPPORTED',
		set: spec({ orderTypes: ['MARKET'] }),
		denied: limitBuy(109_000),
		atLimit: { terms: {} },
	},
	{
		check: '8 tif',
		code: 'TIF_UNSUPPORTED',
		set: spec({ timesInForce: ['GTC', 'FOK'] }),
		denied: { tif: 'IOC' },
		atLimit: { terms: { tif: 'FOK' } },
	},
	{ check: '9 no expiry', code: 'EXPIRY_MISSING', denied: limitBuy(109_000, { tif: 'GTD' }) },
	{ check: '9 expiry of another time in force', code: 'EXPIRY_NOT_ALLOWED', denied: limitBuy(109_000, { expiresAtMs: 2_000_000 }) },
	{
		check: '9 expiry',
		code: 'EXPIRY_PASSED',
		denied: limitBuy(109_000, { tif: 'GTD', expiresAtMs: 1_000_000 }),
		measured: { value: 1_000_000, limit: 1_000_000 },
		atLimit: { terms: limitBuy(109_000, { tif: 'GTD', expiresAtMs: 1_000_001 }) },
	},
	{ check: '8 resting order at once', code: 'TIF_UNSUPPORTED', denied: limitBuy(109_000, { tif: 'FOK' }) },
	{
		check: '10 quantity',
		code: 'MAX_ORDER_QTY',
		set: limits({ maxOrderQtyLots: 2 }),
		denied: { qty: 201 },
		measured: { value: 201, limit: 200 },
		atLimit: { terms: { qty: 200 } },
	},
	{ check: '10 no limit', code: 'LIMIT_MISSING', set: limits({ maxOrderQtyLots: null }) },
	// 1 lot at 1.10010 is 110,010 USD; a USD liability of a EUR book divides by the bid, 1.10000: 100,009.09.
	{
		check: '11 notional',
		code: 'MAX_ORDER_NOTIONAL',
		set: limits({ maxOrderNotionalMinor: 10_000_908 }),
		measured: { value: 10_000_909, limit: 10_000_908 },
		atLimit: { set: limits({ maxOrderNotionalMinor: 10_000_909 }) },
	},
	{ check: '11 no limit', code: 'LIMIT_MISSING', set: limits({ maxOrderNotionalMinor: null }) },
	{
		check: '12 collar below',
		code: 'PRICE_COLLAR',
		denied: limitBuy(104_509),
		measured: { value: 501, limit: 500 },
		atLimit: { terms: limitBuy(104_510) },
	},
	{
		check: '12 collar above',
		code: 'PRICE_COLLAR',
		denied: { ...limitBuy(115_501), side: 'SELL', qty: 500 },
		atLimit: { terms: { ...limitBuy(115_500), side: 'SELL', qty: 500 } },
	},
	{ check: '12 no limit', code: 'LIMIT_MISSING', set: limits({ priceCollarBps: null }) },
	{
		check: '13 age',
		code: 'MARK_STALE',
		set: later(10_001),
		measured: { value: 10_001, limit: 10_000 },
		atLimit: { set: later(10_000) },
	},
	{ check: '13 no limit', code: 'LIMIT_MISSING', set: limits({ maxMarkAgeMs: null }) },
	{
		check: '15 open orders',
		code: 'MAX_OPEN_ORDERS',
		set: limits({ maxOpenOrders: 1 }),
		measured: { value: 2, limit: 1 },
		atLimit: { set: limits({ maxOpenOrders: 2 }) },
	},
	{ check: '15 no limit', code: 'LIMIT_MISSING', set: limits({ maxOpenOrders: null }) },
	// Long 300 and a working buy of 50 already.
	{
		check: '16 net long',
		code: 'MAX_NET_POSITION',
		set: limits({ maxNetLots: 5 }),
		denied: { qty: 151 },
		measured: { value: 501, limit: 500 },
		atLimit: { terms: { qty: 150 } },
	},
	{
		check: '16 net short',
		code: 'MAX_NET_POSITION',
		set: limits({ maxNetLots: 5 }),
		denied: { side: 'SELL', qty: 801 },
		measured: { value: 501, limit: 500 },
		atLimit: { terms: { side: 'SELL', qty: 800 } },
	},
	{ check: '16 no limit', code: 'LIMIT_MISSING', set: limits({ maxNetLots: null }) },
	// 1 lot takes 1,000 EUR, the working order reserves 500: 5 % of what is free then must stay.
	{
		check: '20 margin',
		code: 'MARGIN_INSUFFICIENT',
		set: marginFree(155_262),
		measured: { value: 100_000, limit: 99_999 },
		atLimit: { set: marginFree(155_263) },
	},
	{ check: '20 no limit', code: 'LIMIT_MISSING', set: limits({ marginReserveBps: null }) },
	{ check: '20 margin mode not known', code: 'INSTRUMENT_SPEC_MISSING', set: spec({ calcMode: 'OTHER' }) },
	{ check: '24 rate', code: 'ORDER_RATE', set: limits({ ordersBurst: 0 }), atLimit: { set: limits({ ordersBurst: 1 }) } },
	{ check: '24 no limit', code: 'LIMIT_MISSING', set: limits({ ordersPerSecond: null }) },
	{
		check: '28 reduce-only that exceeds',
		code: 'CLOSE_EXCEEDS_POSITION',
		denied: { side: 'SELL', qty: 301, reduceOnly: true },
		measured: { value: 301, limit: 300 },
		atLimit: { terms: { side: 'SELL', qty: 300, reduceOnly: true } },
	},
	{ check: '28 reduce-only that would increase', code: 'REDUCE_ONLY_WOULD_INCREASE', denied: { reduceOnly: true } },
	{ check: '29 link', code: 'VENUE_LINK_DOWN', set: (desk) => void desk.venue({ event: 'linkDown' }), trapsNobody: false },
	{ check: '29 reconciliation', code: 'VENUE_NOT_RECONCILED', set: (desk) => void desk.venue({ event: 'linkUp' }), trapsNobody: false },
	{
		check: '29 server',
		code: 'VENUE_LINK_DOWN',
		set: (desk) => void desk.venue({ event: 'account', account: { ...healthyAccount, serverConnected: false } }),
		trapsNobody: false,
	},
	{
		check: '29 right to trade',
		code: 'VENUE_TRADE_DISABLED',
		set: (desk) => void desk.venue({ event: 'account', account: { ...healthyAccount, tradeAllowed: false } }),
		trapsNobody: false,
	},
];

/** Long 300 EURUSD with a working buy limit of 50: something to close and something to cancel. */
function prepared(): { readonly desk: Desk; readonly working: OrderView } {
	const desk = new Desk();
	desk.fill(desk.place({ qty: 300 }));
	desk.venue({ event: 'account', account: healthyAccount });
	const working = desk.limit({ qty: 50 });
	desk.accept(working);
	return { desk, working };
}

describe('a check', () => {
	it.each(cases)('$check denies an increase with $code, in a dry run too', ({ code, set, denied, measured }) => {
		const { desk } = prepared();
		set?.(desk);
		const before = desk.engine.stateHash();
		expect(desk.engine.preview(desk.terms(denied), desk.nowMs).denial?.code).toBe(code);
		expect(desk.engine.stateHash(), 'a dry run changes nothing').toBe(before);
		const order = desk.place(denied);
		expect(order).toMatchObject({ life: 'DENIED', reservedQty: 0, denial: { code } });
		if (measured !== undefined) expect(order.denial).toEqual({ code, ...measured });
		expect(desk.sends().filter(({ action }) => action !== 'REMOVE')).toHaveLength(2);
	});

	it.each(cases.filter(({ atLimit }) => atLimit !== undefined))('$check passes at its limit', ({ set, denied, atLimit }) => {
		const { desk } = prepared();
		(atLimit?.set ?? set)?.(desk);
		expect(desk.place(atLimit?.terms ?? denied)).toMatchObject({ life: 'SUBMITTED', denial: null });
	});

	it.each(cases.filter(({ trapsNobody }) => trapsNobody !== false))('$check traps neither a close nor a cancel', ({ set }) => {
		const { desk, working } = prepared();
		set?.(desk);
		expect(desk.cancel(working.orderId)).toMatchObject({ outcome: 'order' });
		expect(desk.close()).toMatchObject({ outcome: 'order', order: { life: 'SUBMITTED' } });
	});
});

describe('a missing input denies what adds risk and lets a close pass', () => {
	/** Connected, with a position, but without what `drop` leaves out. */
	function without(drop: 'spec' | 'mark' | 'fx'): Desk {
		const desk = new Desk({ ready: false });
		const instrumentId = drop === 'fx' ? USDJPY : EURUSD;
		desk.venue({ event: 'linkUp' });
		desk.snapshot({});
		if (drop !== 'spec') desk.venue({ event: 'spec', instrumentId, spec: plainSpec });
		if (drop !== 'mark') desk.mark(instrumentId, { bid: 110_000, ask: 110_010 });
		const opening = desk.place({ instrumentId });
		desk.fill(opening, { orderId: 0, positionTicket: 5n });
		return desk;
	}

	it.each([
		['spec', 'INSTRUMENT_SPEC_MISSING', EURUSD],
		['mark', 'MARK_MISSING', EURUSD],
		['fx', 'FX_RATE_MISSING', USDJPY],
	] as const)('no %s: %s', (drop, code, instrumentId) => {
		const desk = without(drop);
		expect(desk.place({ instrumentId }).denial?.code).toBe(code);
		expect(desk.close({ instrumentId })).toMatchObject({ order: { life: 'SUBMITTED' } });
	});

	it('no word from the venue about the account', () => {
		const desk = new Desk({ ready: false });
		expect(desk.place().denial?.code).toBe('VENUE_LINK_DOWN');
	});
});

describe('what reduces', () => {
	it('is an opposite order that fits into the position, also without the flag', () => {
		const { desk } = prepared();
		desk.halt(true);
		expect(desk.place({ side: 'SELL', qty: 300 }).life).toBe('SUBMITTED');
		expect(desk.place({ side: 'SELL', qty: 1 }).denial?.code).toBe('HALTED');
	});

	it('can close a fragment below the step and the minimum', () => {
		const desk = new Desk();
		desk.fill(desk.place({ qty: 7 }));
		desk.venue({ event: 'spec', instrumentId: EURUSD, spec: { ...plainSpec, qtyStep: 10, qtyMin: 10 } });
		expect(desk.close()).toMatchObject({ order: { qty: 7, life: 'SUBMITTED' } });
		expect(desk.close({ qty: 5 })).toMatchObject({ order: { life: 'DENIED' } });
	});

	it('on a hedging account is only what names a position', () => {
		const desk = new Desk({ mode: 'HEDGING' });
		desk.fill(desk.place(), { positionTicket: 5n });
		desk.halt(true);
		expect(desk.place({ side: 'SELL' }).denial?.code).toBe('HALTED');
		expect(desk.place({ side: 'SELL', reduceOnly: true }).denial?.code).toBe('REDUCE_ONLY_WOULD_INCREASE');
		expect(desk.place({ side: 'SELL', positionTicket: 5n, type: 'LIMIT', price: 111_000, tif: 'GTC' }).denial?.code).toBe(
			'ORDER_TYPE_UNSUPPORTED',
		);
		expect(desk.place({ side: 'SELL', positionTicket: 5n }).life).toBe('SUBMITTED');
	});
});

describe('reserved exposure', () => {
	it('of an order of unknown fate still counts', () => {
		const desk = new Desk({ limits: { maxNetLots: 1 } });
		desk.place({ qty: 100 });
		desk.venue({ event: 'linkDown' });
		desk.venue({ event: 'linkUp' });
		desk.snapshot({ lastCommandEpoch: 1, lastCommandSeq: 1 });
		expect(desk.order(1_000_001).life).toBe('UNKNOWN');
		expect(desk.place({ qty: 1 }).denial).toEqual({ code: 'MAX_NET_POSITION', value: 101, limit: 100 });
	});

	it('is let go when the order ends, and margin of a fill stays held until the venue has counted it', () => {
		const desk = new Desk({ limits: { marginReserveBps: 0 } });
		desk.venue({ event: 'account', account: { ...healthyAccount, marginFreeMinor: 150_000 } });
		const first = desk.place();
		expect(desk.place().denial).toEqual({ code: 'MARGIN_INSUFFICIENT', value: 100_000, limit: 50_000 });
		desk.fill(first);
		expect(desk.place().denial?.code).toBe('MARGIN_INSUFFICIENT');
		desk.venue({ event: 'account', account: { ...healthyAccount, marginFreeMinor: 150_000, marginMinor: 100_000 } });
		expect(desk.place().life).toBe('SUBMITTED');
	});

	it('refills the token bucket by whole tokens of time', () => {
		const desk = new Desk({ limits: { ordersPerSecond: 3, ordersBurst: 1 } });
		desk.place();
		expect(desk.place().denial).toEqual({ code: 'ORDER_RATE', value: 1, limit: 3 });
		desk.nowMs += 333;
		expect(desk.place().denial?.code).toBe('ORDER_RATE');
		desk.nowMs += 1;
		expect(desk.place().life).toBe('SUBMITTED');
	});
});

describe('numbers beyond exact range', () => {
	it('deny, and never wrap', () => {
		const desk = new Desk({ limits: { maxOrderQtyLots: 90_000_000_000_000, maxNetLots: 90_000_000_000_000 } });
		desk.venue({ event: 'spec', instrumentId: EURUSD, spec: { ...plainSpec, qtyMax: Number.MAX_SAFE_INTEGER } });
		expect(desk.place({ qty: 9_000_000_000_000_000 }).denial?.code).toBe('NUMBER_OUT_OF_RANGE');
	});
});

it('every denial code but the two of account state and range is shown by a case above', () => {
	const shown = new Set<string>(cases.map(({ code }) => code));
	// QTY_NOT_AMENDABLE: amend.test.ts.
	const elsewhere = [
		'QTY_NOT_AMENDABLE',
		'INSTRUMENT_SPEC_MISSING',
		'FX_RATE_MISSING',
		'MARK_MISSING',
		'NUMBER_OUT_OF_RANGE',
		'ACCOUNT_STATE_MISSING',
	];
	expect(denialCodes.filter((code) => !shown.has(code) && !elsewhere.includes(code))).toEqual([]);
});

it('preview shows notional and margin', () => {
	const desk = new Desk();
	expect(desk.engine.preview(desk.terms(), desk.nowMs)).toEqual({ denial: null, notionalMinor: 10_000_909, marginMinor: 100_000 });
	expect(desk.engine.preview({ ...desk.terms(), tenantId: 9 }, desk.nowMs)).toMatchObject({ notionalMinor: null, marginMinor: null });
	expect(replyOf(desk.apply({ kind: 'halt', tenantId: 9, halted: true, envelope }))).toMatchObject({ code: 'UNKNOWN_TENANT' });
});
