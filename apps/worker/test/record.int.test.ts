import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptyTick, recordEntry, recordKey, type Tick, TickBatch, tickFlags } from '@meridian/market-data';
import { allTime, ownerOf, readTicks, TickStore } from '@meridian/market-data/store';
import { createLogger } from '@meridian/telemetry';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Recorder, startRecorder } from '../src/record.ts';

const wait = { timeout: 15_000 };
const start = Date.UTC(2026, 0, 5, 12);

/** Two tenants trade one instrument at one server: what each one's terminals say is its own. */
describe('live ticks on their way into the store', () => {
	const dir = mkdtempSync(join(tmpdir(), 'meridian-record-'));
	let redis: Redis;
	let store: TickStore;
	let log: ReturnType<typeof createLogger>;

	beforeAll(async () => {
		process.env.MERIDIAN_LOG_LEVEL = 'silent';
		log = createLogger('test');
		// A database of its own: other tests have gateways that record too.
		redis = new Redis(process.env.REDIS_URL ?? '', { db: 11 });
		store = await TickStore.open(dir, { memoryMb: 128, threads: 1 });
	});
	afterAll(() => {
		redis?.disconnect();
		store?.close();
		rmSync(dir, { recursive: true, force: true });
	});
	beforeEach(() => redis.flushdb());

	const tick = (n: number, bid: number): Tick => ({
		...emptyTick,
		timeMs: start + n,
		receivedMs: start + n + 1,
		bid,
		ask: bid + 2,
		flags: tickFlags.quote,
	});
	const send = (tenantId: number, venue: string, ticks: readonly Tick[]) =>
		redis.xadd(
			recordKey,
			'*',
			...recordEntry({ tenantId, venue, instrument: 'EURUSD', priceDigits: 5, qtyDigits: 2 }, TickBatch.of(ticks)),
		);
	async function stored(tenantId: number): Promise<number[]> {
		const bids: number[] = [];
		for await (const batch of readTicks(
			store,
			{ owner: ownerOf(tenantId), venue: 'Broker-Live', instrument: 'EURUSD', table: 'ticks' },
			allTime,
		))
			for (const { bid } of batch) bids.push(bid);
		return bids;
	}
	const record = (): Recorder => startRecorder({ redis: redis.duplicate(), store, log });

	test('each tick is there once, under its own tenant, also after the recorder starts again', async () => {
		await send(1, 'Broker-Live', [tick(0, 100), tick(1, 101)]);
		await send(2, 'Broker-Live', [tick(0, 900)]);
		const first = record();
		await vi.waitFor(() => expect(first.counts.ticks).toBe(3), wait);
		await first.stop();
		await send(1, 'Broker-Live', [tick(2, 102)]);
		const second = record();
		await vi.waitFor(() => expect(second.counts.ticks).toBe(1), wait);
		await second.stop();
		expect([await stored(1), await stored(2)]).toEqual([[100, 101, 102], [900]]);
	});

	test('an entry that is none, and a name that the store can’t have, are counted and hold up none that follow', async () => {
		const recorder = record();
		await redis.xadd(recordKey, '*', 'of', '{', 'ticks', 'x');
		await send(3, '../../etc', [tick(0, 1)]);
		await send(3, 'Broker-Live', [tick(0, 300)]);
		await vi.waitFor(() => expect(recorder.counts).toMatchObject({ ticks: 1, refused: 2 }), wait);
		await recorder.stop();
		expect(await stored(3)).toEqual([300]);
	});

	test('of two recorders one works, and the other takes over when it is gone', async () => {
		const [one, other] = [record(), record()];
		await send(4, 'Broker-Live', [tick(0, 400)]);
		const working = await vi.waitFor(() => {
			const found = [one, other].find(({ counts }) => counts.ticks === 1);
			expect(found).toBeDefined();
			return found;
		}, wait);
		const waiting = working === one ? other : one;
		await vi.waitFor(() => expect(waiting.counts.troubles).toBeGreaterThan(0), wait);
		await working?.stop();
		await send(4, 'Broker-Live', [tick(1, 401)]);
		await vi.waitFor(() => expect(waiting.counts.ticks).toBe(1), wait);
		await waiting.stop();
		expect(await stored(4)).toEqual([400, 401]);
	});
});
