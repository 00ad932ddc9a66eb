import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createDb, type Db } from '@meridian/db';
import { createTestDatabase, type TestDatabase } from '@meridian/db/testing';
import { importJobId, importQueue, uploadFile } from '@meridian/market-data/jobs';
import { allTime, ownerOf, readTicks, TickStore } from '@meridian/market-data/store';
import { createLogger } from '@meridian/telemetry';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type RunningWorker, startWorker } from '../src/start.ts';

/** Aurora is 1 and Borealis 2; both import the same venue, instrument and day. */
describe('the worker', () => {
	const storeDir = mkdtempSync(join(tmpdir(), 'meridian-worker-'));
	const settings = {
		venue: 'V',
		instrument: 'EURUSD',
		format: 'lean-ticks',
		zone: 'UTC',
		base: '2024-01-02',
		priceDigits: 5,
		qtyDigits: 0,
	};
	let database: TestDatabase;
	let db: Db;
	let redis: Redis;
	let queue: Queue;
	let worker: RunningWorker | undefined;
	const start = async () => {
		const log = createLogger('test');
		worker = await startWorker({ databaseUrl: database.url, redisUrl: process.env.REDIS_URL ?? '', storeDir, httpPort: 0 }, log);
		return worker;
	};

	beforeAll(async () => {
		process.env.MERIDIAN_LOG_LEVEL = 'silent';
		database = await createTestDatabase();
		db = createDb({ url: database.url });
		redis = new Redis(process.env.REDIS_URL ?? '');
		queue = new Queue(importQueue, { connection: redis });
		await queue.obliterate({ force: true });
	}, 60_000);
	afterAll(async () => {
		await worker?.stop();
		await queue?.close();
		redis?.disconnect();
		await db?.close();
		await database?.close();
		rmSync(storeDir, { recursive: true, force: true });
	});

	async function upload(tenantId: number, text: string, more: Record<string, unknown> = {}): Promise<string> {
		const importId = randomUUID();
		const file = uploadFile(storeDir, { tenantId, importId });
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, text);
		const data = {
			id: importId,
			fileName: 'quotes.csv',
			fileBytes: BigInt(text.length),
			status: 'QUEUED',
			settings: { ...settings, ...more },
			createdBy: 1,
		};
		await db.forTenant(tenantId).dataImport.create({ data });
		return importId;
	}
	const enqueue = (tenantId: number, importId: string) =>
		queue.add('import', { tenantId, importId }, { jobId: importJobId({ tenantId, importId }) });
	const ended = (tenantId: number, importId: string) =>
		vi.waitFor(
			async () => {
				const row = await db.forTenant(tenantId).dataImport.findFirst({ where: { id: importId } });
				expect(['DONE', 'FAILED']).toContain(row?.status);
				return row;
			},
			{ timeout: 30_000, interval: 50 },
		);
	async function bids(tenantId: number): Promise<number[]> {
		const store = await TickStore.open(storeDir);
		const found: number[] = [];
		const key = { owner: ownerOf(tenantId), venue: 'V', instrument: 'EURUSD', table: 'ticks' } as const;
		for await (const batch of readTicks(store, key, allTime)) found.push(...[...batch].map(({ bid }) => bid));
		store.close();
		return found;
	}

	test('imports what was queued before it started, for each tenant into its own part, and is healthy', async () => {
		const [one, two] = [await upload(1, '1,1.1,1.2\nbad\n'), await upload(2, '1,1.3,1.4\n2,1.3,1.4\n')];
		const { port } = await start();
		expect((await ended(1, one))?.taken).toBe(1n);
		expect(await ended(2, two)).toMatchObject({ status: 'DONE', taken: 2n, bad: 0n, report: { status: 'imported', priceDigits: 5 } });
		expect(await bids(1)).toEqual([110_000]);
		expect(await bids(2)).toEqual([130_000, 130_000]);
		expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
	});

	test('a file that is none ends with the reason, and a job of another tenant finds nothing', async () => {
		const broken = await upload(1, 'x', { format: 'mt5-ticks' });
		await enqueue(1, broken);
		expect(await ended(1, broken)).toMatchObject({ status: 'FAILED', error: expect.stringMatching(/no header of an MT5 export/) });
		const mine = await upload(1, '500,1.1,1.2\n');
		await enqueue(2, mine);
		await enqueue(1, mine);
		expect(await ended(1, mine)).toMatchObject({ status: 'DONE', taken: 1n });
		expect(await bids(2)).toEqual([130_000, 130_000]);
	});

	test('stopped in the middle it says nothing wrong, and the next start goes on to the end', async () => {
		const text = Array.from({ length: 400_000 }, (_, n) => `${1_000_000 + n * 100},1.${10_000 + (n % 900)},1.2\n`).join('');
		const long = await upload(2, text, { overlap: 'add' });
		await enqueue(2, long);
		await vi.waitFor(
			async () => expect(await db.forTenant(2).dataImport.findFirst({ where: { id: long } })).toMatchObject({ status: 'RUNNING' }),
			{
				timeout: 20_000,
				interval: 5,
			},
		);
		await worker?.stop();
		worker = undefined;
		const stopped = await db.forTenant(2).dataImport.findFirst({ where: { id: long } });
		expect(stopped?.status).toBe('RUNNING');
		await start();
		expect(await ended(2, long)).toMatchObject({ status: 'DONE', taken: 400_000n });
		expect(await bids(2)).toHaveLength(400_002);
	});
});
