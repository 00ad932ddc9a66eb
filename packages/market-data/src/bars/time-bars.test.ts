import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	applyCorrections,
	type Bar,
	BarBook,
	barsOfBars,
	buildBars,
	parseBarSpec,
	Registry,
	Streams,
	type Tick,
	TickBatch,
	tickFlags,
} from '../index.ts';
import { chunks, someCuts, someTicks, testRegistry } from '../testing/arbitrary.ts';

const start = Date.UTC(2014, 4, 6);

/** Streams the batches through one book. Of each bar, what was given out last stands. */
function stream(
	specs: readonly string[],
	batches: readonly TickBatch[],
	input: { lateMs?: number; exclude?: number; registry?: Registry } = {},
) {
	const streams = new Streams();
	const out: (Bar & { series: number })[] = [];
	const rebuilds: { series: number; fromMs: number; toMs: number }[] = [];
	const book = new BarBook({
		streams,
		registry: testRegistry(),
		specs: specs.map(parseBarSpec),
		onBar: (bar, series) => out.push({ ...bar, series }),
		onRebuild: ({ series, fromMs, toMs }) => rebuilds.push({ series, fromMs, toMs }),
		...input,
	});
	for (const batch of batches)
		book.update(
			batch,
			Uint32Array.from(batch, ({ venueId, instrumentId }) => streams.of(venueId, instrumentId)),
		);
	const bySeries = specs.map((_, series) =>
		Array.from({ length: streams.count }, (_, one) => {
			const own = out.filter(
				(bar) => bar.series === series && bar.venueId === streams.venueId(one) && bar.instrumentId === streams.instrumentId(one),
			);
			return { bars: own.map(({ series: _series, ...bar }) => bar), current: book.current(series, one) };
		}),
	);
	return { out, bySeries, rebuilds, book };
}
const key = (bar: Bar) => `${bar.venueId}:${bar.instrumentId}:${bar.startMs}`;
/** The last state of each bar, those in progress too, without the count of revisions. */
function final(streamed: ReturnType<typeof stream>, series = 0): Bar[] {
	const last = new Map<string, Bar>();
	for (const { bars, current } of streamed.bySeries[series] ?? [])
		for (const bar of current === undefined ? bars : [...bars, current]) last.set(key(bar), { ...bar, revision: 0 });
	return inOrder([...last.values()]);
}
const inOrder = (bars: readonly Bar[]) =>
	bars.toSorted((a, b) => a.venueId - b.venueId || a.instrumentId - b.instrumentId || a.startMs - b.startMs);
const quote = (ms: number, bid: number, more: Partial<Tick> = {}): Partial<Tick> => ({
	timeMs: start + ms,
	bid,
	ask: bid + 1,
	flags: tickFlags.quote,
	...more,
});

describe('time bars', () => {
	test('are what a naive grouping of ticks by second gives', () => {
		fc.assert(
			fc.property(someTicks(), (ticks) => {
				const groups = Map.groupBy(ticks, (tick) => `${tick.venueId}:${tick.instrumentId}:${Math.floor(tick.timeMs / 1_000) * 1_000}`);
				const naive = [...groups].map(([name, group]) => {
					const sorted = group.toSorted((a, b) => a.timeMs - b.timeMs || a.timeNs - b.timeNs);
					const bids = sorted.map(({ bid }) => bid);
					return [name, bids[0], Math.max(...bids), Math.min(...bids), bids.at(-1), group.length];
				});
				const bars = final(stream(['1s/bid'], [TickBatch.of(ticks)], { lateMs: 0 }));
				expect(bars.map((bar) => [key(bar), bar.open, bar.high, bar.low, bar.close, bar.ticks]).toSorted()).toEqual(naive.toSorted());
			}),
		);
	});

	test.each([
		['1m', '1s'],
		['1h', '1m'],
		['4h', '1h'],
		['1d', '1h'],
		['1w', '1d'],
		['1M', '1d'],
	])('of %s: those of bars of %s are those of ticks', (large, small) => {
		fc.assert(
			fc.property(someTicks({ trades: true }), fc.constantFrom('bid', 'ask', 'mid', 'last'), (ticks, price) => {
				const registry = testRegistry();
				const of = (every: string) => buildBars(parseBarSpec(`${every}/${price}`), { registry, ticks: [TickBatch.of(ticks)] });
				const fromBars = barsOfBars(parseBarSpec(`${large}/${price}`), { registry, bars: of(small) });
				expect(inOrder(fromBars)).toEqual(inOrder(of(large)));
			}),
			{ numRuns: 40 },
		);
	});

	test('late ticks within the allowance lead to the bars that come of the ticks in order', () => {
		fc.assert(
			fc.property(someTicks({ stepBackMs: 4_000 }), someCuts, (ticks, cuts) => {
				const newest = new Map<string, number>();
				const distinct = new Map(ticks.map((tick) => [`${tick.venueId}:${tick.instrumentId}:${tick.timeMs}:${tick.timeNs}`, tick]));
				// Beyond the allowance a tick is in no bar: those are left out on both sides.
				const kept = [...distinct.values()].filter((tick) => {
					const name = `${tick.venueId}:${tick.instrumentId}`;
					newest.set(name, Math.max(newest.get(name) ?? 0, tick.timeMs));
					return tick.timeMs >= Math.floor((newest.get(name) ?? 0) / 1_000) * 1_000 - 60_000;
				});
				const late = final(stream(['1s/bid'], chunks(kept, cuts), { lateMs: 60_000 }));
				const sorted = final(stream(['1s/bid'], [TickBatch.of(kept.toSorted((a, b) => a.timeMs - b.timeMs || a.timeNs - b.timeNs))]));
				expect(late).toEqual(sorted);
			}),
		);
	});

	test('a bar that a late tick changed is given out again with a higher revision; one too late is counted and changes nothing', () => {
		const { out, book } = stream(
			['1s/bid'],
			[TickBatch.of([quote(100, 10), quote(1_100, 12), quote(50, 9), quote(2_000, 13), quote(900, 99)])],
			{ lateMs: 1_000 },
		);
		expect(out.map(({ open, high, close, revision }) => [open, high, close, revision])).toEqual([
			[10, 10, 10, 0],
			[9, 10, 10, 1],
			[12, 12, 12, 0],
		]);
		expect(book.lateTicks).toEqual([1]);
	});

	test('a late tick for a second that had none makes its bar', () => {
		const { out } = stream(['1s/bid'], [TickBatch.of([quote(0, 10), quote(2_000, 12), quote(1_500, 11)])], { lateMs: 5_000 });
		expect(out.map(({ startMs, close }) => [startMs - start, close])).toEqual([
			[0, 10],
			[1_000, 11],
		]);
	});

	test('a correction asks for its bar to be built anew, and the ticks then give the truth', () => {
		const ticks = [quote(100, 10), quote(200, 99), quote(1_100, 12), quote(200, 11, { flags: tickFlags.quote | tickFlags.correction })];
		const { rebuilds } = stream(['1s/bid'], [TickBatch.of(ticks)]);
		expect(rebuilds).toEqual([{ series: 0, fromMs: start, toMs: start + 1_000 }]);
		const bars = buildBars(parseBarSpec('1s/bid'), { registry: testRegistry(), ticks: [applyCorrections(TickBatch.of(ticks))] });
		expect(bars.map(({ high, close, ticks: count }) => [high, close, count])).toEqual([
			[11, 11, 2],
			[12, 12, 1],
		]);
	});

	test('a correction in the bar in progress asks once that bar is over, and a correction to nothing takes the tick away', () => {
		const ticks = [
			quote(100, 10),
			quote(200, 99),
			quote(200, 0, { ask: 0, flags: tickFlags.correction | tickFlags.quote }),
			quote(1_100, 12),
		];
		expect(stream(['1s/bid'], [TickBatch.of(ticks)]).rebuilds).toEqual([{ series: 0, fromMs: start, toMs: start + 1_000 }]);
		const cancelled = applyCorrections(TickBatch.of([quote(100, 10), quote(200, 99), { ...quote(200, 0), flags: tickFlags.correction }]));
		expect([...cancelled].map(({ bid }) => bid)).toEqual([10]);
	});

	test('the clock closes a bar that no tick has closed, and the next tick is in a new one', () => {
		const { out, book } = stream(['1s/bid'], [TickBatch.of([quote(100, 10)])]);
		book.closeUntil(start + 999);
		expect(out).toHaveLength(0);
		book.closeUntil(start + 1_000);
		book.closeUntil(start + 5_000);
		expect(out).toHaveLength(1);
		book.update(TickBatch.of([quote(1_000, 11)]), Uint32Array.of(0));
		expect(book.current(0, 0)).toMatchObject({ startMs: start + 1_000, open: 11 });
	});

	test('ticks with an excluded finding are in no bar', () => {
		const { book } = stream(['1s/bid'], [TickBatch.of([quote(1, 10), quote(2, 99, { flags: tickFlags.quote | tickFlags.spike })])], {
			exclude: tickFlags.spike,
		});
		expect(book.current(0, 0)).toMatchObject({ high: 10, ticks: 1 });
	});
});

describe('all kinds of bars', () => {
	const specs = ['1s/bid', '1m/ask', '1d/mid', '5m/last', 'tick:7/bid', 'volume:12/last', 'range:6/mid', 'renko:3/ask'];
	test('do not depend on how the input is cut', () => {
		fc.assert(
			fc.property(someTicks({ stepBackMs: 900, trades: true }), someCuts, (ticks, cuts) => {
				expect(stream(specs, chunks(ticks, cuts), { lateMs: 2_000 }).bySeries).toEqual(
					stream(specs, chunks(ticks, []), { lateMs: 2_000 }).bySeries,
				);
			}),
		);
	});
});

describe('bars on the wall clock', () => {
	const spans = (spec: string, zone: string, moments: readonly string[], dayStartHours = 0) => {
		const registry = new Registry();
		registry.instrument({ symbol: 'X', priceDigits: 0 });
		registry.venue({ venue: 'V', zone, dayStartHours });
		const ticks = TickBatch.of(moments.map((at) => ({ timeMs: Date.parse(at), bid: 1, ask: 1, flags: tickFlags.quote })));
		return buildBars(parseBarSpec(`${spec}/bid`), { registry, ticks: [ticks] }).map((bar) => [
			new Date(bar.startMs).toISOString().slice(0, 16),
			(bar.endMs - bar.startMs) / 3_600_000,
		]);
	};

	test('days of 23 and 25 hours', () => {
		expect(spans('1d', 'America/New_York', ['2014-03-09T12:00Z', '2014-05-06T12:00Z', '2014-11-02T12:00Z'])).toEqual([
			['2014-03-09T05:00', 23],
			['2014-05-06T04:00', 24],
			['2014-11-02T04:00', 25],
		]);
	});
	test('the hour that autumn repeats is two bars; spring has one less', () => {
		const hours = Array.from({ length: 4 }, (_, n) => new Date(Date.UTC(2014, 10, 2, 4 + n)).toISOString());
		expect(spans('1h', 'America/New_York', hours).map(([, length]) => length)).toEqual([1, 1, 1, 1]);
		expect(spans('4h', 'America/New_York', ['2014-11-02T04:30Z', '2014-03-09T05:30Z'])).toHaveLength(1);
		expect(spans('4h', 'America/New_York', ['2014-03-09T05:30Z', '2014-11-02T04:30Z']).map(([, length]) => length)).toEqual([3, 5]);
	});
	test('hours of a zone that is half an hour off, and one that shifts by half an hour', () => {
		expect(spans('1h', 'Asia/Kolkata', ['2014-05-06T12:00Z'])).toEqual([['2014-05-06T11:30', 1]]);
		expect(spans('1h', 'Australia/Lord_Howe', ['2014-04-05T14:45Z', '2014-04-05T15:15Z', '2014-04-05T15:45Z'])).toEqual([
			['2014-04-05T14:00', 1],
			['2014-04-05T15:00', 0.5],
			['2014-04-05T15:30', 1],
		]);
	});
	test('weeks begin on Monday, months have their own length', () => {
		expect(spans('1w', 'UTC', ['2014-05-11T23:59Z', '2014-05-12T00:00Z'])).toEqual([
			['2014-05-05T00:00', 168],
			['2014-05-12T00:00', 168],
		]);
		expect(spans('1M', 'Europe/London', ['2014-02-10T12:00Z', '2014-03-10T12:00Z'])).toEqual([
			['2014-02-01T00:00', 672],
			['2014-03-01T00:00', 743],
		]);
	});
	test('a currency venue’s Monday begins on Sunday at 17:00 in New York', () => {
		expect(spans('1d', 'America/New_York', ['2014-05-04T21:00Z', '2014-05-05T20:59Z', '2014-05-05T21:00Z'], -7)).toEqual([
			['2014-05-04T21:00', 24],
			['2014-05-05T21:00', 24],
		]);
	});
});
