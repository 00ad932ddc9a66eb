import { beforeEach, describe, expect, test } from 'vitest';
import { Broker, newBrokerState, type Outcome } from './broker.ts';
import { symbolNamed } from './instruments.ts';

const eurusd = symbolNamed('EURUSD');
const deal = (side: 1 | -1, lots: number, position = 0) => ({
	action: 'DEAL' as const,
	symbol: 'EURUSD',
	side,
	lots,
	sl: 0,
	tp: 0,
	position,
	magic: 7n,
});

function broker(input: { netting: boolean; currency: string }): Broker {
	return new Broker({ state: newBrokerState({ balanceMinor: 10_000_000, timeMs: 1 }), leverage: 100, ...input });
}
function quote(on: Broker, bid: number, ask: number): void {
	if (eurusd) on.tick(eurusd, { bid, ask, timeMs: 2 });
}
const deals = (outcome: Outcome) => outcome.events.flatMap((event) => (event.kind === 'deal' ? [event.deal] : []));

describe('the simulated broker', () => {
	let usd: Broker;
	beforeEach(() => {
		usd = broker({ netting: true, currency: 'USD' });
		quote(usd, 110_000, 110_010);
	});

	test('a buy fills at the ask, and closing at a higher bid books the gain', () => {
		usd.request(deal(1, 100));
		quote(usd, 110_110, 110_120);
		expect(deals(usd.request(deal(-1, 100)))[0]).toMatchObject({ entry: 'OUT', price: 110_110, profitMinor: 10_000 });
		expect(usd.state).toMatchObject({ balanceMinor: 10_010_000, positions: [] });
	});

	test('after a restart a stop waits until its loss can be converted, and is then booked', () => {
		const gbpusd = symbolNamed('GBPUSD');
		const before = broker({ netting: true, currency: 'EUR' });
		quote(before, 110_000, 110_010);
		if (gbpusd) before.tick(gbpusd, { bid: 127_000, ask: 127_010, timeMs: 2 });
		before.request({ ...deal(1, 100), symbol: 'GBPUSD', sl: 126_900 });
		const after = new Broker({ state: before.state, currency: 'EUR', netting: true, leverage: 100 });
		const fallen = { bid: 126_800, ask: 126_810, timeMs: 3 };
		expect(gbpusd && after.tick(gbpusd, fallen)).toEqual([]);
		quote(after, 110_000, 110_010);
		if (gbpusd) after.tick(gbpusd, fallen);
		expect(after.state).toMatchObject({ positions: [], deals: [{}, {}, { reason: 'SL', price: 126_800 }] });
	});

	test('an account in euro sells the gain at the ask and buys the loss at the bid', () => {
		const eur = broker({ netting: true, currency: 'EUR' });
		quote(eur, 110_000, 110_010);
		eur.request(deal(1, 100));
		quote(eur, 110_110, 110_120);
		expect(deals(eur.request(deal(-1, 100)))[0]?.profitMinor).toBe(Math.round(10_000 / 1.1012));
		eur.request(deal(1, 100)); // at 1.10120
		quote(eur, 110_020, 110_030);
		expect(deals(eur.request(deal(-1, 100)))[0]?.profitMinor).toBe(-Math.round(10_000 / 1.1002));
	});

	test('netting averages exactly, and a larger opposite deal reverses', () => {
		usd.request(deal(1, 100));
		quote(usd, 110_020, 110_030);
		usd.request(deal(1, 200));
		quote(usd, 110_100, 110_110);
		const [reversal] = deals(usd.request(deal(-1, 400)));
		// average (110010 + 2 x 110030) / 3; 300 hundredths closed at 110100
		expect(reversal).toMatchObject({ entry: 'INOUT', profitMinor: 90 * 100 + 2 * 70 * 100 });
		expect(usd.state.positions).toMatchObject([{ side: -1, lots: 100 }]);
	});

	test('hedging opens a position per deal and closes by ticket, in parts', () => {
		const hedging = broker({ netting: false, currency: 'USD' });
		quote(hedging, 110_000, 110_010);
		const first = hedging.request(deal(1, 100));
		hedging.request(deal(-1, 50));
		expect(hedging.state.positions).toHaveLength(2);
		hedging.request(deal(-1, 40, first.order));
		expect(hedging.state.positions.find((p) => p.ticket === first.order)?.lots).toBe(60);
		expect(hedging.request(deal(-1, 100, first.order)).retcode).toBe(10038);
		hedging.request(deal(-1, 60, first.order));
		expect(hedging.request(deal(-1, 1, first.order)).retcode).toBe(10036);
	});

	test('two opposite positions close each other, as far as the smaller reaches, at the open price of the second', () => {
		const hedging = broker({ netting: false, currency: 'USD' });
		quote(hedging, 110_000, 110_010);
		const long = hedging.request(deal(1, 100)).order;
		quote(hedging, 110_050, 110_060);
		const short = hedging.request(deal(-1, 40)).order;
		const closed = hedging.request({ action: 'CLOSE_BY', position: long, positionBy: short });
		const both = { order: closed.order, entry: 'OUT_BY', lots: 40, price: 110_050, magic: 0n };
		expect(deals(closed)).toMatchObject([
			{ ...both, position: long, type: -1, profitMinor: 1_600 },
			{ ...both, position: short, type: 1, profitMinor: 0 },
		]);
		expect(hedging.state.positions).toMatchObject([{ ticket: long, lots: 60 }]);
		expect(hedging.state.history.at(-1)).toMatchObject({ position: long, positionBy: short, magic: 0n, state: 'FILLED' });
		expect(hedging.request({ action: 'CLOSE_BY', position: long, positionBy: short }).retcode).toBe(10036);
		const other = hedging.request(deal(1, 10)).order;
		expect(hedging.request({ action: 'CLOSE_BY', position: long, positionBy: other }).retcode).toBe(10013);
	});

	test('a stop order fills at the first tick that has gone so far, at that tick’s price; one that is reached already is refused', () => {
		const stop = { action: 'PENDING', type: 'STOP', symbol: 'EURUSD', lots: 10, sl: 0, tp: 0, magic: 8n } as const;
		expect(usd.request({ ...stop, side: 1, price: 110_010 }).retcode).toBe(10015);
		expect(usd.request({ ...stop, side: -1, price: 110_000 }).retcode).toBe(10015);
		expect(usd.request({ ...stop, side: 1, price: 110_050 }).retcode).toBe(10009);
		quote(usd, 110_039, 110_049);
		expect(usd.state.positions).toEqual([]);
		quote(usd, 110_045, 110_055);
		expect(usd.state.deals.at(-1)).toMatchObject({ type: 1, price: 110_055, lots: 10 });
	});

	test('a limit order fills at the first tick that reaches it, at that tick’s price', () => {
		const { order } = usd.request({
			action: 'PENDING',
			type: 'LIMIT',
			symbol: 'EURUSD',
			side: 1,
			lots: 10,
			price: 109_900,
			sl: 0,
			tp: 0,
			magic: 8n,
		});
		quote(usd, 109_895, 109_905);
		expect(usd.state.orders).toHaveLength(1);
		quote(usd, 109_850, 109_860);
		expect(usd.state.deals.at(-1)).toMatchObject({ order, price: 109_860, magic: 8n });
	});

	test('a stop loss closes on the bid', () => {
		usd.request({ ...deal(1, 10), sl: 109_950 });
		quote(usd, 109_951, 109_961);
		expect(usd.state.positions).toHaveLength(1);
		quote(usd, 109_940, 109_950);
		expect(usd.state).toMatchObject({ positions: [] });
		expect(usd.state.deals.at(-1)).toMatchObject({ reason: 'SL', price: 109_940 });
	});

	test.each([
		['no volume', { ...deal(1, 0) }, 10014],
		['a stop on the wrong side', { ...deal(1, 10), sl: 120_000 }, 10016],
		['more than the margin bears', { ...deal(1, 9_999) }, 10019],
		['a symbol without quotes', { ...deal(1, 10), symbol: 'GBPUSD' }, 10021],
	])('%s is refused', (_name, request, retcode) => {
		expect(usd.request(request)).toMatchObject({ retcode, events: [] });
	});

	test('a stop-limit becomes its limit at the tick that reaches its stop, and fills at a later one; a limit beyond the stop is refused', () => {
		const terms = { action: 'PENDING', type: 'STOP_LIMIT', symbol: 'EURUSD', side: 1, lots: 10, sl: 0, tp: 0, magic: 8n } as const;
		expect(usd.request({ ...terms, price: 110_050, stopLimit: 110_051 }).retcode).toBe(10015);
		const { order } = usd.request({ ...terms, price: 110_050, stopLimit: 110_030 });
		quote(usd, 110_020, 110_030);
		expect(usd.state.orders).toMatchObject([{ type: 'STOP_LIMIT', price: 110_050, stopLimit: 110_030 }]);
		expect(usd.request({ action: 'MODIFY', order, price: 110_060, stopLimit: 110_040, sl: 0, tp: 0 }).retcode).toBe(10009);
		quote(usd, 110_050, 110_060);
		expect(usd.state.orders).toMatchObject([{ type: 'LIMIT', price: 110_040, stopLimit: 0 }]);
		quote(usd, 110_030, 110_040);
		expect(usd.state.deals.at(-1)).toMatchObject({ order, price: 110_040, type: 1 });
	});

	test('an order expires at the first tick of its moment, and none is taken whose moment has passed', () => {
		const limit = {
			action: 'PENDING',
			type: 'LIMIT',
			symbol: 'EURUSD',
			side: 1,
			lots: 10,
			price: 109_900,
			sl: 0,
			tp: 0,
			magic: 8n,
		} as const;
		expect(usd.request({ ...limit, expiresAtMs: 2 }).retcode).toBe(10022);
		const { order } = usd.request({ ...limit, expiresAtMs: 3_000 });
		if (eurusd) usd.tick(eurusd, { bid: 109_950, ask: 109_960, timeMs: 2_999 });
		expect(usd.state.orders).toMatchObject([{ ticket: order, state: 'PLACED' }]);
		if (eurusd) usd.tick(eurusd, { bid: 109_800, ask: 109_810, timeMs: 3_000 });
		expect(usd.state).toMatchObject({ orders: [], positions: [], history: [{ ticket: order, state: 'EXPIRED' }] });
	});

	test('an open position takes other stops by the rules of an order, and closes at them', () => {
		usd.request(deal(1, 100));
		const [held] = usd.state.positions;
		const stops = (sl: number, tp: number) => usd.request({ action: 'SLTP', position: held?.ticket ?? 0, sl, tp }).retcode;
		expect(stops(109_900, 0)).toBe(10009);
		expect(stops(109_900, 0)).toBe(10025);
		expect(stops(110_050, 0)).toBe(10016);
		expect(usd.state.positions).toMatchObject([{ sl: 109_900, tp: 0 }]);
		quote(usd, 109_900, 109_910);
		expect(usd.state.deals.at(-1)).toMatchObject({ reason: 'SL', price: 109_900 });
		expect(stops(0, 0)).toBe(10036);
	});

	test('a removed order is gone', () => {
		const { order } = usd.request({
			action: 'PENDING',
			type: 'LIMIT',
			symbol: 'EURUSD',
			side: 1,
			lots: 10,
			price: 109_900,
			sl: 0,
			tp: 0,
			magic: 8n,
		});
		const modify = (price: number, sl = 0) => usd.request({ action: 'MODIFY', order, price, sl, tp: 0 }).retcode;
		expect(modify(109_500, 109_000)).toBe(10009);
		expect(usd.state.orders).toMatchObject([{ price: 109_500, sl: 109_000 }]);
		expect(modify(109_500, 109_000)).toBe(10025);
		expect(modify(109_500, 109_600)).toBe(10016);
		expect(modify(120_000)).toBe(10015);
		expect(usd.request({ action: 'REMOVE', order }).retcode).toBe(10009);
		expect(modify(109_000)).toBe(10035);
		expect(usd.request({ action: 'REMOVE', order }).retcode).toBe(10035);
	});
});
