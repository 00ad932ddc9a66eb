import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { importFile, importSettings } from '../import/index.ts';
import { allTicks, eurusd, importLean, leanDir, StoreFixture } from '../testing/store.ts';
import { type Tick, TickBatch, tickFlags } from '../tick/index.ts';
import {
	allTime,
	asOfJoin,
	compact,
	exportRange,
	gaps,
	Ingest,
	readBars,
	readTicks,
	retain,
	sqlBars,
	sweep,
	type TickStore,
	verify,
} from './index.ts';

const fixture = new StoreFixture();
afterAll(() => fixture.remove());
const day = Date.UTC(2024, 0, 2);
const digits = { priceDigits: 5, qtyDigits: 0 };
const quote = (timeMs: number, bid: number, more: Partial<Tick> = {}): Partial<Tick> => ({
	timeMs,
	bid,
	ask: bid + 10,
	flags: tickFlags.quote,
	...more,
});

async function storeOf(ticks: readonly Partial<Tick>[], key = eurusd): Promise<TickStore> {
	const store = await fixture.store();
	await put(store, ticks, key);
	return store;
}
async function put(store: TickStore, ticks: readonly Partial<Tick>[], key = eurusd): Promise<void> {
	const ingest = await Ingest.open(store);
	const series = await ingest.series(key, digits);
	const sequence = ingest.acknowledged('test') + 1;
	ingest.append(series, { producer: 'test', sequence, ticks: TickBatch.of(ticks) });
	await ingest.close();
}

describe('the store', () => {
	test('gives back every field of every tick, in order of time and then of arrival', async () => {
		const size = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
		const tick = fc.record({
			timeMs: fc.integer({ min: day - 2 * 86_400_000, max: day + 86_400_000 }),
			timeNs: fc.integer({ min: 0, max: 999_999 }),
			receivedMs: fc.integer({ min: 0, max: day }),
			receivedNs: fc.integer({ min: 0, max: 999_999 }),
			bid: size,
			ask: size,
			last: size,
			bidSize: size,
			askSize: size,
			lastSize: size,
			flags: fc.integer({ min: 0, max: 0xffff }),
		});
		await fc.assert(
			fc.asyncProperty(fc.array(tick, { minLength: 1, maxLength: 50 }), async (ticks) => {
				const store = await storeOf(ticks);
				const expected = ticks.toSorted((a, b) => a.timeMs - b.timeMs || a.timeNs - b.timeNs);
				expect(await allTicks(store)).toEqual(expected.map((each) => ({ instrumentId: 0, venueId: 0, ...each })));
			}),
			{ numRuns: 5 },
		);
	});

	test('gives the ticks of a range: from its beginning on, before its end', async () => {
		const store = await storeOf([quote(day, 1), quote(day + 5, 2), quote(day + 5, 3, { timeNs: 999_999 }), quote(day + 6, 4)]);
		const bids: number[] = [];
		for await (const batch of readTicks(store, eurusd, { fromMs: day + 5, toMs: day + 6 })) bids.push(...[...batch].map(({ bid }) => bid));
		expect(bids).toEqual([2, 3]);
	});

	test('is the same after compaction, and what compaction replaced is swept away', async () => {
		const store = await storeOf([quote(day, 1), quote(day + 100, 2)]);
		await put(store, [quote(day + 50, 3), quote(day + 100, 4)]);
		await put(store, [quote(day + 86_400_000, 5)]);
		const before = await allTicks(store);
		expect(before.map(({ bid }) => bid)).toEqual([1, 3, 2, 4, 5]);
		expect(await compact(store, eurusd)).toEqual(['2024-01-02']);
		expect((await store.manifest(eurusd))?.parts).toHaveLength(2);
		expect(await allTicks(store)).toEqual(before);
		expect(await sweep(store, eurusd)).toBe(0);
		expect(await sweep(store, eurusd, -1000)).toBe(2);
		expect(await verify(store, eurusd)).toMatchObject({ files: 2, rows: 5, damage: [] });
	});

	test('forgets whole days before a time, and does not take them again from the same source', async () => {
		const store = await fixture.store();
		const file = fixture.file('a.csv', '1,1.1,1.2\n');
		await importLean(store, file, { settings: digits });
		await put(store, [quote(day + 2 * 86_400_000, 5)]);
		expect(await retain(store, eurusd, day + 86_400_000)).toEqual(['2024-01-02']);
		expect(await importLean(store, file, { settings: digits })).toMatchObject({ status: 'already' });
		expect((await allTicks(store)).map(({ timeMs }) => timeMs)).toEqual([day + 2 * 86_400_000]);
	});

	test('finds a byte that was changed, a file that is gone, and a catalogue that was touched', async () => {
		const store = await storeOf([quote(day, 1), quote(day + 86_400_000, 2)]);
		const [part] = (await store.manifest(eurusd))?.parts ?? [];
		const [file = ''] = await store.files(eurusd, part === undefined ? [] : [part]);
		const bytes = readFileSync(file);
		writeFileSync(file, bytes.with(bytes.length >> 1, (bytes[bytes.length >> 1] ?? 0) ^ 1));
		expect((await verify(store, eurusd)).damage).toMatchObject([{ what: 'its checksum does not match' }]);
		await store.objects.delete(`series/shared/TEST/EURUSD/ticks/${part?.file}`);
		expect((await verify(store, eurusd)).damage).toMatchObject([{ what: 'is missing' }]);
		await expect(allTicks(store)).rejects.toThrow(/in the catalogue and can't be read/);
		const text = (await store.objects.getText('series/shared/TEST/EURUSD/ticks/manifest.json')) ?? '';
		await store.objects.putText('series/shared/TEST/EURUSD/ticks/manifest.json', text.replace('"rows":1', '"rows":2'));
		await expect(allTicks(store)).rejects.toThrow(/checksum does not match/);
	});

	test('tells gaps within and between days, and which are weekends', async () => {
		const friday = Date.UTC(2024, 0, 5, 21);
		const sunday = Date.UTC(2024, 0, 7, 22);
		const store = await storeOf([quote(friday, 1), quote(friday + 60_000, 1), quote(sunday, 1), quote(sunday + 3_000, 1)]);
		expect(await gaps(store, eurusd, { ...allTime, minMs: 10_000 })).toEqual([
			{ fromMs: friday, toMs: friday + 60_000, isWeekend: false },
			{ fromMs: friday + 60_000, toMs: sunday, isWeekend: true },
		]);
	});

	test('joins each quote with the other venue as it was then', async () => {
		const other = { ...eurusd, venue: 'OTHER' };
		const store = await storeOf([quote(day + 10, 1), quote(day + 20, 2), quote(day + 30, 3)]);
		await put(store, [quote(day + 15, 100), quote(day + 30, 200)], other);
		const rows = await asOfJoin(store, eurusd, { ...allTime, other });
		expect(rows.map(({ bid, otherBid }) => [bid, otherBid])).toEqual([
			[1, undefined],
			[2, 100],
			[3, 200],
		]);
	});

	test('exports a range as CSV that imports again as the same ticks, and as Parquet', async () => {
		const store = await storeOf([quote(day, 138_742), quote(day + 1, 138_743, { timeNs: 7 }), quote(day + 86_400_000, 138_744)]);
		const csv = join(fixture.dir, 'export.csv');
		expect(await exportRange(store, eurusd, { ...allTime, file: csv, format: 'csv' })).toBe(3);
		expect(readFileSync(csv, 'utf8').split('\n')[2]).toBe('2024-01-02T00:00:00.001000007,1.38743,1.38753,0.00000,0,0,0,1');
		const again = await fixture.store();
		const mapping = { columns: { time: 'time', bid: 'bid', ask: 'ask' } };
		await importLean(again, csv, { settings: { format: 'csv', base: undefined, mapping } });
		expect(await allTicks(again)).toEqual(await allTicks(store));
		const parquet = join(fixture.dir, 'export.parquet');
		expect(await exportRange(store, eurusd, { fromMs: day, toMs: day + 2, file: parquet, format: 'parquet' })).toBe(2);
		expect(readFileSync(parquet).subarray(0, 4).toString()).toBe('PAR1');
	});

	test('keeps owners apart: the same venue, instrument and time of two tenants are two series', async () => {
		const [one, two] = [
			{ ...eurusd, owner: 'tenant-1' },
			{ ...eurusd, owner: 'tenant-2' },
		];
		const store = await fixture.store();
		await Promise.all([
			importLean(store, fixture.file('a.csv', '1,1.1,1.2\n'), { owner: one.owner }),
			importLean(store, fixture.file('b.csv', '1,1.3,1.4\n'), { owner: two.owner }),
		]);
		expect((await allTicks(store, one)).map(({ bid }) => bid)).toEqual([11]);
		expect((await allTicks(store, two)).map(({ bid }) => bid)).toEqual([13]);
		expect(await store.series('tenant-1')).toEqual([one]);
		await expect(store.manifest({ ...one, owner: 'tenant-1/../tenant-2' })).rejects.toThrow(/shared or tenant-N/);
	});
});

test.skipIf(!existsSync(leanDir))('bars in SQL over the real ticks of OANDA are the minutes that were shipped with them', async () => {
	const store = await fixture.store();
	const settings = importSettings.parse({ venue: 'OANDA' });
	for (const resolution of ['tick', 'minute'])
		await importFile(store, { file: join(leanDir, `forex/oanda/${resolution}/eurusd/20140506_quote.zip`), owner: 'shared', settings });
	const shipped: number[][] = [];
	for await (const { length, columns } of readBars(store, { ...eurusd, venue: 'OANDA', table: 'bars-60-bid' }, allTime))
		for (let row = 0; row < length; row++)
			shipped.push(['timeMs', 'open', 'high', 'low', 'close'].map((name) => columns[name]?.[row] ?? Number.NaN));
	const bars = await sqlBars(store, { ...eurusd, venue: 'OANDA' }, { ...allTime, periodMs: 60_000, side: 'bid' });
	expect(bars.map(({ timeMs, open, high, low, close }) => [timeMs, open, high, low, close])).toEqual(shipped);
	expect(shipped.length).toBeGreaterThan(1_000);
});
