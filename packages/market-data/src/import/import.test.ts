import { existsSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { LzmaCompressor, lzma } from '@napi-rs/lzma';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { afterAll, describe, expect, test } from 'vitest';
import { allTime, gaps, Overlap, readBars, verify } from '../store/index.ts';
import { allTicks, eurusd, importLean, leanDir, StoreFixture } from '../testing/store.ts';
import { textOfUnits } from '../tick/index.ts';
import { badRows, factsOfPath, ImportError, importFile, importSettings, planOf } from './index.ts';

const fixture = new StoreFixture();
afterAll(() => fixture.remove());
const day = Date.UTC(2024, 0, 2);
const lines = (rows: readonly string[]): string => rows.map((row) => `${row}\r\n`).join('');

/** Few bytes that unpack to more than any hour of ticks has. */
async function bomb(): Promise<Uint8Array> {
	const packer = new LzmaCompressor({ preset: 0 });
	const head = packer.update(Buffer.alloc(17 << 20));
	return Buffer.concat([head, await packer.finish()]);
}

describe('an import', () => {
	test('puts every good row into the store and every bad one into the report, with its line', async () => {
		const store = await fixture.store();
		const file = fixture.file(
			'a.csv',
			lines(['158,1.38742,1.38755', '', 'x,1.1,1.2', '200,1.1', '300,0,1.2', '400,1.3,1.2', '50,1.1,1.2', '158,1.38743,1.38755']),
		);
		const report = await importLean(store, file);
		expect(report.tally).toMatchObject({ rows: 8, taken: 4, blank: 1, crossed: 1, outOfOrder: 2, bad: { time: 1, columns: 1, price: 1 } });
		expect(report.tally.firstBad[0]).toEqual({ row: 3, kind: 'time', text: 'x,1.1,1.2' });
		expect(
			readFileSync(report.badRowsFile, 'utf8')
				.trim()
				.split('\n')
				.map((line) => JSON.parse(line).row),
		).toEqual([3, 4, 5]);
		expect((await allTicks(store)).map(({ timeMs, bid }) => [timeMs - day, bid])).toEqual([
			[50, 110_000],
			[158, 138_742],
			[158, 138_743],
			[400, 130_000],
		]);
	});

	test('of the same content, whatever its name, changes nothing the second time', async () => {
		const store = await fixture.store();
		const text = lines(['1,1.1,1.2', '2,1.1,1.2']);
		const first = await importLean(store, fixture.file('a.csv', text));
		const again = await importLean(store, fixture.file('b.csv', text));
		expect([first.status, again.status]).toEqual(['imported', 'already']);
		expect(again.tally).toEqual(first.tally);
		expect(await allTicks(store)).toHaveLength(2);
	});

	test('that is stopped shows nothing, goes on where it stood, and ends as if it had never been stopped', async () => {
		const rows = Array.from({ length: 60_000 }, (_, n) => (n % 1000 === 999 ? 'bad row' : `${n * 1400},1.${10_000 + (n % 977)},1.2`));
		const file = fixture.file('long.csv', lines(rows));
		const whole = await fixture.store();
		const expected = await importLean(whole, file);
		const store = await fixture.store();
		const stop = new AbortController();
		const input = { batchRows: 5_000, chunkBytes: 65_536, settings: { priceDigits: 5, qtyDigits: 0 } };
		const stopped = importLean(store, file, { ...input, signal: stop.signal, onProgress: ({ taken }) => taken > 20_000 && stop.abort() });
		await expect(stopped).rejects.toThrow(/abort/i);
		expect(await allTicks(store)).toHaveLength(0);
		const report = await importLean(store, file, input);
		expect(report.resumedAtRow).toBeGreaterThan(10_000);
		expect(report.tally).toEqual(expected.tally);
		expect(readFileSync(report.badRowsFile, 'utf8')).toBe(readFileSync(expected.badRowsFile, 'utf8'));
		expect(await allTicks(store)).toEqual(await allTicks(whole));
	});

	test('refuses rows of a time that the store has from elsewhere, unless told to replace or to add', async () => {
		const store = await fixture.store();
		await importLean(store, fixture.file('a.csv', lines(['100,1.1,1.2', '200,1.1,1.2'])));
		const other = fixture.file('b.csv', lines(['150,1.3,1.4']));
		await expect(importLean(store, other)).rejects.toThrow(Overlap);
		expect(await allTicks(store)).toHaveLength(2);
		await importLean(store, other, { settings: { overlap: 'add' } });
		expect((await allTicks(store)).map(({ timeMs }) => timeMs - day)).toEqual([100, 150, 200]);
		await importLean(store, fixture.file('c.csv', lines(['150,1.5,1.6'])), { settings: { overlap: 'replace' } });
		expect((await allTicks(store)).map(({ bid }) => bid)).toEqual([15]);
	});

	test('reads zip, gzip, UTF-16 and .bi5 as what they hold', async () => {
		const text = lines(['100,1.1,1.2', '200,1.1,1.3']);
		const kinds = [
			fixture.file('a.csv', text),
			fixture.file('a.zip', zipSync({ 'a.csv': strToU8(text), 'remarks.txt': strToU8('hello') })),
			fixture.file('a.csv.gz', gzipSync(text)),
			fixture.file('a.csv', Buffer.from(`\ufeff${text}`, 'utf16le')),
		];
		const read = [];
		for (const file of kinds) {
			const store = await fixture.store();
			await importLean(store, file);
			read.push(await allTicks(store));
		}
		for (const ticks of read) expect(ticks).toEqual(read[0]);
		const record = Buffer.alloc(20);
		record.writeUInt32BE(100, 0);
		record.writeUInt32BE(120_000, 4);
		record.writeUInt32BE(110_000, 8);
		const store = await fixture.store();
		const bi5 = fixture.file('13h_ticks.bi5', lzma.compressSync(record));
		await importLean(store, bi5, { settings: { format: 'dukascopy', base: '2024-01-02T13', priceDigits: 5 } });
		expect(await allTicks(store)).toMatchObject([{ timeMs: day + 13 * 3_600_000 + 100, bid: 110_000, ask: 120_000 }]);
	});

	test('of a damaged file fails as a whole and shows nothing', async () => {
		const text = lines(Array.from({ length: 5_000 }, (_, n) => `${n},1.1,1.2`));
		const damage = (bytes: Uint8Array): Uint8Array => bytes.map((byte, index) => (index === bytes.length >> 1 ? byte ^ 0xff : byte));
		const zip = fixture.file('a.zip', damage(zipSync({ 'a.csv': strToU8(text) })));
		const gzip = fixture.file('a.csv.gz', gzipSync(text));
		truncateSync(gzip, 1_000);
		const bombFile = fixture.file('00h_ticks.bi5', await bomb());
		for (const [file, settings] of [
			[zip, {}],
			[gzip, {}],
			[bombFile, { format: 'dukascopy', base: '2024-01-02T13', priceDigits: 5 }],
			[fixture.file('two.zip', zipSync({ 'a.csv': strToU8(text), 'b.csv': strToU8(text) })), {}],
		] as const) {
			const store = await fixture.store();
			await expect(importLean(store, file, { settings })).rejects.toThrow(ImportError);
			expect(await store.series()).toEqual([]);
		}
	});

	test('says what it must be told before it reads a row', () => {
		const plan =
			(name: string, settings: Record<string, unknown> = {}) =>
			() =>
				planOf(name, importSettings.parse({ venue: 'X', ...settings }));
		expect(plan('quotes.csv')).toThrow(/--format/);
		expect(plan('EURUSD_202401020000_202401030000.csv')).toThrow(/--zone/);
		expect(plan('EURUSD_202401020000_202401030000.csv', { zone: 'Mars/Base' })).toThrow(/no time zone is named Mars/);
		expect(plan('EURUSD/2024/00/02/13h_ticks.bi5')).toThrow(/--digits/);
		expect(plan('13h_ticks.bi5', { instrument: 'EURUSD', priceDigits: 5 })).toThrow(/--base/);
		expect(plan('bars.csv', { format: 'mt5-bars', instrument: 'EURUSD', zone: 'UTC' })).toThrow(/--period/);
		expect(factsOfPath('EURUSD/2024/00/02/13h_ticks.bi5').baseMs).toBe(Date.UTC(2024, 0, 2, 13));
	});

	test('takes the digits from the first rows, and later ones that need more are reported, not rounded', async () => {
		const store = await fixture.store();
		const rows = Array.from({ length: 3_000 }, (_, n) => `${n},${n === 2_500 ? '1.123456' : '1.120'},1.13`);
		const report = await importLean(store, fixture.file('a.csv', lines(rows)));
		expect(report).toMatchObject({ priceDigits: 2, tally: { taken: 2_999, bad: { precision: 1 } } });
	});

	test('gives the same rows whatever the size of its chunks and batches', async () => {
		const row = fc.tuple(fc.integer({ min: 0, max: 86_399_999 }), fc.integer({ min: 1, max: 300_000 }), fc.boolean());
		await fc.assert(
			fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 50 }), async (rows, batchRows) => {
				const text = rows.map(([ms, bid, isBad]) => (isBad ? `${ms},x,1` : `${ms},${textOfUnits(bid, 5)},${textOfUnits(bid + 1, 5)}`));
				const file = fixture.file('p.csv', lines(text));
				const [one, many] = [await fixture.store(), await fixture.store()];
				const settings = { priceDigits: 5, qtyDigits: 0 };
				const a = await importLean(one, file, { settings });
				const b = await importLean(many, file, { settings, batchRows, chunkBytes: batchRows });
				expect(b.tally).toEqual(a.tally);
				expect(await allTicks(many)).toEqual(await allTicks(one));
				expect(a.tally.rows).toBe(a.tally.taken + a.tally.blank + badRows(a.tally));
			}),
			{ numRuns: 6 },
		);
	});
});

describe.skipIf(!existsSync(leanDir))('real quotes', () => {
	const day6 = 'tick/eurusd/20140506_quote.zip';

	test('of OANDA and FXCM come in whole, with the crossed ones counted, and the store is sound', async () => {
		const store = await fixture.store();
		const importOf = (venue: string, folder: string) =>
			importFile(store, { file: join(leanDir, 'forex', folder, day6), owner: 'shared', settings: importSettings.parse({ venue }) });
		expect(await importOf('OANDA', 'oanda')).toMatchObject({
			zone: 'UTC',
			priceDigits: 5,
			tally: { rows: 44_864, taken: 44_864, crossed: 0 },
		});
		expect(await importOf('FXCM', 'fxcm')).toMatchObject({
			zone: '-05:00',
			tally: { rows: 102_682, taken: 102_682, crossed: 9_999, outOfOrder: 0 },
		});
		for (const venue of ['OANDA', 'FXCM']) expect(await verify(store, { ...eurusd, venue })).toMatchObject({ damage: [] });
		expect((await gaps(store, { ...eurusd, venue: 'OANDA' }, { ...allTime, minMs: 60_000 })).length).toBeGreaterThan(0);
	});

	test('bars of years come in as bars', async () => {
		const store = await fixture.store();
		const file = join(leanDir, 'forex/fxcm/hour/eurusd.zip');
		const report = await importFile(store, { file, owner: 'shared', settings: importSettings.parse({ venue: 'FXCM' }) });
		expect(badRows(report.tally)).toBe(0);
		let bars = 0;
		for await (const rows of readBars(store, { ...eurusd, venue: 'FXCM', table: 'bars-3600-bid' }, allTime)) bars += rows.length;
		expect(bars).toBe(report.tally.taken);
		expect(bars).toBeGreaterThan(60_000);
	});
});
