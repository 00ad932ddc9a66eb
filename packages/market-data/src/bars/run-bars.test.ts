import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { barSpecName, barsOfBars, buildBars, parseBarSpec, type Tick, TickBatch, tickFlags } from '../index.ts';
import { someTicks, testRegistry } from '../testing/arbitrary.ts';

const registry = testRegistry();
const build = (spec: string, ticks: readonly Partial<Tick>[]) => buildBars(parseBarSpec(spec), { registry, ticks: [TickBatch.of(ticks)] });
const quotes = (...bids: number[]): Partial<Tick>[] =>
	bids.map((bid, n) => ({ timeMs: 1_000 + n, bid, ask: bid + 1, flags: tickFlags.quote }));
const trades = (...sizes: number[]): Partial<Tick>[] =>
	sizes.map((lastSize, n) => ({ timeMs: 1_000 + n, last: 10 + n, lastSize, flags: tickFlags.trade }));

describe('tick bars', () => {
	test('have so many ticks', () => {
		expect(build('tick:2/bid', quotes(5, 7, 6, 4, 9)).map(({ open, close, ticks }) => [open, close, ticks])).toEqual([
			[5, 7, 2],
			[6, 4, 2],
			[9, 9, 1],
		]);
	});
	test('bars of bars are bars of ticks', () => {
		fc.assert(
			fc.property(someTicks(), (ticks) => {
				const large = barsOfBars(parseBarSpec('tick:15/mid'), { registry, bars: build('tick:5/mid', ticks) });
				const key = ({ venueId, instrumentId, startMs }: { venueId: number; instrumentId: number; startMs: number }) =>
					(venueId * 3 + instrumentId) * 2e13 + startMs;
				expect(large.toSorted((a, b) => key(a) - key(b))).toEqual(build('tick:15/mid', ticks).toSorted((a, b) => key(a) - key(b)));
			}),
		);
	});
});

describe('volume bars', () => {
	test('end with the trade that reaches the size, which is not split', () => {
		expect(build('volume:10/last', trades(4, 5, 3, 20, 1)).map(({ volume, ticks }) => [volume, ticks])).toEqual([
			[12, 3],
			[20, 1],
			[1, 1],
		]);
	});
	test('can’t be made of bars', () => {
		expect(() => barsOfBars(parseBarSpec('volume:10/last'), { registry, bars: build('1s/last', trades(3)) })).toThrow(
			/build them from ticks/,
		);
	});
});

describe('range bars', () => {
	test('are never wider than their range, lose no tick, and would be wider with the next', () => {
		fc.assert(
			fc.property(
				fc.array(fc.integer({ min: 100, max: 130 }), { minLength: 1, maxLength: 200 }),
				fc.integer({ min: 1, max: 12 }),
				(bids, size) => {
					const bars = build(`range:${size}/bid`, quotes(...bids));
					expect(bars.every(({ high, low }) => high - low <= size)).toBe(true);
					expect(bars.reduce((sum, { ticks }) => sum + ticks, 0)).toBe(bids.length);
					for (const [n, bar] of bars.entries()) {
						const next = bars[n + 1]?.open;
						if (next !== undefined) expect(Math.max(bar.high, next) - Math.min(bar.low, next)).toBeGreaterThan(size);
					}
				},
			),
		);
	});
});

describe('renko bars', () => {
	test('go on after one height and turn after two', () => {
		const bars = build('renko:10/bid', quotes(101, 109, 110, 135, 121, 119, 109, 121, 131));
		expect(bars.map(({ open, close }) => [open, close])).toEqual([
			[100, 110],
			[110, 120],
			[120, 130],
			[120, 110],
			[120, 130],
		]);
	});
	test('each has its height on the grid and begins where the last ended or began, and no tick is lost', () => {
		fc.assert(
			fc.property(
				fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 200 }),
				fc.integer({ min: 1, max: 20 }),
				(bids, size) => {
					const bars = build(`renko:${size}/bid`, quotes(...bids));
					expect(bars.reduce((sum, { ticks }) => sum + ticks, 0)).toBe(bids.length);
					const bricks = bars.filter(({ open, close }) => Math.abs(close - open) === size && open % size === 0);
					for (const [n, { open, close }] of bricks.entries()) {
						const last = bricks[n - 1];
						if (last !== undefined)
							expect(open === last.close ? Math.sign(close - open) === Math.sign(last.close - last.open) : open === last.open).toBe(true);
					}
				},
			),
		);
	});
	test('a broken price makes one tall brick, not millions', () => {
		expect(build('renko:1/bid', quotes(100, 90_000_000)).length).toBeLessThan(3);
	});
});

describe('the name of a series', () => {
	test.each([
		'1s/bid',
		'30m/ask',
		'4h/mid',
		'1d/last',
		'1w/mid',
		'1M/bid',
		'tick:100/mid',
		'volume:50/last',
		'range:20/bid',
		'renko:10/ask',
	])('%s is read back', (name) => {
		expect(barSpecName(parseBarSpec(name))).toBe(name);
	});
	test.each(['7m/bid', '2d/bid', '1s', 'volume:5/bid', 'tick:0/bid', '1y/bid', 'renko:-1/bid'])('%s is refused', (name) => {
		expect(() => parseBarSpec(name)).toThrow(name);
	});
});
