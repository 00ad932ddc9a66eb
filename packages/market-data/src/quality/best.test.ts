import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BestQuotes, TickBatch, tickFlags } from '../index.ts';
import { chunks, someCuts, someTicks } from '../testing/arbitrary.ts';

const composite = 9;
const quote = (venueId: number, bid: number, ask: number, timeMs = 0) => ({ venueId, bid, ask, timeMs, flags: tickFlags.quote });
const bests = (ticks: readonly Parameters<typeof quote>[]) => {
	const best = new BestQuotes({ venueId: composite, maxAgeMs: 1_000 });
	const out = new TickBatch();
	best.update(TickBatch.of(ticks.map((tick) => quote(...tick))), out);
	return { best, prices: [...out].map(({ bid, ask }) => [bid, ask]) };
};

describe('the best bid and offer', () => {
	test('take each side from the venue that is best, and fall back when it worsens', () => {
		const { prices } = bests([
			[1, 100, 110],
			[2, 101, 111],
			[2, 99, 111],
		]);
		expect(prices).toEqual([
			[100, 110],
			[101, 110],
			[100, 110],
		]);
	});

	test('a venue that went silent does not count', () => {
		const { prices } = bests([
			[1, 105, 106, 0],
			[2, 100, 110, 1_000],
			[2, 100, 110, 1_001],
		]);
		expect(prices.at(-1)).toEqual([100, 110]);
	});

	test('a flagged quote is off the book', () => {
		const best = new BestQuotes({ venueId: composite, maxAgeMs: 1_000 });
		best.update(TickBatch.of([quote(1, 100, 110), { ...quote(2, 109, 108), flags: tickFlags.quote | tickFlags.crossed }]));
		expect(best.of(0)).toMatchObject({ bid: 100, ask: 110, bidVenueId: 1 });
	});

	test('bids above another venue’s ask are shown and counted', () => {
		const { best, prices } = bests([
			[1, 100, 101],
			[2, 102, 103],
		]);
		expect(prices.at(-1)).toEqual([102, 101]);
		expect(best.crossedCount).toBe(1);
	});

	test('are those of a naive look at the last quote of each venue, in any chunks', () => {
		fc.assert(
			fc.property(someTicks(), someCuts, (ticks, cuts) => {
				const best = new BestQuotes({ venueId: composite, maxAgeMs: 1_000 });
				for (const batch of chunks(ticks, cuts)) best.update(batch);
				for (const instrumentId of [0, 1, 2]) {
					const own = ticks.filter((tick) => tick.instrumentId === instrumentId);
					const nowMs = own.at(-1)?.timeMs;
					if (nowMs === undefined) continue;
					const live = [0, 1]
						.flatMap((venueId) => own.findLast((tick) => tick.venueId === venueId) ?? [])
						.filter((tick) => nowMs - tick.timeMs <= 1_000);
					expect(best.of(instrumentId)).toMatchObject({
						bid: Math.max(...live.map(({ bid }) => bid)),
						ask: Math.min(...live.map(({ ask }) => ask)),
					});
				}
			}),
		);
	});
});
