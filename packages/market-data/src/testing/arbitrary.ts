import fc from 'fast-check';
import { emptyTick, Registry, type Tick, TickBatch, tickFlags } from '../tick/index.ts';

export function testRegistry(): Registry {
	const registry = new Registry();
	for (const symbol of ['EURUSD', 'XAUUSD', 'USDJPY']) registry.instrument({ symbol, priceDigits: 5 });
	for (const venue of ['ALPHA', 'BETA']) registry.venue({ venue });
	return registry;
}

/** Ticks of a few streams that walk forward in time, now and then repeat or step back, and move in price in any way. */
export const someTicks = (
	input: { readonly maxLength?: number; readonly stepBackMs?: number; readonly trades?: boolean } = {},
): fc.Arbitrary<Tick[]> =>
	fc
		.array(
			fc.record({
				instrumentId: fc.nat(2),
				venueId: fc.nat(1),
				stepMs: fc.oneof(fc.integer({ min: -(input.stepBackMs ?? 0), max: 3_000 }), fc.constant(0), fc.integer({ min: 0, max: 120_000 })),
				timeNs: fc.constantFrom(0, 0, 250_000),
				bid: fc.integer({ min: 990, max: 1_010 }),
				spread: fc.integer({ min: -2, max: 5 }),
				trade: fc.boolean(),
				size: fc.integer({ min: 0, max: 9 }),
			}),
			{ maxLength: input.maxLength ?? 200 },
		)
		.map((steps) => {
			let timeMs = Date.UTC(2014, 4, 6);
			return steps.map(({ stepMs, spread, bid, trade, size, ...rest }) => {
				timeMs += stepMs;
				const isTrade = trade && input.trades === true;
				return {
					...emptyTick,
					...rest,
					timeMs,
					bid,
					ask: bid + spread,
					...(isTrade ? { last: bid, lastSize: size } : {}),
					flags: tickFlags.quote | (isTrade ? tickFlags.trade : 0),
				};
			});
		});

/** The same ticks as batches, cut where `cuts` says (in turn, each at least 1). */
export function chunks(ticks: readonly Tick[], cuts: readonly number[]): TickBatch[] {
	const batches: TickBatch[] = [];
	for (let from = 0, turn = 0; from < ticks.length; turn++) {
		const size = Math.max(1, cuts[turn % Math.max(1, cuts.length)] ?? ticks.length);
		batches.push(TickBatch.of(ticks.slice(from, from + size)));
		from += size;
	}
	return batches;
}
export const someCuts: fc.Arbitrary<number[]> = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 8 });
