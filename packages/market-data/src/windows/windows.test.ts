import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Correlation, Window } from '../index.ts';

const tick = fc.record({
	stepMs: fc.integer({ min: 0, max: 700 }),
	bid: fc.integer({ min: 100_000, max: 100_100 }),
	spread: fc.integer({ min: -2, max: 30 }),
	bidSize: fc.nat(50),
	askSize: fc.nat(50),
	last: fc.integer({ min: 100_000, max: 100_100 }),
	lastSize: fc.nat(50),
	isQuote: fc.boolean(),
	isTrade: fc.boolean(),
});
const walk = fc.array(tick, { minLength: 1, maxLength: 150 }).map((steps) => {
	let timeMs = 1_000_000;
	return steps.map(({ stepMs, spread, ...rest }) => {
		timeMs += stepMs;
		return { ...rest, ask: rest.bid + spread, timeMs };
	});
});
type Walk = typeof walk extends fc.Arbitrary<infer T> ? T : never;

/** Everything from its definition, over all ticks of the window each time. */
function naive(ticks: Walk, lengthMs: number) {
	const newestMs = ticks.at(-1)?.timeMs ?? 0;
	const inside = ticks.filter(({ timeMs }) => timeMs > newestMs - lengthMs);
	const quotes = ticks.filter(({ isQuote }) => isQuote);
	const spreads = inside.filter(({ isQuote }) => isQuote).map(({ bid, ask }) => ask - bid);
	const steps = quotes.map((now, n) => {
		const before = quotes[n - 1];
		if (before === undefined) return { timeMs: now.timeMs, square: 0, flow: 0 };
		const up =
			now.bid > before.bid ? now.bidSize || 1 : now.bid < before.bid ? -(before.bidSize || 1) : (now.bidSize || 1) - (before.bidSize || 1);
		const down =
			now.ask < before.ask ? now.askSize || 1 : now.ask > before.ask ? -(before.askSize || 1) : (now.askSize || 1) - (before.askSize || 1);
		return { timeMs: now.timeMs, square: (now.bid + now.ask - before.bid - before.ask) ** 2, flow: up - down };
	});
	const live = steps.filter(({ timeMs }) => timeMs > newestMs - lengthMs);
	const trades = inside.filter(({ isTrade }) => isTrade);
	const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
	const last = quotes.at(-1);
	return {
		ticks: inside.length,
		spreadMean: sum(spreads) / spreads.length,
		spreadMax: spreads.length === 0 ? Number.NaN : Math.max(...spreads),
		volatilityPpm:
			spreads.length === 0 ? Number.NaN : (Math.sqrt(sum(live.map(({ square }) => square))) * 1e6) / ((last?.bid ?? 0) + (last?.ask ?? 0)),
		orderFlow: spreads.length === 0 ? Number.NaN : sum(live.map(({ flow }) => flow)),
		vwap: sum(trades.map(({ last: price, lastSize }) => price * lastSize)) / sum(trades.map(({ lastSize }) => lastSize)),
	};
}

describe('a window', () => {
	test('has at each tick what a naive look at all its ticks has', () => {
		fc.assert(
			fc.property(walk, fc.integer({ min: 1, max: 5_000 }), (ticks, lengthMs) => {
				const window = new Window(lengthMs);
				for (const [n, one] of ticks.entries()) {
					window.add(one);
					const { vwap, ...exact } = naive(ticks.slice(0, n + 1), lengthMs);
					expect({
						ticks: window.ticks,
						spreadMean: window.spreadMean,
						spreadMax: window.spreadMax,
						volatilityPpm: window.volatilityPpm,
						orderFlow: window.orderFlow,
					}).toEqual(exact);
					if (Number.isNaN(vwap)) expect(window.vwap).toBeNaN();
					else expect(window.vwap).toBeCloseTo(vwap, 6);
				}
			}),
			{ numRuns: 40 },
		);
	});

	test('empties by the clock alone, and counts a late tick without taking it', () => {
		const window = new Window(1_000);
		const quote = { timeMs: 5_000, bid: 1, ask: 2, bidSize: 0, askSize: 0, last: 0, lastSize: 0, isQuote: true, isTrade: false };
		window.add(quote);
		window.add({ ...quote, timeMs: 4_999 });
		expect([window.ticks, window.lateTicks, window.spreadMax]).toEqual([1, 1, 1]);
		window.advance(6_000);
		expect([window.ticks, window.spreadMax]).toEqual([0, Number.NaN]);
	});

	test('costs the same for each tick, however long it is', () => {
		// A sum over the window would take 10^10 steps here.
		const window = new Window(1e9);
		for (let n = 0; n < 100_000; n++) {
			window.add({ timeMs: n, bid: n % 7, ask: 9, bidSize: 1, askSize: 1, last: 0, lastSize: 0, isQuote: true, isTrade: false });
			if (window.spreadMax < 3) expect.fail('the largest spread is lost');
		}
		expect(window.ticks).toBe(100_000);
	});
});

describe('correlation', () => {
	test('is that of the changes between steps, by definition', () => {
		const point = fc.record({
			side: fc.constantFrom(0 as const, 1 as const),
			stepMs: fc.integer({ min: 0, max: 400 }),
			price: fc.integer({ min: 1_000, max: 1_050 }),
		});
		fc.assert(
			fc.property(fc.array(point, { minLength: 10, maxLength: 200 }), fc.integer({ min: 2, max: 20 }), (points, samples) => {
				const correlation = new Correlation({ stepMs: 100, samples });
				const now = [Number.NaN, Number.NaN];
				const states: (readonly [number, number])[] = [];
				let timeMs = 0;
				for (const { side, stepMs, price } of points) {
					const before = Math.floor(timeMs / 100);
					timeMs += stepMs;
					for (let n = before; n < Math.floor(timeMs / 100); n++) states.push([now[0] ?? 0, now[1] ?? 0]);
					now[side] = price;
					correlation.add(side, { timeMs, price });
				}
				const changes = states
					.map(([x, y], n) => [x - (states[n - 1]?.[0] ?? Number.NaN), y - (states[n - 1]?.[1] ?? Number.NaN)] as const)
					.filter(([x, y]) => !Number.isNaN(x + y))
					.slice(-samples);
				const mean = (at: 0 | 1) => changes.reduce((sum, change) => sum + change[at], 0) / changes.length;
				const [meanX, meanY] = [mean(0), mean(1)];
				const product = (a: 0 | 1, b: 0 | 1) =>
					changes.reduce((sum, change) => sum + (change[a] - (a === 0 ? meanX : meanY)) * (change[b] - (b === 0 ? meanX : meanY)), 0);
				const expected = product(0, 1) / Math.sqrt(product(0, 0) * product(1, 1));
				expect(correlation.samples).toBe(changes.length);
				if (Number.isFinite(expected)) expect(correlation.value).toBeCloseTo(expected, 9);
			}),
		);
	});
});
