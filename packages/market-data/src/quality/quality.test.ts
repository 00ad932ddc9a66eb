import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Normaliser, type QualityConfig, qualityRules, type Tick, TickBatch, tickFlags } from '../index.ts';
import { chunks, someCuts, someTicks, testRegistry } from '../testing/arbitrary.ts';
import { hasLean, leanRows, leanTicks } from '../testing/lean.ts';

const start = Date.UTC(2014, 4, 6);
const all = (action: 'drop' | 'flag' | 'pass'): QualityConfig => Object.fromEntries(qualityRules.map((rule) => [rule, action]));

/** Quotes of one stream as [ms since start, bid, ask], and what was found in each. */
function judged(config: QualityConfig, rows: readonly (readonly [number, number, number] | Partial<Tick>)[]) {
	const normaliser = new Normaliser(testRegistry(), { otherwise: { ...all('flag'), ...config } });
	const batch = TickBatch.of(
		rows.map((row) =>
			'length' in row
				? { timeMs: start + row[0], bid: row[1], ask: row[2], flags: tickFlags.quote }
				: { timeMs: start, flags: tickFlags.quote, ...row },
		),
	);
	normaliser.run(batch);
	const found = [...batch].map(({ flags }) => qualityRules.filter((rule) => (flags & tickFlags[rule]) !== 0).join());
	return { found, counts: normaliser.counters.of(0), batch };
}

describe('a quality rule', () => {
	test('crossed and non-positive prices', () => {
		const { found } = judged({}, [
			[0, 100, 101],
			[1, 101, 101],
			[2, 102, 101],
			[3, 0, 101],
			[4, 100, -1],
		]);
		expect(found).toEqual(['', '', 'crossed', 'nonPositive', 'crossed,nonPositive']);
	});

	test('a repeated stamp, to the nanosecond, and one from the past', () => {
		const { found } = judged({}, [
			{ bid: 100, ask: 101, timeNs: 5 },
			{ bid: 100, ask: 101, timeNs: 5 },
			{ bid: 100, ask: 101, timeNs: 6 },
			{ bid: 100, ask: 101, timeNs: 4 },
			{ bid: 100, ask: 101, timeNs: 6 },
		]);
		expect(found).toEqual(['', 'duplicate', '', 'outOfOrder', 'duplicate']);
	});

	test('a stamp too far from our clock, either way, and one of the future does not make later ticks look old', () => {
		const at = (timeMs: number, receivedMs: number) => ({ bid: 100, ask: 101, timeMs: start + timeMs, receivedMs: start + receivedMs });
		const { found } = judged({ staleMs: 1_000 }, [at(0, 1_000), at(0, 1_001), at(9_000, 2_000), at(2_000, 2_001)]);
		expect(found).toEqual(['', 'stale,duplicate', 'stale', '']);
	});

	test('a spike is one until enough ticks in a row confirm the new level', () => {
		const { found } = judged({ spikePpm: 10_000, spikeTicks: 2 }, [
			[0, 1_000, 1_000],
			[1, 1_010, 1_010],
			[2, 1_200, 1_200],
			[3, 1_010, 1_010],
			[4, 1_200, 1_200],
			[5, 1_201, 1_201],
			[6, 1_202, 1_202],
			[7, 1_010, 1_010],
		]);
		expect(found).toEqual(['', '', 'spike', '', 'spike', 'spike', '', 'spike']);
	});

	test('silence is a gap, and after it the level is taken as it comes', () => {
		const { found } = judged({ gapMs: 60_000 }, [
			[0, 1_000, 1_000],
			[60_000, 1_000, 1_000],
			[120_001, 2_000, 2_000],
		]);
		expect(found).toEqual(['', '', 'gap']);
	});

	test('with a calendar, the closed time is no gap and a tick in it is told', () => {
		const day = [{ from: '08:00', to: '16:00' }];
		const calendar = { zone: 'UTC', week: [day, day, day, day, day, day, day] };
		const hourMs = 3_600_000;
		const gaps: number[] = [];
		const normaliser = new Normaliser(testRegistry(), { otherwise: { calendar, gapMs: 2 * hourMs } });
		normaliser.onGap = (gap) => gaps.push((gap.toMs - gap.fromMs) / hourMs);
		const batch = TickBatch.of([15, 17, 33, 37].map((hour) => ({ timeMs: start + hour * hourMs, bid: 1, ask: 1, flags: tickFlags.quote })));
		normaliser.run(batch);
		expect([...batch].map(({ flags }) => flags & ~tickFlags.quote)).toEqual([0, tickFlags.session, 0, tickFlags.gap]);
		expect(gaps).toEqual([4]);
	});

	test('drop removes the tick, pass leaves it unmarked, and both are counted', () => {
		const rows = [
			[0, 100, 101],
			[1, 102, 101],
			[1, 100, 101],
		] as const;
		const dropping = judged({ ...all('pass'), crossed: 'drop' }, rows);
		expect(dropping.found).toEqual(['', '']);
		expect(dropping.counts).toMatchObject({ seen: 3, dropped: 1, crossed: 1, duplicate: 1 });
		const passing = judged(all('pass'), rows);
		expect(passing.found).toEqual(['', '', '']);
		expect(passing.counts).toMatchObject({ seen: 3, dropped: 0, crossed: 1, duplicate: 1 });
	});

	test('each venue has its own rules', () => {
		const registry = testRegistry();
		const normaliser = new Normaliser(registry, { venues: { BETA: { crossed: 'drop' } } });
		const batch = TickBatch.of([0, 1].map((venueId) => ({ venueId, timeMs: start, bid: 3, ask: 2, flags: tickFlags.quote })));
		expect(normaliser.run(batch)).toBe(1);
		expect([...batch].map(({ venueId, flags }) => [venueId, flags & tickFlags.crossed])).toEqual([[0, tickFlags.crossed]]);
	});

	test('an unknown rule and an unknown action are refused', () => {
		const unfit: unknown = { crossed: 'ignore' };
		expect(() => new Normaliser(testRegistry(), { otherwise: unfit as QualityConfig })).toThrow(/drop/);
	});
});

describe('judging', () => {
	test('does not depend on how the input is cut', () => {
		fc.assert(
			fc.property(someTicks({ stepBackMs: 500 }), someCuts, (ticks, cuts) => {
				const run = (batches: readonly TickBatch[]) => {
					const normaliser = new Normaliser(testRegistry(), { otherwise: { ...all('flag'), spike: 'drop', spikePpm: 5_000 } });
					const out = batches.flatMap((batch) => {
						normaliser.run(batch);
						return [...batch].map((tick, row) => ({ ...tick, stream: normaliser.rowStreams[row] }));
					});
					return { out, counts: Array.from({ length: normaliser.streams.count }, (_, stream) => normaliser.counters.of(stream)) };
				};
				expect(run(chunks(ticks, cuts))).toEqual(run(chunks(ticks, [])));
			}),
		);
	});

	test('counts what a naive look at each tick counts', () => {
		fc.assert(
			fc.property(someTicks({ stepBackMs: 500 }), (ticks) => {
				const normaliser = new Normaliser(testRegistry(), { otherwise: all('pass') });
				normaliser.run(TickBatch.of(ticks));
				for (let stream = 0; stream < normaliser.streams.count; stream++) {
					const own = ticks.filter(
						(tick) => tick.venueId === normaliser.streams.venueId(stream) && tick.instrumentId === normaliser.streams.instrumentId(stream),
					);
					const stamps = own.map(({ timeMs, timeNs }) => timeMs * 1_000_000 + timeNs);
					const newestBefore = stamps.map((_, n) => Math.max(...stamps.slice(0, n)));
					expect(normaliser.counters.of(stream)).toMatchObject({
						seen: own.length,
						dropped: 0,
						crossed: own.filter(({ bid, ask }) => bid > ask).length,
						outOfOrder: stamps.filter((stamp, n) => stamp < (newestBefore[n] ?? 0)).length,
						duplicate: stamps.filter((stamp, n) => stamp === newestBefore[n]).length,
					});
				}
			}),
		);
	});

	test.skipIf(!hasLean).each(['fxcm/tick/eurusd/20140506', 'oanda/tick/eurusd/20140506', 'oanda/tick/eurusd/20140507'])(
		'real quotes of %s: crossed and repeated stamps as counted in the text',
		(day) => {
			const path = `forex/${day}_quote.zip`;
			const rows = leanRows(path);
			const normaliser = new Normaliser(testRegistry());
			normaliser.run(leanTicks(path));
			const crossed = rows.filter(([, bid, ask]) => Number(bid) > Number(ask)).length;
			const repeated = rows.filter(([ms], n) => ms === rows[n - 1]?.[0]).length;
			expect(crossed + repeated).toBeGreaterThan(0);
			expect(normaliser.counters.of(0)).toMatchObject({
				seen: rows.length,
				crossed,
				duplicate: repeated,
				outOfOrder: 0,
				nonPositive: 0,
				dropped: 0,
			});
		},
	);
});
