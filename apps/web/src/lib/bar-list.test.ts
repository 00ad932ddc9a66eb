import { describe, expect, test } from 'vitest';
import { BarList } from './bar-list.ts';

const bar = (minute: number, close = minute) => ({
	...{
		start: new Date(minute * 60_000).toISOString(),
		end: '',
		open: '1',
		high: '9',
		low: '0',
		close: String(close),
		ticks: 1,
		closed: true,
	},
});
const shown = (list: BarList) => list.candles.map(({ time, close }) => [time / 60, close]);

describe('the bars of a chart', () => {
	test('grow at the new end by live bars, and only a change behind it draws all anew', () => {
		const list = new BarList();
		expect(list.add([bar(5), bar(6)])).toBe(false);
		expect(list.add([bar(6, 60), bar(7)])).toBe(false);
		expect(list.add([bar(6, 61)])).toBe(true);
		expect(shown(list)).toEqual([
			[5, 5],
			[6, 61],
			[7, 7],
		]);
	});

	test('grow at the old end by pages, without doubling what overlaps', () => {
		const list = new BarList();
		list.add([bar(5), bar(6)]);
		list.prepend([bar(3), bar(4), bar(5, 99)]);
		expect(shown(list)).toEqual([
			[3, 3],
			[4, 4],
			[5, 5],
			[6, 6],
		]);
		expect(list.oldest).toBe(180);
	});
});
