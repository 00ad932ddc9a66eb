import fc from 'fast-check';
import { expect, test } from 'vitest';
import { atr, bollinger, ema, macd, rsi, sma } from './indicators.ts';

const rising = Array.from({ length: 60 }, (_, n) => 100 + n);

test('the mean of a window, and nothing before it is full', () => {
	expect(sma([1, 2, 3, 4], 2)).toEqual([null, 1.5, 2.5, 3.5]);
	expect(ema([1, 2, 3, 4], 2)).toEqual([null, 1.5, 2.5, 3.5]);
});

test('what only rises has an RSI of 100, what never moves one of 50', () => {
	expect(rsi(rising, 14).at(-1)).toBe(100);
	expect(rsi(Array(20).fill(7), 14).at(-1)).toBe(50);
	expect(rsi(rising, 14).filter((value) => value === null)).toHaveLength(14);
});

/** From the worked example of Wilder's book, as charting programs repeat it. */
test('RSI of a known series', () => {
	const closes = [44.34, 44.09, 44.15, 43.61, 44.33, 44.83, 45.1, 45.42, 45.84, 46.08, 45.89, 46.03, 45.61, 46.28, 46.28, 46.0];
	expect(rsi(closes, 14)[14]).toBeCloseTo(70.46, 1);
	expect(rsi(closes, 14)[15]).toBeCloseTo(66.25, 1);
});

test('MACD of a straight line is the distance of its means, and its histogram vanishes', () => {
	const { line, histogram } = macd(rising);
	expect(line.at(-1)).toBeCloseTo(7, 6);
	expect(histogram.at(-1)).toBeCloseTo(0, 6);
});

test('ATR of bars of one height is that height', () => {
	expect(atr(Array(20).fill({ high: 2, low: 1, close: 1.5 }), 14).at(-1)).toBeCloseTo(1, 9);
});

test('prices lie between the bands as often as Chebyshev says', () => {
	fc.assert(
		fc.property(fc.array(fc.double({ min: 1, max: 2, noNaN: true }), { minLength: 20, maxLength: 20 }), (values) => {
			const { upper, lower } = bollinger(values, 20, 2);
			const [top, foot] = [upper.at(-1) ?? 0, lower.at(-1) ?? 0];
			expect(values.filter((value) => value > top + 1e-9 || value < foot - 1e-9).length).toBeLessThanOrEqual(5);
		}),
		{ seed: 20_261_130 },
	);
});
