import { describe, expect, it } from 'vitest';
import type { VenueSpec } from '../src/index.ts';
import { venueAccount, venueSpec } from '../src/testing.ts';
import { Desk, EURUSD, healthyAccount } from './support/desk.ts';

/** An account in dollars at 1:100, so that nothing converts but margins in euros. Quote: 1.10000 / 1.10010. */
function deskWith(spec: Partial<VenueSpec>, mode: 'NETTING' | 'HEDGING' = 'NETTING'): Desk {
	const desk = new Desk({ mode });
	desk.venue({ event: 'spec', instrumentId: EURUSD, spec: venueSpec(spec) });
	return desk;
}
const marginOf = (desk: Desk, terms: Parameters<Desk['terms']>[0] = {}) => desk.engine.preview(desk.terms(terms), desk.nowMs).marginMinor;

/**
 * MetaTrader 5 Help, "Margin Calculation for Retail Forex, Futures", and MQL5 Reference, "Symbol Properties" (ENUM_SYMBOL_CALC_MODE). The account is in euros, the
 * quote 1.10000 / 1.10010; a margin in dollars is bought at the bid.
 */
describe('margin of one lot', () => {
	it('Forex: 1 lot of EURUSD, contract of 100,000, leverage of 1:100 is 1,000 euros', () => {
		expect(marginOf(deskWith({ calcMode: 'FOREX' }))).toBe(100_000);
	});
	it('Forex without leverage: all of the contract', () => {
		expect(marginOf(deskWith({ calcMode: 'FOREX_NO_LEVERAGE' }), { qty: 10 })).toBe(1_000_000);
	});
	it('Forex with a margin rate of a quarter', () => {
		expect(marginOf(deskWith({ calcMode: 'FOREX', marginRatePpm: 250_000 }))).toBe(25_000);
	});
	// 0.1 lot x 100,000 x 1.10010 = 11,001 dollars, / 1.10000 = 10,000.909...
	it.each([
		['CFD', {}, 1_000_091],
		['EXCH_STOCKS', {}, 1_000_091],
		['CFD_LEVERAGE', {}, 10_001],
		// One tick of 0.00001 is worth 0.00002 euros: twice the price in euros.
		['CFD_INDEX', { contractSize: 1, tickValueMicro: 20, tickSize: 1 }, 22],
	] as const)('%s: at the price of the order', (calcMode, spec, marginMinor) => {
		expect(marginOf(deskWith({ calcMode, marginCurrency: 'USD', ...spec }), { qty: 10 })).toBe(marginMinor);
	});
	it.each(['FUTURES', 'EXCH_FUTURES'] as const)('%s: lots times initial margin times rate', (calcMode) => {
		const desk = deskWith({ calcMode, marginInitialMinor: 123_456, marginRatePpm: 500_000, tickValueMicro: 1_000_000 });
		expect(marginOf(desk, { qty: 300 })).toBe(185_184);
	});
	it('an initial margin that the broker states takes the place of the formula of any mode', () => {
		expect(marginOf(deskWith({ calcMode: 'FOREX_NO_LEVERAGE', marginInitialMinor: 50_000 }), { qty: 200 })).toBe(100_000);
		expect(marginOf(deskWith({ calcMode: 'FOREX', marginInitialMinor: 50_000 }), { qty: 200 }), 'and is divided by the leverage').toBe(
			1_000,
		);
	});
	it.each([
		['FUTURES', 'INSTRUMENT_SPEC_MISSING'],
		['OTHER', 'INSTRUMENT_SPEC_MISSING'],
	] as const)('%s without what it needs is unknown, which denies', (calcMode, code) => {
		expect(deskWith({ calcMode, tickValueMicro: 1 }).place()).toMatchObject({ life: 'DENIED', denial: { code } });
	});
});

/** Holds 1 lot long at 1.10010 and 3 lots short at 1.10000. */
function hedged(spec: Partial<VenueSpec>): Desk {
	const desk = deskWith(spec, 'HEDGING');
	desk.fill(desk.place({ qty: 100 }), { positionTicket: 5n, price: 110_010 });
	desk.fill(desk.place({ side: 'SELL', qty: 300 }), { positionTicket: 6n, price: 110_000 });
	desk.venue({ event: 'account', account: healthyAccount });
	return desk;
}

describe('a market order on a hedging account takes what it adds to the margin of both legs', () => {
	it('of the larger leg alone, where the symbol says so', () => {
		const desk = hedged({ hedgedUseLeg: true });
		expect(marginOf(desk, { qty: 200 }), 'the smaller leg grows to the larger').toBe(0);
		expect(marginOf(desk, { qty: 300 }), 'and one lot beyond').toBe(100_000);
		expect(marginOf(desk, { side: 'SELL', qty: 100 })).toBe(100_000);
	});
	it('else of what is uncovered, and of what is covered by the hedged contract size: 100,000 counts a pair as one lot', () => {
		// Before: 2 uncovered, 1 covered, 3 in all. After: 1 uncovered, 2 covered.
		expect(marginOf(hedged({ hedgedUseLeg: false, marginHedged: 100_000 }), { qty: 100 })).toBe(0);
		expect(marginOf(hedged({ hedgedUseLeg: false, marginHedged: 50_000 }), { side: 'SELL', qty: 100 })).toBe(100_000);
		// One lot less uncovered, half a lot more for the pair: less than before, and never below nothing.
		expect(marginOf(hedged({ hedgedUseLeg: false, marginHedged: 50_000 }), { qty: 100 })).toBe(0);
		expect(marginOf(hedged({ hedgedUseLeg: false, marginHedged: 0 }), { qty: 400 }), '2 uncovered again').toBe(0);
		expect(marginOf(hedged({ hedgedUseLeg: false, marginHedged: 200_000 }), { qty: 100 }), 'two lots a pair').toBe(100_000);
	});
	it('by money a hedged lot, where an initial margin is stated', () => {
		const desk = hedged({ hedgedUseLeg: false, marginInitialMinor: 80_000, marginHedged: 100_000 });
		expect(marginOf(desk, { qty: 100 })).toBe(100_000);
		expect(marginOf(desk, { side: 'SELL', qty: 100 }), 'nothing of it is hedged').toBe(800);
	});
	it('at the average price of the legs, where the price counts', () => {
		const desk = hedged({ hedgedUseLeg: false, calcMode: 'CFD', marginCurrency: 'USD', marginHedged: 0 });
		// Before: 2 lots at 1.10000 = 220,000 dollars. After: 3 lots at 1.10000. One lot is 110,000 dollars, 100,000 euros.
		expect(marginOf(desk, { side: 'SELL', qty: 100 })).toBe(10_000_000);
	});
	it('but an order that rests takes its own in full, since the other leg may be gone when it fills', () => {
		expect(marginOf(hedged({}), { type: 'LIMIT', tif: 'GTC', price: 109_000, qty: 200 })).toBe(200_000);
	});
});

describe('profit of a future', () => {
	const spec = { calcMode: 'FUTURES', tickSize: 25, tickValueMicro: 12_500_000, marginInitialMinor: 100_000 } as const;
	it('comes by its ticks, in the currency of the account', () => {
		const desk = deskWith(spec);
		desk.fill(desk.place({ qty: 200 }), { price: 109_900 });
		// 2 lots, 100 points of 25 a tick, 12.50 a tick: 100 euros.
		expect(desk.state.tenants.get(1)?.accounts.get(1)?.sums.floatingMinor).toBe(10_000);
		expect(desk.engine.preview(desk.terms({ qty: 1 }), desk.nowMs).notionalMinor, '0.01 x 110,010 / 25 x 12.50').toBe(55_005);
	});
	it('that does not say what a tick is worth can not be valued, and nothing is added to it', () => {
		const desk = deskWith({ ...spec, tickValueMicro: 0 });
		expect(desk.place().denial?.code).toBe('NUMBER_OUT_OF_RANGE');
	});
});

describe("the broker's own levels", () => {
	const codes = (desk: Desk) => desk.outputs.flatMap((output) => (output.kind === 'break' ? [output.code] : []));
	it('are said when the account falls to them, once each', () => {
		const desk = new Desk();
		const news = (equityMinor: number) =>
			desk.venue({ event: 'account', account: venueAccount({ equityMinor, marginMinor: 100_000, marginCall: 10_000, stopOut: 5_000 }) });
		news(100_000);
		expect(codes(desk)).toEqual([]);
		news(99_990);
		news(99_000);
		expect(codes(desk)).toEqual(['MARGIN_CALL']);
		news(49_990);
		expect(codes(desk)).toEqual(['MARGIN_CALL', 'STOP_OUT']);
		news(200_000);
		news(49_990);
		expect(codes(desk)).toEqual(['MARGIN_CALL', 'STOP_OUT', 'STOP_OUT']);
	});
	it('in money are held against the equity', () => {
		const desk = new Desk();
		const levels = { stopOutMode: 'MONEY', marginCall: 50_000, stopOut: 10_000 } as const;
		desk.venue({ event: 'account', account: venueAccount({ ...levels, equityMinor: 50_000 }) });
		expect(codes(desk)).toEqual([]);
		desk.venue({ event: 'account', account: venueAccount({ ...levels, equityMinor: 9_999 }) });
		expect(codes(desk)).toEqual(['STOP_OUT']);
	});
});
