import { expect, test } from 'vitest';
import { extent, niceTicks, path } from './scale.ts';

test('ticks are round and lie within the range', () => {
	expect(niceTicks(0, 100)).toEqual([0, 50, 100]);
	expect(niceTicks(1.1012, 1.1038)).toEqual([1.102, 1.103]);
	expect(niceTicks(5, 5)).toEqual([5]);
});

test('a flat line has air around it, and bars begin at zero', () => {
	const flat = [{ name: 'a', tone: 'accent', points: [{ x: 0, y: 100 }] }] as const;
	expect(extent(flat)).toEqual({ x0: 0, x1: 1, y0: 99, y1: 101 });
	expect(extent(flat, { fromZero: true })?.y0).toBe(0);
	expect(extent([])).toBeNull();
});

test('a path goes through its points', () => {
	expect(
		path(
			[
				{ x: 0, y: 0 },
				{ x: 1, y: 2 },
			],
			({ x, y }) => [x * 10, y],
		),
	).toBe('M0.0 0.0L10.0 2.0');
});
