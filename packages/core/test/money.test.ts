import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findFxPaths, formatDecimal, fxRate, mulDiv, parseDecimal } from '../src/index.ts';
import { product } from '../src/money/ratio.ts';
import { instruments } from './support/desk.ts';

const runs = process.env.MERIDIAN_LONG === '1' ? 1_000_000 : 30_000;

function naive(value: number, by: { readonly times: number; readonly over: number }): bigint {
	const total = BigInt(value) * BigInt(by.times);
	const over = BigInt(by.over);
	const magnitude = total < 0n ? -total : total;
	const rounded = (2n * magnitude + over) / (2n * over);
	return total < 0n ? -rounded : rounded;
}

const anySize = fc.integer({ min: 0, max: 53 }).chain((bits) => fc.maxSafeInteger().map((value) => Math.trunc(value / 2 ** (53 - bits))));
const factor = fc.oneof(anySize, fc.maxSafeInteger());

describe('mulDiv', () => {
	it('agrees with BigInt wherever it answers, and answers wherever product and result fit', () => {
		fc.assert(
			fc.property(factor, factor, fc.oneof(anySize, fc.maxSafeNat()), (value, times, over) => {
				const by = { times, over: Math.abs(over) };
				const result = mulDiv(value, by);
				if (over === 0) {
					expect(result).toBeUndefined();
					return;
				}
				const expected = naive(value, by);
				const tooWide = BigInt(Math.abs(value)) * BigInt(Math.abs(times)) >= (1n << 104n) - (1n << 60n);
				const tooLarge = (expected < 0n ? -expected : expected) > BigInt(Number.MAX_SAFE_INTEGER) - 16n;
				if (result === undefined) expect(tooWide || tooLarge).toBe(true);
				else expect(BigInt(result)).toBe(expected);
			}),
			{ numRuns: runs },
		);
	});

	it('agrees with BigInt beside every multiple, up to the largest', () => {
		const near = fc.record({ over: factor.map((size) => Math.max(1, Math.abs(size))), part: fc.double({ min: 0, max: 1, noNaN: true }) });
		fc.assert(
			fc.property(near, fc.integer({ min: -2, max: 2 }), ({ over, part }, beside) => {
				const multiple = Math.floor(part * Math.floor(Number.MAX_SAFE_INTEGER / over)) * over;
				const value = Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, multiple + beside));
				expect(BigInt(mulDiv(value, { times: 1, over }) ?? -1)).toBe(naive(value, { times: 1, over }));
			}),
			{ numRuns: runs },
		);
	});

	it('rounds half away from zero, both ways', () => {
		expect(mulDiv(5, { times: 1, over: 2 })).toBe(3);
		expect(mulDiv(-5, { times: 1, over: 2 })).toBe(-3);
		expect(mulDiv(5, { times: 1, over: 4 })).toBe(1);
	});

	it('multiplies 100 lots of USDJPY by a scaled rate without loss', () => {
		expect(mulDiv(500_000 * 1_000_000, { times: 100_003, over: 1_000_000 })).toBe(50_001_500_000);
	});

	it('refuses what is not exact', () => {
		for (const bad of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) expect(mulDiv(bad, { times: 1, over: 1 })).toBeUndefined();
		expect(mulDiv(1, { times: 1, over: 0 })).toBeUndefined();
		expect(mulDiv(1, { times: 1, over: -1 })).toBeUndefined();
		expect(mulDiv(Number.MAX_SAFE_INTEGER, { times: 2, over: 1 })).toBeUndefined();
	});
});

describe('decimals', () => {
	it('read back what they wrote', () => {
		fc.assert(
			fc.property(fc.maxSafeInteger(), fc.integer({ min: 0, max: 8 }), (value, digits) => {
				const text = formatDecimal(value, digits);
				const parsed = parseDecimal(text, digits);
				if (parsed.ok) expect(parsed.value).toBe(value);
				else expect(Math.abs(value)).toBeGreaterThan(1e15);
			}),
		);
	});

	it('write exactly the digits of the scale', () => {
		expect(formatDecimal(110_000, 5)).toBe('1.10000');
		expect(formatDecimal(-5, 2)).toBe('-0.05');
		expect(formatDecimal(7, 0)).toBe('7');
	});

	it.each(['', ' 1', '1 ', '+1', '1e3', '.5', '1.', '01', '1,0', '0x1', 'NaN', '--1', '١'])('refuse %j', (text) => {
		expect(parseDecimal(text, 2)).toEqual({ ok: false, error: 'MALFORMED' });
	});

	it('say when there are too many digits, or the number is too large', () => {
		expect(parseDecimal('1.001', 2)).toEqual({ ok: false, error: 'TOO_MANY_DIGITS' });
		expect(parseDecimal('99999999999999999', 2)).toEqual({ ok: false, error: 'OUT_OF_RANGE' });
		expect(parseDecimal('90071992547409.92', 2)).toEqual({ ok: false, error: 'OUT_OF_RANGE' });
		expect(parseDecimal('-0', 2)).toEqual({ ok: true, value: 0 });
	});
});

describe('currency conversion', () => {
	const paths = findFxPaths(instruments, ['EUR', 'USD']);
	const quotes = new Map([
		[1, { bid: 110_000, ask: 110_010 }],
		[2, { bid: 150_000, ask: 150_010 }],
	]);
	const quote = (instrumentId: number) => quotes.get(instrumentId);

	it('divides a USD profit of a EUR account by the EURUSD ask and a loss by the bid', () => {
		expect(fxRate(paths, { from: 'USD', to: 'EUR', claim: true, quote })).toEqual(product([{ num: 100_000, den: 110_010 }]));
		expect(fxRate(paths, { from: 'USD', to: 'EUR', claim: false, quote })).toEqual(product([{ num: 100_000, den: 110_000 }]));
	});

	it('sells EUR at the bid and buys it at the ask', () => {
		expect(fxRate(paths, { from: 'EUR', to: 'USD', claim: true, quote })).toEqual(product([{ num: 110_000, den: 100_000 }]));
		expect(fxRate(paths, { from: 'EUR', to: 'USD', claim: false, quote })).toEqual(product([{ num: 110_010, den: 100_000 }]));
	});

	it('crosses JPY to EUR through USD', () => {
		expect(fxRate(paths, { from: 'JPY', to: 'EUR', claim: true, quote })).toEqual(
			product([
				{ num: 1000, den: 150_010 },
				{ num: 100_000, den: 110_010 },
			]),
		);
	});

	it('has no rate without a path or without a quote', () => {
		expect(fxRate(paths, { from: 'GBP', to: 'EUR', claim: true, quote })).toBeUndefined();
		expect(fxRate(paths, { from: 'USD', to: 'EUR', claim: true, quote: () => undefined })).toBeUndefined();
		expect(fxRate(paths, { from: 'EUR', to: 'EUR', claim: true, quote: () => undefined })).toEqual({ num: 1, den: 1 });
	});
});
