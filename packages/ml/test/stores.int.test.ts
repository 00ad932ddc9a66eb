import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRecord, recordEntry } from '@meridian/market-data';
import { importFile, importSettings } from '@meridian/market-data/import';
import { allTime, contentOf, ownerOf, readTicks, TickStore } from '@meridian/market-data/store';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FeatureEngine, packQuotes, Random, RowBuilder, unpackQuotes } from '../src/index.ts';
import { type FeatureKey, OfflineFeatures, OnlineFeatures } from '../src/store/index.ts';
import { featureSet } from './support/quotes.ts';

const bitsOf = (values: Float32Array): number[] => [...new Uint32Array(Float32Array.from(values).buffer)];

/** Ticks of one tenant in the store; the same ticks come live, as the gateway sends them. */
describe('features in their stores', () => {
	const dir = mkdtempSync(join(tmpdir(), 'meridian-features-'));
	const series = { owner: ownerOf(1), venue: 'V', instrument: 'EURUSD', table: 'ticks' } as const;
	const digits = { priceDigits: 5, qtyDigits: 0 };
	let store: TickStore;
	let redis: Redis;
	let key: FeatureKey;

	beforeAll(async () => {
		redis = new Redis(process.env.REDIS_URL ?? '', { db: 8 });
		await redis.flushdb();
		store = await TickStore.open(dir, { memoryMb: 128, threads: 1 });
		const random = new Random(4);
		let price = 110_000;
		const lines = Array.from({ length: 3000 }, (_, n) => {
			price += Math.round(2 * random.normal());
			return `${n * 400},${(price / 1e5).toFixed(5)},${((price + 1 + random.below(3)) / 1e5).toFixed(5)}`;
		});
		const file = join(dir, 'quotes.csv');
		writeFileSync(file, `${lines.join('\n')}\n`);
		const settings = importSettings.parse({
			venue: 'V',
			instrument: 'EURUSD',
			format: 'lean-ticks',
			zone: 'UTC',
			base: '2024-01-02',
			...digits,
		});
		await importFile(store, { file, name: 'quotes.csv', owner: series.owner, settings });
		const manifest = await store.manifest(series);
		if (manifest === undefined) throw new Error('nothing is stored');
		key = {
			...{ owner: series.owner, venue: 'V', instrument: 'EURUSD' },
			...allTime,
			content: contentOf(manifest, allTime),
			definition: featureSet,
		};
	});
	afterAll(() => {
		redis?.disconnect();
		store?.close();
		rmSync(dir, { recursive: true, force: true });
	});

	it('are the same to the bit, live through Redis and in batch through Parquet, at every moment', async () => {
		const offline = new OfflineFeatures(store);
		const builder = new RowBuilder(featureSet, { rowsMax: 10_000 });
		const live = new FeatureEngine(featureSet);
		const [writer, reader] = [new OnlineFeatures(redis), new OnlineFeatures(redis)];
		const stream = { tenantId: 1, set: featureSet, venue: 'V', instrument: 'EURUSD' };
		const seen: { timeMs: number; row: Float32Array }[] = [];
		for await (const batch of readTicks(store, series, allTime)) {
			for (const quote of unpackQuotes(packQuotes(batch, digits))) builder.add(quote);
			const [, of, , ticks] = recordEntry({ tenantId: 1, venue: 'V', instrument: 'EURUSD', ...digits }, batch);
			const { batch: came, header } = readRecord(Buffer.from(of), Buffer.from(ticks));
			for (const quote of unpackQuotes(packQuotes(came, header))) {
				if (!live.update(quote)) continue;
				await writer.put(stream, { timeMs: quote.timeMs, row: live.row });
				seen.push((await reader.get(stream, { fresh: true })) ?? { timeMs: 0, row: new Float32Array() });
			}
		}
		const rows = builder.rows();
		await offline.write(key, rows);
		const stored = await offline.read(key);
		expect(stored?.times).toEqual(rows.times);
		expect(stored?.sha256).toBe(rows.sha256);
		expect(seen.length).toBe(rows.times.length);
		expect(seen.length).toBeGreaterThan(200);
		const times = Float64Array.from(seen, ({ timeMs }) => timeMs);
		const joined = await offline.asOf(key, times);
		for (const [at, { row }] of seen.entries()) {
			const batchRow = Float32Array.from(stored?.columns ?? [], (column) => column[at] ?? 0);
			expect(bitsOf(row)).toEqual(bitsOf(batchRow));
			expect(bitsOf(row)).toEqual(bitsOf(Float32Array.from(joined ?? [], (column) => column[at] ?? 0)));
		}
	});

	it('joined to other times never look ahead, and say nothing before the first', async () => {
		const offline = new OfflineFeatures(store);
		const stored = await offline.read(key);
		const [first = 0, second = 0, third = 0] = stored?.times ?? [];
		const joined = await offline.asOf(key, Float64Array.of(first - 1, first, second - 1, second, third - 0.5));
		const spread = stored?.columns[0] ?? new Float32Array();
		expect(joined?.[0]).toEqual(Float32Array.of(Number.NaN, spread[0] ?? 0, spread[0] ?? 0, spread[1] ?? 0, spread[1] ?? 0));
	});

	it('are not those of ticks or definitions that have changed, nor another tenant’s', async () => {
		const offline = new OfflineFeatures(store);
		expect(await offline.read({ ...key, content: 'changed' })).toBeUndefined();
		expect(await offline.read({ ...key, definition: { ...featureSet, barMs: 9000 } })).toBeUndefined();
		expect(await offline.read({ ...key, owner: ownerOf(2) })).toBeUndefined();
		const online = new OnlineFeatures(redis);
		const stream = { tenantId: 1, set: featureSet, venue: 'V', instrument: 'EURUSD' };
		await Promise.all([1, 2].map((tenantId) => online.put({ ...stream, tenantId }, { timeMs: 1e15, row: Float32Array.of(tenantId) })));
		expect([...((await new OnlineFeatures(redis).get({ ...stream, tenantId: 2 }))?.row ?? [])]).toEqual([2]);
		expect((await redis.keys('*')).every((name) => /^t:[12]:/.test(name))).toBe(true);
	});
});
