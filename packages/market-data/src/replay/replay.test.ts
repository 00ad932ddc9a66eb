import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { importFile, importSettings } from '../import/index.ts';
import { allTime } from '../store/index.ts';
import { eurusd, importLean, leanDir, StoreFixture } from '../testing/store.ts';
import { Registry, TickBatch } from '../tick/index.ts';
import { readTickFile } from '../tick-file.ts';
import { FeedFile, mergeByTime, replay, TickDigest } from './index.ts';

const fixture = new StoreFixture();
afterAll(() => fixture.remove());

async function* cut(ticks: readonly { timeMs: number; bid: number }[], size: number): AsyncGenerator<TickBatch> {
	for (let from = 0; from < ticks.length; from += size) yield TickBatch.of(ticks.slice(from, from + size));
}

describe('a merge by time', () => {
	test('is a stable sort of its sources, however they are cut', async () => {
		const source = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 60 });
		await fc.assert(
			fc.asyncProperty(fc.array(source, { maxLength: 5 }), fc.integer({ min: 1, max: 20 }), async (times, size) => {
				let bid = 0;
				const sources = times.map((own) => own.toSorted((a, b) => a - b).map((timeMs) => ({ timeMs, bid: ++bid })));
				const merged: number[] = [];
				for await (const batch of mergeByTime(sources.map((ticks) => cut(ticks, size)))) merged.push(...[...batch].map((tick) => tick.bid));
				expect(merged).toEqual(
					sources
						.flat()
						.toSorted((a, b) => a.timeMs - b.timeMs)
						.map((tick) => tick.bid),
				);
			}),
			{ numRuns: 100 },
		);
	});
});

describe('a replay', () => {
	test('keeps the pace: no tick comes before its time, and none waits for more than its slice', async () => {
		const store = await fixture.store();
		await importLean(store, fixture.file('a.csv', Array.from({ length: 100 }, (_, n) => `${n * 250},1.1,1.2\n`).join('')));
		let nowMs = 0;
		const clock = {
			nowMs: () => nowMs,
			sleep: async (ms: number) => {
				nowMs += ms;
			},
		};
		const late: number[] = [];
		const first = Date.UTC(2024, 0, 2);
		const sink = (batch: TickBatch) => {
			for (const { timeMs } of batch) late.push(nowMs - (timeMs - first) / 10);
		};
		const played = await replay(store, { ...allTime, series: [eurusd], registry: new Registry(), speed: 10, sink, clock });
		expect(played).toBe(100);
		expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
		expect(Math.max(...late)).toBeLessThanOrEqual(5);
		await expect(replay(store, { ...allTime, series: [eurusd], registry: new Registry(), speed: 0, sink })).rejects.toThrow(/above 0/);
	});

	test('stops when it is told to, and says where there is nothing to play', async () => {
		const store = await fixture.store();
		await importLean(store, fixture.file('a.csv', '1,1.1,1.2\n50000000,1.1,1.2\n'));
		const stop = new AbortController();
		const input = { ...allTime, series: [eurusd], registry: new Registry(), speed: 1, signal: stop.signal };
		await expect(replay(store, { ...input, sink: () => stop.abort() })).rejects.toThrow(/abort/i);
		await expect(replay(store, { ...input, series: [{ ...eurusd, owner: 'tenant-9' }], sink: () => undefined })).rejects.toThrow(
			/no ticks of TEST EURUSD for tenant-9/,
		);
	});
});

describe.skipIf(!existsSync(leanDir))('a replay of two venues of a real day', () => {
	const file = (venue: string) => join(leanDir, 'forex', venue.toLowerCase(), 'tick/eurusd/20140506_quote.zip');
	const series = ['OANDA', 'FXCM'].map((venue) => ({ ...eurusd, venue }));

	test('gives the source: every quote of both files, in order, and the same hash each time', async () => {
		const store = await fixture.store();
		for (const venue of ['OANDA', 'FXCM'])
			await importFile(store, { file: file(venue), owner: 'shared', settings: importSettings.parse({ venue }) });
		const hashes: string[] = [];
		const quotes: string[] = [];
		for (let run = 0; run < 2; run++) {
			const registry = new Registry();
			const digest = new TickDigest(registry);
			let lastMs = 0;
			await replay(store, {
				...allTime,
				series,
				registry,
				speed: 'max',
				sink(batch) {
					digest.add(batch);
					for (const tick of batch) {
						expect(tick.timeMs >= lastMs).toBe(true);
						lastMs = tick.timeMs;
						if (run === 0 && registry.venueInfo(tick.venueId).venue === 'OANDA') quotes.push(`${tick.timeMs},${tick.bid},${tick.ask}`);
					}
				},
			});
			hashes.push(digest.hex());
			expect(digest.ticks).toBe(44_864 + 102_682);
		}
		expect(hashes[1]).toBe(hashes[0]);
		const source = await readTickFile(file('OANDA'));
		const integer = (price: string) => Math.round(Number(price) * 1e5);
		expect(quotes).toEqual(source.ticks.map(({ timeMs, bid, ask }) => `${timeMs},${integer(bid)},${integer(ask)}`));
	});

	test('goes into a file that the emulated terminals play', async () => {
		const store = await fixture.store();
		await importFile(store, { file: file('OANDA'), owner: 'shared', settings: importSettings.parse({ venue: 'OANDA' }) });
		const registry = new Registry();
		const out = join(fixture.dir, 'oanda.ticks.csv');
		const feed = new FeedFile(out, registry);
		await replay(store, { ...allTime, series: series.slice(0, 1), registry, speed: 'max', sink: (batch) => feed.add(batch) });
		await feed.close();
		expect(readFileSync(out, 'utf8').split('\n')[0]).toBe(`EURUSD,${Date.UTC(2014, 4, 6) + 158},1.38742,1.38755`);
		expect((await readTickFile(out)).ticks).toEqual((await readTickFile(file('OANDA'))).ticks);
	});
});
