import { type Bar, barsOfBars, buildBars, parseBarSpec, Registry, TickBatch, tickFlags, type WireBar } from '@meridian/market-data';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BarMerger } from '../src/modules/market/merger.ts';
import { baseOf, timeSpec } from '../src/modules/market/series.ts';

const start = Date.UTC(2030, 0, 7, 12);
const registry = new Registry();
registry.instrument({ symbol: 'X', priceDigits: 5 });
registry.venue({ venue: 'V' });
const wire = (bar: Bar, series: string, closed: boolean): WireBar => ({ ...bar, instrumentId: 1, venue: 'V', series, closed });
const shape = ({ startMs, endMs, open, high, low, close, ticks }: Bar) => [startMs, endMs, open, high, low, close, ticks];

test('bars put together from news of small ones are those made of all small ones, though each is told many times', () => {
	const steps = fc.array(fc.record({ stepMs: fc.integer({ min: 0, max: 200_000 }), bid: fc.integer({ min: 990, max: 1_010 }) }), {
		minLength: 1,
		maxLength: 120,
	});
	fc.assert(
		fc.property(steps, fc.constantFrom('1s', '15s', '1m', '5m', '1h', '4h', '1d'), (walk, every) => {
			const spec = timeSpec(every, 'bid');
			let timeMs = start;
			const ticks = walk.map(({ stepMs, bid }) => {
				timeMs += stepMs;
				return { timeMs, bid, ask: bid + 1, flags: tickFlags.quote };
			});
			const shown = new Map<number, { readonly bar: Bar; readonly closed: boolean }>();
			const merger = new BarMerger(spec, (one) => shown.set(one.bar.startMs, one));
			const base = (count: number) => buildBars(parseBarSpec(baseOf(spec)), { registry, ticks: [TickBatch.of(ticks.slice(0, count))] });
			for (let count = 1; count <= ticks.length; count++) {
				const bars = base(count);
				// As a gateway tells them: what has just closed, then the one in progress.
				for (const [n, bar] of bars.slice(-2).entries()) merger.add(wire(bar, baseOf(spec), n < Math.min(2, bars.length) - 1));
			}
			const expected = barsOfBars(spec, { registry, bars: base(ticks.length) });
			expect([...shown.values()].map(({ bar }) => shape(bar))).toEqual(expected.map(shape));
			expect([...shown.values()].slice(0, -1).every(({ closed }) => closed)).toBe(true);
		}),
		{ numRuns: 60 },
	);
});
