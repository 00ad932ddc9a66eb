import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AlertEngine, type AlertRule, alertRule, Streams, type Tick, TickBatch, Trigger, tickFlags } from '../index.ts';
import { testRegistry } from '../testing/arbitrary.ts';

const start = 1_400_000_000_000;
const of = (condition: AlertRule['condition'], more: object = {}) =>
	alertRule.parse({ id: 'a', venue: 'ALPHA', symbol: 'EURUSD', metric: 'bid', condition, ...more });

function engine(...rules: AlertRule[]) {
	const streams = new Streams();
	const events: [string, number, number][] = [];
	const alerts = new AlertEngine({
		registry: testRegistry(),
		streams,
		onAlert: ({ rule, atMs, value }) => events.push([rule.id, atMs - start, value]),
	});
	const known = rules.map((rule) => alerts.set(rule));
	const feed = (...ticks: Partial<Tick>[]) =>
		alerts.update(
			TickBatch.of(ticks.map((tick) => ({ flags: tickFlags.quote, ...tick }))),
			Uint32Array.from(ticks, ({ venueId = 0, instrumentId = 0 }) => streams.of(venueId, instrumentId)),
		);
	return { alerts, events, feed, known };
}
const bids = (...prices: number[]) => prices.map((bid, n) => ({ timeMs: start + n, bid, ask: bid + 2 }));

describe('an alert', () => {
	test('above a level fires once, and again only after the value has gone back by the hysteresis', () => {
		const { feed, events } = engine(of({ kind: 'above', level: 100, hysteresis: 5 }));
		feed(...bids(90, 100, 101, 99, 95, 100, 94, 100));
		expect(events.map(([, at]) => at)).toEqual([1, 7]);
	});
	test('below a level is the mirror of it', () => {
		const { feed, events } = engine(of({ kind: 'below', level: 100, hysteresis: 5 }));
		feed(...bids(110, 100, 99, 101, 105, 100, 106, 100));
		expect(events.map(([, at]) => at)).toEqual([1, 7]);
	});
	test('of a crossing fires in its direction alone, not for where the value stood first, and not within the band', () => {
		const moves = bids(120, 103, 97, 94, 101, 106, 95);
		const fired = (direction: 'up' | 'down' | 'either') => {
			const { feed, events } = engine(of({ kind: 'crosses', level: 100, hysteresis: 5, direction }));
			feed(...moves);
			return events.map(([, at]) => at);
		};
		expect([fired('up'), fired('down'), fired('either')]).toEqual([[5], [3, 6], [3, 5, 6]]);
	});
	test('of an absence fires once, and again only after a tick has come', () => {
		const { alerts, feed, events } = engine(of({ kind: 'absent', forMs: 1_000 }));
		feed({ timeMs: start, bid: 1, ask: 2 });
		for (const at of [999, 1_000, 5_000]) alerts.advance(start + at);
		feed({ timeMs: start + 6_000, bid: 1, ask: 2 });
		alerts.advance(start + 7_500);
		expect(events).toEqual([
			['a', 1_000, 1_000],
			['a', 7_500, 1_500],
		]);
	});
	test('on a window: spread, volatility, order flow, trades', () => {
		const windowMs = 10_000;
		const { feed, events } = engine(
			of({ kind: 'above', level: 4, hysteresis: 0 }, { id: 'spread', metric: 'spreadMean', windowMs }),
			of({ kind: 'above', level: 2_900, hysteresis: 0 }, { id: 'volatility', metric: 'volatilityPpm', windowMs }),
			of({ kind: 'below', level: -20, hysteresis: 0 }, { id: 'flow', metric: 'orderFlow', windowMs }),
			of({ kind: 'above', level: 105, hysteresis: 0 }, { id: 'vwap', metric: 'vwap', windowMs }),
		);
		const trade = { last: 106, lastSize: 3, flags: tickFlags.trade };
		feed(
			{ timeMs: start, bid: 1_000, ask: 1_002, bidSize: 9, askSize: 9 },
			{ timeMs: start + 1, bid: 1_000, ask: 1_008, bidSize: 9, askSize: 9 },
		);
		feed({ timeMs: start + 2, bid: 990, ask: 992, bidSize: 9, askSize: 50 }, { timeMs: start + 3, ...trade });
		expect(events.map(([id, at]) => [id, at])).toEqual([
			['spread', 1],
			['volatility', 1],
			['flow', 2],
			['vwap', 3],
		]);
	});
	test('on a correlation of two instruments fires when they part', () => {
		const { feed, events } = engine(
			of(
				{ kind: 'below', level: 0, hysteresis: 0 },
				{ metric: 'correlation', windowMs: 60_000, other: { venue: 'BETA', symbol: 'XAUUSD' } },
			),
		);
		for (let n = 0; n < 120; n++) {
			const move = (n * 7919) % 13;
			const ticks = [
				{ timeMs: start + n * 1_000, bid: 1_000 + move, ask: 1_000 + move },
				{ venueId: 1, instrumentId: 1, timeMs: start + n * 1_000 + 1, bid: n < 60 ? 500 + move : 500 - move, ask: 500 },
			];
			feed(...ticks);
		}
		expect(events).toHaveLength(1);
		expect(events[0]?.[1]).toBeGreaterThan(60_000);
	});
	test('looks at its own stream alone, and not at all once removed', () => {
		const { alerts, feed, events } = engine(of({ kind: 'above', level: 100, hysteresis: 0 }));
		feed({ timeMs: start, bid: 500, ask: 500, venueId: 1 }, { timeMs: start, bid: 500, ask: 500, instrumentId: 1 });
		alerts.remove('a');
		feed(...bids(500));
		expect([events, alerts.ids()]).toEqual([[], []]);
	});
	test('that had fired before a restart does not fire again for the same reason', () => {
		const rule = of({ kind: 'above', level: 100, hysteresis: 5 });
		const before = engine(rule);
		before.feed(...bids(120));
		const after = engine();
		after.alerts.set(rule, before.alerts.state('a'));
		after.feed(...bids(121, 90, 121));
		expect(after.events.map(([, at]) => at)).toEqual([2]);
	});
	test('of an unknown instrument is told to its owner; one without its window is refused', () => {
		expect(engine(of({ kind: 'above', level: 1, hysteresis: 0 }, { symbol: 'NOWHERE' })).known).toEqual([false]);
		expect(() => of({ kind: 'above', level: 1, hysteresis: 0 }, { metric: 'vwap' })).toThrow(/needs a window/);
		expect(() => of({ kind: 'above', level: 1, hysteresis: 0 }, { metric: 'correlation', windowMs: 1_000 })).toThrow(/second instrument/);
	});
	test('between two firings the value has been beyond the hysteresis, whatever it does', () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 80, max: 120 })), fc.integer({ min: 0, max: 10 }), (values, hysteresis) => {
				const trigger = new Trigger({ kind: 'above', level: 100, hysteresis });
				const fired = values.flatMap((value, n) => (trigger.see(value) ? [n] : []));
				for (const [n, at] of fired.entries()) {
					expect(values[at]).toBeGreaterThanOrEqual(100);
					const last = fired[n - 1];
					if (last !== undefined) expect(Math.min(...values.slice(last, at))).toBeLessThan(100 - hysteresis);
				}
				expect(fired.length > 0).toBe(values.some((value) => value >= 100));
			}),
		);
	});
});
