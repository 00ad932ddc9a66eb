import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { allTicks, eurusd, StoreFixture } from '../testing/store.ts';
import { TickBatch } from '../tick/index.ts';
import { Ingest, type TickStore } from './index.ts';
import { SegmentWriter } from './segment.ts';

const fixture = new StoreFixture();
afterAll(() => fixture.remove());
const digits = { priceDigits: 5, qtyDigits: 0 };
const batch = (bid: number): TickBatch => TickBatch.of([{ timeMs: 1_700_000_000_000 + bid, bid, ask: bid + 1, flags: 1 }]);
const segmentFile = (store: TickStore, number: number): string =>
	join(store.workDir, 'ingest', `segment-${String(number).padStart(10, '0')}.log`);

/** As a killed process leaves it: frames in a segment, and no more. */
function leaveSegment(store: TickStore, number: number, bids: readonly number[]): void {
	const writer = new SegmentWriter(segmentFile(store, number), { bytes: 0, durability: 'process' });
	for (const bid of bids)
		writer.append({
			header: { ...digits, series: { ...eurusd, table: 'ticks' }, producer: 'p', sequence: bid, rows: 1 },
			ticks: batch(bid),
		});
	writer.close();
}

describe('ingest', () => {
	test('a batch that is sent again is not taken twice, before and after a restart', async () => {
		const store = await fixture.store();
		const first = await Ingest.open(store);
		const series = await first.series(eurusd, digits);
		expect(first.append(series, { producer: 'p', sequence: 1, ticks: batch(1) })).toBe('accepted');
		expect(first.append(series, { producer: 'p', sequence: 1, ticks: batch(1) })).toBe('duplicate');
		await first.close();
		const second = await Ingest.open(store);
		expect(second.acknowledged('p')).toBe(1);
		const again = await second.series(eurusd, digits);
		expect(second.append(again, { producer: 'p', sequence: 1, ticks: batch(1) })).toBe('duplicate');
		expect(second.append(again, { producer: 'p', sequence: 2, ticks: batch(2) })).toBe('accepted');
		await second.close();
		expect((await allTicks(store)).map(({ bid }) => bid)).toEqual([1, 2]);
	});

	test('what a killed process had acknowledged is there after the next start, and the frame it was writing is not', async () => {
		const store = await fixture.store();
		await (await Ingest.open(store)).close();
		leaveSegment(store, 1, [1, 2, 3]);
		const whole = readFileSync(segmentFile(store, 1));
		writeFileSync(segmentFile(store, 1), whole.subarray(0, whole.length - 5));
		const ingest = await Ingest.open(store);
		expect(ingest.acknowledged('p')).toBe(2);
		expect((await allTicks(store)).map(({ bid }) => bid)).toEqual([1, 2]);
		await ingest.close();
		expect(readdirSync(join(store.workDir, 'ingest')).filter((name) => name.startsWith('segment'))).toEqual([]);
	});

	test('a segment that was converted and not deleted counts once', async () => {
		const store = await fixture.store();
		await (await Ingest.open(store)).close();
		leaveSegment(store, 1, [1, 2]);
		const kept = readFileSync(segmentFile(store, 1));
		await (await Ingest.open(store)).close();
		writeFileSync(segmentFile(store, 1), kept);
		await (await Ingest.open(store)).close();
		expect((await allTicks(store)).map(({ bid }) => bid)).toEqual([1, 2]);
	});

	test('a broken frame with whole ones behind it is no crash: the store refuses to guess', async () => {
		const store = await fixture.store();
		await (await Ingest.open(store)).close();
		leaveSegment(store, 1, [1, 2, 3]);
		const bytes = readFileSync(segmentFile(store, 1));
		writeFileSync(segmentFile(store, 1), bytes.with(60, (bytes[60] ?? 0) ^ 1));
		await expect(Ingest.open(store)).rejects.toThrow(/damaged between bytes/);
		appendFileSync(segmentFile(store, 1), 'x');
		await expect(Ingest.open(store)).rejects.toThrow(/damaged between bytes/);
	});

	test('one process at a time, and a series has one scale', async () => {
		const store = await fixture.store();
		const ingest = await Ingest.open(store);
		await expect(Ingest.open(store)).rejects.toThrow(/in use by process/);
		await ingest.series(eurusd, digits);
		await expect(ingest.series(eurusd, { ...digits, priceDigits: 3 })).rejects.toThrow(/5 price and 0 quantity digits, not 3/);
		await ingest.close();
	});

	test('ticks are converted while new ones come, and none is lost between segments', async () => {
		const store = await fixture.store();
		const ingest = await Ingest.open(store, { segmentBytesMax: 4_000 });
		const series = await ingest.series(eurusd, digits);
		for (let n = 1; n <= 100; n++) ingest.append(series, { producer: 'p', sequence: n, ticks: batch(n) });
		await ingest.flush();
		expect((await allTicks(store)).map(({ bid }) => bid)).toEqual(Array.from({ length: 100 }, (_, n) => n + 1));
		expect((await store.manifest(eurusd))?.parts.length).toBeGreaterThan(3);
		await ingest.close();
	});
});
