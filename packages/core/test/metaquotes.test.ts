import { describe, expect, it } from 'vitest';
import { findFxPaths, type InstrumentConfig, profitOf, type VenueSpec } from '../src/index.ts';
import { hedgedParts } from '../src/positions/hedged-margin.ts';
import { venueSpec } from '../src/testing.ts';
import { Desk, EURUSD, instruments, USDJPY } from './support/desk.ts';

const GBPUSD = 3;
const EURJPY = 4;
const pair = (instrumentId: number, symbol: string, priceDigits: number): InstrumentConfig => ({
	...{ instrumentId, symbol, priceDigits, qtyDigits: 2, active: true, brokerSymbols: [] },
	...{ baseCurrency: symbol.slice(0, 3), quoteCurrency: symbol.slice(3) },
});
const pairs = [...instruments, pair(GBPUSD, 'GBPUSD', 5), pair(EURJPY, 'EURJPY', 3)];

/** An account in dollars at 1:100 with the quotes of an example. */
function dollars(spec: Partial<VenueSpec> = {}, mode: 'NETTING' | 'HEDGING' = 'NETTING'): Desk {
	const desk = new Desk({ mode, currency: 'USD' });
	desk.reconfigure({ config: { instruments: pairs } });
	for (const { instrumentId, baseCurrency, priceDigits } of pairs)
		desk.venue({ event: 'spec', instrumentId, spec: venueSpec({ digits: priceDigits, marginCurrency: baseCurrency, ...spec }) });
	return desk;
}
const marginOf = (desk: Desk, terms: Parameters<Desk['terms']>[0]) => desk.engine.preview(desk.terms(terms), desk.nowMs).marginMinor;

/** MetaTrader 5 Help, "Margin Calculation: Retail Forex, Futures": every example there whose calculation type the engine knows. */
describe('MetaTrader 5 Help, margin of', () => {
	it('one lot of EURUSD, contract of 100,000, 1:100: 1 000 EUR, and without leverage 100,000 EUR', () => {
		for (const [calcMode, minor] of [
			['FOREX', 100_000],
			['FOREX_NO_LEVERAGE', 10_000_000],
		] as const) {
			const desk = new Desk();
			desk.venue({ event: 'spec', instrumentId: EURUSD, spec: venueSpec({ calcMode }) });
			expect(marginOf(desk, { qty: 100 }), calcMode).toBe(minor);
		}
	});
	it('one lot of #AA, contract of 100, at an Ask of 33.00 USD: 3300 USD', () => {
		const desk = dollars({ calcMode: 'EXCH_STOCKS', contractSize: 100, marginCurrency: 'USD' });
		desk.mark(EURUSD, { bid: 3_299_000, ask: 3_300_000 });
		expect(marginOf(desk, { qty: 100 })).toBe(330_000);
	});
	it('one lot of EURUSD converted into dollars at an Ask of 1.2790: 1279 USD; with a margin rate of 1.15: 1470.85 USD', () => {
		for (const [marginRatePpm, minor] of [
			[1_000_000, 127_900],
			[1_150_000, 147_085],
		] as const) {
			const desk = dollars({ marginRatePpm });
			desk.mark(EURUSD, { bid: 127_890, ask: 127_900 });
			expect(marginOf(desk, { qty: 100 })).toBe(minor);
		}
	});
	it('three lots sold at 1.11943 and two bought at 1.11953: two covered at 1.11947, one uncovered at 1.11943', () => {
		const legs = { longQty: 200, longCost: 200 * 111_953, shortQty: 300, shortCost: 300 * 111_943 };
		expect(hedgedParts(legs)).toEqual({ covered: { qty: 200, cost: 200 * 111_947 }, uncovered: { qty: 100, cost: 100 * 111_943 } });
	});
	it('two lots sold against one bought with a stated margin of 1000 (500 to hold, 500 hedged): 500 for the hedged lot and 1000 for the other', () => {
		const stated = { calcMode: 'FUTURES', marginInitialMinor: 100_000, marginMaintenanceMinor: 50_000, marginHedged: 50_000 } as const;
		const desk = dollars({ ...stated, hedgedUseLeg: false, marginCurrency: 'USD', tickValueMicro: 1_000_000 }, 'HEDGING');
		desk.fill(desk.place({ qty: 100 }), { positionTicket: 5n, price: 110_010 });
		expect(marginOf(desk, { side: 'SELL', qty: 200 })).toBe(150_000);
	});
});

/** MetaTrader 5 for administrators, "Retail Forex, CFD, Futures - Hedging". */
it('MetaTrader 5 platform guide, contracts with leverage, contract of 5,000, 1:100: bought at 15.436 and 15.432 2315.00, waiting at 15.412 770.60', () => {
	const desk = dollars({ calcMode: 'CFD_LEVERAGE', contractSize: 5_000, marginCurrency: 'USD' }, 'HEDGING');
	const bought = [
		[15.436, 100],
		[15.432, 200],
	].map(([price = 0, qty = 0]) => {
		const ask = Math.round(price * 100_000);
		desk.mark(EURUSD, { bid: ask - 10, ask });
		return marginOf(desk, { qty });
	});
	expect(bought).toEqual([77_180, 154_320]);
	expect(77_180 + 154_320).toBe(231_500);
	expect(marginOf(desk, { type: 'LIMIT', tif: 'GTC', qty: 100, price: 1_541_200 })).toBe(77_060);
});

/** MQL5 Reference, "order_calc_margin": an account in dollars, a tenth of a lot. The quotes are those that the results imply. */
it.each([
	['EURUSD', EURUSD, 10_991],
	['GBPUSD', GBPUSD, 12_273],
	['USDJPY', USDJPY, 10_000],
	['EURJPY', EURJPY, 10_991],
])('MQL5 Reference, order_calc_margin: buy 0.1 lot of %s', (_symbol, instrumentId, minor) => {
	const desk = dollars();
	desk.mark(EURUSD, { bid: 109_900, ask: 109_910 });
	desk.mark(GBPUSD, { bid: 122_720, ask: 122_730 });
	desk.mark(USDJPY, { bid: 108_179, ask: 108_184 });
	desk.mark(EURJPY, { bid: 118_890, ask: 118_900 });
	expect(marginOf(desk, { instrumentId, qty: 10 })).toBe(minor);
});

/** MQL5 Reference, "order_calc_profit": one lot, 300 points, an account in dollars. Yen are converted at the price of the close, which the results imply. */
it.each([
	['EURUSD', 'BUY', 109_910, 300, 30_000],
	['EURUSD', 'SELL', 109_900, -300, 30_000],
	['USDJPY', 'BUY', 108_184, 300, 27_654],
	['USDJPY', 'SELL', 108_179, -300, 27_809],
] as const)('MQL5 Reference, order_calc_profit: %s %s 1.0 lot', (symbol, side, open, points, minor) => {
	const instrument = pairs.find((one) => one.symbol === symbol);
	const { instrumentId = 0, priceDigits = 0, quoteCurrency = '' } = instrument ?? {};
	const closePrice = open + points;
	const profit = profitOf({
		...{ side, qty: 100, openNotional: 100 * open, closePrice, priceDigits, qtyDigits: 2, spec: venueSpec({ digits: priceDigits }) },
		...{ quoteCurrency, accountCurrency: 'USD', accountCurrencyDigits: 2, fxPaths: findFxPaths(pairs, ['USD']) },
		quote: (asked) => (asked === instrumentId ? { bid: closePrice, ask: closePrice } : undefined),
	});
	expect(profit).toBe(minor);
});
