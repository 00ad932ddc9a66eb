import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countDenials } from '../src/modules/risk/denials.ts';
import { exposureOf, type OpenPosition } from '../src/modules/risk/exposure.ts';

const pair = (id: number, [base, quote]: readonly [string, string], priceDigits = 5) => ({
	...{ __typename: 'Instrument' as const, id, symbol: base + quote, description: '', priceDigits, qtyDigits: 2, contractSize: 100_000n },
	...{ baseCurrency: base, quoteCurrency: quote, active: true, restricted: false, brokerSymbols: [] },
});
const [eurusd, usdjpy, xyz] = [pair(1, ['EUR', 'USD']), pair(2, ['USD', 'JPY'], 3), pair(3, ['XXX', 'YYY'])];
const quote = (instrumentId: number, bid: number, ask: number) => ({ instrumentId, bid, ask, atMs: 0, venueAtMs: 0 });
const market = {
	book: new Map([
		[1, quote(1, 110_000, 110_010)],
		[2, quote(2, 150_000, 150_010)],
	]),
	instruments: new Map([eurusd, usdjpy, xyz].map((instrument) => [instrument.id, instrument])),
	currency: 'EUR',
};
/** One lot, bought at 1.09. */
const position = (change: Partial<OpenPosition> = {}): OpenPosition => ({
	...{ accountId: 1, deskId: 7, instrument: eurusd, side: 'BUY', qty: 100n, openNotional: 10_900_000n },
	...change,
});

test('a position is exposed in both of its currencies, at the price at which it would be closed', () => {
	const { currencies } = exposureOf([position(), position({ side: 'SELL', qty: 40n })], market);
	expect(currencies).toEqual([
		{ currency: 'EUR', net: 6_000_000n, gross: 14_000_000n },
		// -100,000 x 1.10000 + 40,000 x 1.10010
		{ currency: 'USD', net: -6_599_600n, gross: 15_400_400n },
	]);
});

test('desk, account and instrument are told in the tenant’s currency, long and short apart', () => {
	const { groups } = exposureOf([position(), position({ accountId: 2, deskId: null, side: 'SELL' })], market);
	const of = (level: string, subjectId: number) => groups.find((group) => group.level === level && group.subjectId === subjectId);
	// 110,000 USD at the ask of EURUSD, 110,010 USD likewise.
	expect(of('DESK', 7)).toMatchObject({ positions: 1, long: 9_999_091n, short: 0n });
	expect(of('ACCOUNT', 2)).toMatchObject({ positions: 1, long: 0n, short: 10_000_000n });
	expect(of('INSTRUMENT', 1)).toMatchObject({ positions: 2, long: 9_999_091n, short: 10_000_000n });
});

test('what can’t be converted is null, never left out of a sum', () => {
	const { groups } = exposureOf([position(), position({ instrument: xyz })], market);
	expect(groups.find(({ level }) => level === 'ACCOUNT')).toMatchObject({ positions: 2, long: null, short: 0n });
});

test('opposite positions of one size cancel out in every currency', () => {
	fc.assert(
		fc.property(fc.array(fc.bigInt(1n, 1_000_000n), { maxLength: 20 }), (sizes) => {
			const still = { ...market, book: new Map([[1, quote(1, 110_000, 110_000)]]) };
			const both = sizes.flatMap((qty) => [position({ qty }), position({ qty, side: 'SELL', accountId: 2 })]);
			for (const { net } of exposureOf(both, still).currencies) expect(net).toBe(0n);
		}),
	);
});

test('denials fall into their buckets, most frequent code first, and nothing outside of the window counts', () => {
	const window = { fromMs: 1_000, bucketMs: 100, buckets: 3 };
	const at = (code: string, ...moments: number[]) => moments.map((atMs) => ({ code, atMs }));
	expect(countDenials([...at('HALTED', 999, 1_000, 1_299, 1_300), ...at('MARGIN', 1_100, 1_150, 1_199)], window)).toEqual([
		{ code: 'MARGIN', total: 3, counts: [0, 3, 0] },
		{ code: 'HALTED', total: 2, counts: [1, 0, 1] },
	]);
});
