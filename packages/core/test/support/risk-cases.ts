import type { DenialCode, VenueAccount, VenueSpec } from '../../src/index.ts';
import { type Desk, EURUSD, envelope, healthyAccount, instruments, plainSpec, RISK_OFFICER } from './desk.ts';
import { entitledTo } from './entitled.ts';

type Terms = Parameters<Desk['place']>[0];

/** What a check must show: it denies, passes at its limit, and a missing input denies an increase. */
export type Case = {
	readonly check: string;
	readonly code: DenialCode;
	readonly set?: (desk: Desk) => void;
	readonly denied?: Terms;
	readonly measured?: { readonly value: number; readonly limit: number };
	/** At the limit: passes under the same set-up, or under one that is just good enough. */
	readonly atLimit?: { readonly set?: (desk: Desk) => void; readonly terms?: Terms };
	/** Conditions of the venue's own making and of the order itself hold for a close too; all others must not trap it. */
	readonly trapsNobody?: false;
	/** It is not denied but kept for a second person. */
	readonly isHeld?: true;
};

const spec = (change: Partial<VenueSpec>) => (desk: Desk) =>
	void desk.venue({ event: 'spec', instrumentId: EURUSD, spec: { ...plainSpec, ...change } });
const limits = (change: Parameters<Desk['reconfigure']>[0]['limits']) => (desk: Desk) => void desk.reconfigure({ limits: change ?? {} });
const marginFree = (marginFreeMinor: number) => (desk: Desk) =>
	void desk.venue({ event: 'account', account: { ...healthyAccount, marginFreeMinor } });
const venue = (change: Partial<VenueAccount>) => (desk: Desk) =>
	void desk.venue({ event: 'account', account: { ...healthyAccount, ...change } });
const equity = (equityMinor: number) => (desk: Desk) => void desk.venue({ event: 'account', account: { ...healthyAccount, equityMinor } });
const quote = (bid: number, ask: number) => (desk: Desk) => desk.mark(EURUSD, { bid, ask });
const restricted = (on: boolean) => (desk: Desk) =>
	void desk.reconfigure({ config: { instruments: instruments.map((instrument) => ({ ...instrument, restricted: on })) } });
const strategy = (active: boolean) => (desk: Desk) =>
	void desk.reconfigure({ config: { strategies: [{ strategyId: 7, name: 'Carry', active }] } });
const both =
	(...steps: readonly ((desk: Desk) => void)[]) =>
	(desk: Desk) => {
		for (const step of steps) step(desk);
	};
const limitBuy = (price: number, more: Terms = {}): Terms => ({ type: 'LIMIT', tif: 'GTC', price, ...more });
const later = (ms: number) => (desk: Desk) => {
	desk.nowMs += ms;
};
/** Second of the broker's week of the desk's clock: 1 January 1970, 00:16:40 UTC, a Thursday. */
const secondOfWeek = 4 * 86_400 + 1000;

export const cases: readonly Case[] = [
	{ check: '1 tenant', code: 'TENANT_INACTIVE', set: (desk) => void desk.reconfigure({ config: { active: false } }) },
	{ check: '1 account', code: 'ACCOUNT_INACTIVE', set: (desk) => void desk.reconfigure({ account: { active: false } }) },
	{ check: '1 user', code: 'USER_INACTIVE', denied: { envelope: { ...envelope, principalId: 3 } } },
	{ check: '1 unknown user', code: 'USER_INACTIVE', denied: { envelope: { ...envelope, principalId: 99 } } },
	{ check: '1 right to trade', code: 'USER_NOT_ALLOWED', denied: { envelope: { ...envelope, principalId: RISK_OFFICER } } },
	{ check: '1 unknown strategy', code: 'STRATEGY_INACTIVE', denied: { strategyId: 7 } },
	{
		check: '1 strategy',
		code: 'STRATEGY_INACTIVE',
		set: strategy(false),
		denied: { strategyId: 7 },
		atLimit: { set: strategy(true) },
	},
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
	{
		check: '3 short only',
		code: 'SIDE_NOT_ALLOWED',
		set: spec({ tradeMode: 'SHORT_ONLY' }),
		atLimit: { terms: { side: 'SELL', qty: 500 } },
	},
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
		atLimit: { set: spec({ sessions: [{ fromSec: secondOfWeek + 3600, toSec: secondOfWeek + 3601 }], serverOffsetSec: 3600 }) },
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
	{
		check: '7 buy if touched at the ask',
		code: 'PRICE_WRONG_SIDE',
		denied: { type: 'MARKET_IF_TOUCHED', tif: 'GTC', price: 110_010 },
		measured: { value: 110_010, limit: 110_010 },
		atLimit: { terms: { type: 'MARKET_IF_TOUCHED', tif: 'GTC', price: 110_009 } },
	},
	{
		check: '7 limit of a limit-if-touched',
		code: 'LIMIT_PRICE_WRONG_SIDE',
		denied: { type: 'LIMIT_IF_TOUCHED', tif: 'GTC', price: 109_900, limitPrice: 109_901 },
		measured: { value: 109_901, limit: 109_900 },
		atLimit: { terms: { type: 'LIMIT_IF_TOUCHED', tif: 'GTC', price: 109_900, limitPrice: 109_900 } },
	},
	{ check: '6 trailing stop without distance', code: 'TRAIL_MISSING', denied: { type: 'TRAILING_STOP', tif: 'GTC' } },
	{
		check: '6 trailing stop of nothing',
		code: 'PRICE_NOT_POSITIVE',
		denied: { type: 'TRAILING_STOP', tif: 'GTC', trail: { by: 'PRICE', distance: 0 } },
		atLimit: { terms: { type: 'TRAILING_STOP', tif: 'GTC', trail: { by: 'PRICE', distance: 1 } } },
	},
	{ check: '6 distance of a market order', code: 'TRAIL_NOT_ALLOWED', denied: { trail: { by: 'PRICE', distance: 1 } } },
	{ check: '7 post-only market order', code: 'POST_ONLY_NOT_ALLOWED', denied: { postOnly: true } },
	{
		check: '7 post-only at the ask',
		code: 'POST_ONLY_WOULD_TAKE',
		denied: limitBuy(110_010, { postOnly: true }),
		measured: { value: 110_010, limit: 110_010 },
		atLimit: { terms: limitBuy(110_009, { postOnly: true }) },
	},
	{
		check: '8 market that never opens',
		code: 'TIF_UNSUPPORTED',
		denied: { tif: 'AT_OPEN' },
		atLimit: { set: spec({ sessions: [{ fromSec: 0, toSec: 500_000 }] }), terms: { tif: 'AT_OPEN' } },
	},
	{ check: '8 limit order at the close', code: 'TIF_UNSUPPORTED', denied: limitBuy(109_000, { tif: 'AT_CLOSE' }) },
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
		check: '7 take profit of a sell, alone',
		code: 'STOPS_INVALID',
		denied: { side: 'SELL', qty: 500, tp: 110_010 },
		atLimit: { terms: { side: 'SELL', qty: 500, tp: 110_009 } },
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
	// 1 lot at 1.10010 is 110,010 USD; a USD liability of a EUR book divides by the bid, 1.10000: 100,009.09.
	{
		check: '11 notional',
		code: 'MAX_ORDER_NOTIONAL',
		set: limits({ maxOrderNotionalMinor: 10_000_908 }),
		measured: { value: 10_000_909, limit: 10_000_908 },
		atLimit: { set: limits({ maxOrderNotionalMinor: 10_000_909 }) },
	},
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
	{
		check: '13 age',
		code: 'MARK_STALE',
		set: later(10_001),
		measured: { value: 10_001, limit: 10_000 },
		atLimit: { set: later(10_000) },
	},
	// 11 points are a hair more than 1 basis point of the bid.
	{
		check: '14 spread',
		code: 'SPREAD_TOO_WIDE',
		set: both(limits({ maxSpreadBps: 1 }), quote(110_000, 110_012)),
		measured: { value: 2, limit: 1 },
		atLimit: { set: both(limits({ maxSpreadBps: 1 }), quote(110_000, 110_011)) },
	},
	{
		check: '15 open orders',
		code: 'MAX_OPEN_ORDERS',
		set: limits({ maxOpenOrders: 1 }),
		measured: { value: 2, limit: 1 },
		atLimit: { set: limits({ maxOpenOrders: 2 }) },
	},
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
	// 3.5 lots at 1.10010 are 385,035 USD, bought at 1.10000: 350,031.82 EUR. The order adds 100,009.09.
	{
		check: '17 gross',
		code: 'MAX_GROSS_EXPOSURE',
		set: limits({ maxGrossMinor: 45_004_090 }),
		measured: { value: 45_004_091, limit: 45_004_090 },
		atLimit: { set: limits({ maxGrossMinor: 45_004_091 }) },
	},
	// A sale of 6.5 lots turns 3.5 long into 3.5 short: nothing is added.
	{
		check: '17 gross of a turn',
		code: 'MAX_GROSS_EXPOSURE',
		set: limits({ maxGrossMinor: 35_003_182 }),
		denied: { side: 'SELL', qty: 651 },
		atLimit: { terms: { side: 'SELL', qty: 650 } },
	},
	// Short of USD by 330,030 held, 55,005 working, 110,010 ordered.
	{
		check: '18 currency',
		code: 'MAX_CURRENCY_EXPOSURE',
		set: limits({ maxNetCurrencyMinor: 45_004_090 }),
		measured: { value: 45_004_091, limit: 45_004_090 },
		atLimit: { set: limits({ maxNetCurrencyMinor: 45_004_091 }) },
	},
	// A sale buys USD: 110,010 less per lot. From 3.3003 short, 6 lots at 1.10000 lead to 329,970 long: 299,972.73 EUR.
	{
		check: '18 currency, the other way',
		code: 'MAX_CURRENCY_EXPOSURE',
		set: limits({ maxNetCurrencyMinor: 29_997_272 }),
		denied: { side: 'SELL', qty: 600 },
		measured: { value: 29_997_273, limit: 29_997_272 },
		atLimit: { set: limits({ maxNetCurrencyMinor: 29_997_273 }) },
	},
	// 4.5 lots are 450,040.91 EUR of an equity of 1,000,000.
	{
		check: '19 concentration',
		code: 'CONCENTRATION',
		set: limits({ maxConcentrationBps: 4_499 }),
		measured: { value: 4_500, limit: 4_499 },
		atLimit: { set: limits({ maxConcentrationBps: 4_500 }) },
	},
	{ check: '19 no equity', code: 'EQUITY_NOT_POSITIVE', set: equity(0), atLimit: { set: both(equity(1_000_000), limits({})) } },
	// 1 lot takes 1,000 EUR, the working order reserves 500: 5 % of what is free then must stay.
	{
		check: '20 margin',
		code: 'MARGIN_INSUFFICIENT',
		set: marginFree(155_262),
		measured: { value: 100_000, limit: 99_999 },
		atLimit: { set: marginFree(155_263) },
	},
	// 1,500 EUR of margin in all: 120 % of it are 1,800.
	{
		check: '21 margin level',
		code: 'MARGIN_LEVEL',
		set: both(limits({ minMarginLevelBps: 12_000 }), equity(179_985)),
		measured: { value: 11_999, limit: 12_000 },
		atLimit: { set: both(limits({ minMarginLevelBps: 12_000 }), equity(180_000)) },
	},
	{
		check: "21 the broker's margin call in percent",
		code: 'MARGIN_CALL',
		set: venue({ equityMinor: 179_985, marginCall: 12_000 }),
		measured: { value: 11_999, limit: 12_000 },
		atLimit: { set: venue({ equityMinor: 180_000, marginCall: 12_000 }) },
	},
	{
		check: "21 the broker's margin call in money",
		code: 'MARGIN_CALL',
		set: venue({ equityMinor: 999_999, marginCall: 1_000_000, stopOutMode: 'MONEY' }),
		measured: { value: 999_999, limit: 1_000_000 },
		atLimit: { set: venue({ equityMinor: 1_000_000, marginCall: 1_000_000, stopOutMode: 'MONEY' }) },
	},
	{
		check: '21 margin call of a broker who does not say where it is',
		code: 'ACCOUNT_STATE_MISSING',
		set: venue({ stopOutMode: null }),
	},
	// Bought at 1.10005, worth 1.10000: 15 USD on 3 lots, bought at 1.10000.
	{
		check: '22 daily loss',
		code: 'DAILY_LOSS',
		set: limits({ maxDailyLossMinor: 1_363 }),
		measured: { value: 1_364, limit: 1_363 },
		atLimit: { set: limits({ maxDailyLossMinor: 1_364 }) },
	},
	{
		check: '23 drawdown',
		code: 'DRAWDOWN',
		set: limits({ maxDrawdownMinor: 1_363 }),
		measured: { value: 1_364, limit: 1_363 },
		atLimit: { set: limits({ maxDrawdownMinor: 1_364 }) },
	},
	{ check: '20 margin mode not known', code: 'INSTRUMENT_SPEC_MISSING', set: spec({ calcMode: 'OTHER' }) },
	{ check: '24 rate', code: 'ORDER_RATE', set: limits({ ordersBurst: 0 }), atLimit: { set: limits({ ordersBurst: 1 }) } },
	{
		check: '25 orders and amends per deal',
		code: 'ORDER_TO_TRADE',
		// Two orders and one deal so far: with this one 3 messages, 2 deals with the one given in advance.
		set: limits({ maxOrdersPerTrade: 1 }),
		measured: { value: 2, limit: 1 },
		atLimit: { set: limits({ maxOrdersPerTrade: 2 }) },
	},
	{
		check: '26 duplicate',
		code: 'DUPLICATE_ORDER',
		set: both(limits({ duplicateWindowMs: 1_000 }), (desk) => void desk.place(), later(999)),
		measured: { value: 999, limit: 1_000 },
		atLimit: { set: both(limits({ duplicateWindowMs: 1_000 }), (desk) => void desk.place(), later(1_000)) },
	},
	{
		check: '27 buy at an own offer',
		code: 'SELF_CROSS',
		set: (desk) => void desk.limit({ side: 'SELL', price: 111_000 }),
		denied: limitBuy(111_000),
		measured: { value: 111_000, limit: 111_000 },
		atLimit: { terms: limitBuy(110_999) },
	},
	{
		check: '27 sale at an own bid',
		code: 'SELF_CROSS',
		denied: { ...limitBuy(109_000), side: 'SELL', qty: 500 },
		measured: { value: 109_000, limit: 109_000 },
		atLimit: { terms: { ...limitBuy(109_001), side: 'SELL', qty: 500 } },
	},
	{
		check: '27 market order',
		code: 'SELF_CROSS',
		set: (desk) => void desk.limit({ side: 'SELL', price: 110_010 }),
		measured: { value: 110_010, limit: 110_010 },
	},
	{
		check: '28 reduce-only that exceeds',
		code: 'CLOSE_EXCEEDS_POSITION',
		denied: { side: 'SELL', qty: 301, reduceOnly: true },
		measured: { value: 301, limit: 300 },
		atLimit: { terms: { side: 'SELL', qty: 300, reduceOnly: true } },
	},
	{ check: '28 reduce-only that would increase', code: 'REDUCE_ONLY_WOULD_INCREASE', denied: { reduceOnly: true } },
	{ check: '30 restricted list', code: 'INSTRUMENT_RESTRICTED', set: restricted(true), atLimit: { set: restricted(false) } },
	{ check: '30 policies: not this instrument', code: 'NOT_ENTITLED', set: entitledTo(0), atLimit: { set: entitledTo(null) } },
	{
		check: '30 policies: not this size',
		code: 'ENTITLED_SIZE',
		set: entitledTo(99),
		measured: { value: 100, limit: 99 },
		atLimit: { set: entitledTo(100) },
	},
	{
		check: '30 second approver',
		code: 'APPROVAL_REQUIRED',
		isHeld: true,
		set: limits({ approvalNotionalMinor: 10_000_908 }),
		measured: { value: 10_000_909, limit: 10_000_908 },
		atLimit: { set: limits({ approvalNotionalMinor: 10_000_909 }) },
	},
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
