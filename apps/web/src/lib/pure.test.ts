import { describe, expect, test } from 'vitest';
import { addPrice, candlesOf } from './candles.ts';
import { sign, spreadPoints } from './format.ts';

describe('candles', () => {
	test('prices of one frame make one candle, the next frame opens a new one', () => {
		const at = (sec: number) => new Date(sec * 1000).toISOString();
		const tick = (sec: number, price: string) => ({ at: at(sec), bid: price, ask: price });
		expect(candlesOf([tick(100, '1'), tick(102, '3'), tick(104, '2'), tick(105, '5')], 5)).toEqual([
			{ time: 100, open: 1, high: 3, low: 1, close: 2 },
			{ time: 105, open: 5, high: 5, low: 5, close: 5 },
		]);
	});
	test('a late price joins the last candle and never goes back', () => {
		expect(addPrice({ time: 100, open: 1, high: 1, low: 1, close: 1 }, { atMs: 99_000, price: 2, frameSec: 5 }).time).toBe(100);
	});
});

describe('numbers for the eye', () => {
	test('a gain, a loss and nothing have their colours; a spread is in points', () => {
		expect([sign('0.01'), sign('-0.01'), sign(null)]).toEqual(['up', 'down', '']);
		expect(spreadPoints({ bid: '1.10000', ask: '1.10012' }, 5)).toBe('12');
	});
});
