import { createDb, type Db } from '@meridian/db';
import { createTestDatabase } from '@meridian/db/testing';
import { emptyTick, readRecord, recordEntry, recordKey, type Tick, TickBatch, tickFlags } from '@meridian/market-data';
import { FeatureEngine, type FeatureSetDefinition, featureSetDefinition, packQuotes, Random, unpackQuotes } from '@meridian/ml';
import { featureStateKey, liveFeaturesChannel } from '@meridian/ml/live';
import { featureRowKey, OnlineFeatures } from '@meridian/ml/store';
import { createLogger } from '@meridian/telemetry';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type RunningFeatures, startLiveFeatures } from '../src/features/start.ts';

const wait = { timeout: 20_000, interval: 50 };
const start = Date.UTC(2026, 0, 5, 12);
const venue = 'Broker-Live';
const digits = { priceDigits: 5, qtyDigits: 2 };
const set = featureSetDefinition.parse({
	...{ name: 'live', version: 1, barMs: 1000 },
	features: [
		{ kind: 'quote', name: 'midReturnBps', periods: { period: 5 } },
		{ kind: 'indicator', name: 'ema', periods: { period: 4 }, relative: true },
		{ kind: 'pair', name: 'correlation', periods: { period: 3 }, reference: 'GBPUSD' },
	],
});
type Entry = { readonly tenantId: number; readonly instrument: string; readonly ticks: readonly Tick[] };

/** Two tenants follow one set of one instrument at one server, under one name; what each one's terminals say differs. */
describe('feature sets that are kept warm', () => {
	let database: Awaited<ReturnType<typeof createTestDatabase>>;
	let db: Db;
	let redis: Redis;
	let log: ReturnType<typeof createLogger>;
	let running: RunningFeatures[] = [];

	beforeAll(async () => {
		process.env.MERIDIAN_LOG_LEVEL = 'silent';
		log = createLogger('test');
		database = await createTestDatabase();
		db = createDb({ url: database.url });
		redis = new Redis(process.env.REDIS_URL ?? '', { db: 12 });
	}, 60_000);
	afterAll(async () => {
		redis?.disconnect();
		await db?.close();
		await database?.close();
	});
	beforeEach(async () => {
		await redis.flushdb();
		for (const tenantId of [1, 2]) {
			const own = db.forTenant(tenantId);
			const key = { name: set.name, version: set.version };
			// A version never changes: it is made once.
			await own.mlFeatureSet.createMany({
				data: [{ ...key, definition: JSON.parse(JSON.stringify(set)), createdBy: 1 }],
				skipDuplicates: true,
			});
			await wish(tenantId, true);
		}
	});
	afterEach(async () => {
		for (const one of running) await one.stop();
		running = [];
	});

	const wish = (tenantId: number, active: boolean) => {
		const key = { setName: set.name, setVersion: set.version, venue, instrument: 'EURUSD' };
		return db.forTenant(tenantId).mlLiveFeature.upsert({
			where: { setName_setVersion_venue_instrument: key },
			create: { ...key, active, createdBy: 1 },
			update: { active },
		});
	};
	const begin = (): RunningFeatures => {
		const timing = { lookMs: 60_000, keepMs: 60_000, leaseMs: 2_000, blockMs: 50, retryMs: 100 };
		const one = startLiveFeatures({ db, redis, blocking: redis.duplicate(), subscriber: redis.duplicate(), log, timing });
		running.push(one);
		return one;
	};
	/** Ticks of both instruments in turns, some a second, a walk for each tenant. */
	function walk(tenantId: number, { count, from = 0 }: { readonly count: number; readonly from?: number }): Entry[] {
		return Array.from({ length: count }, (_, n) => n + from).flatMap((n) =>
			['GBPUSD', 'EURUSD'].map((instrument, which) => {
				const random = new Random(tenantId * 100_000 + n * 2 + which);
				const bid = 110_000 + tenantId * 5_000 + Math.round(60 * Math.sin(n / 7 + which)) + random.below(40);
				const timeMs = start + n * 400 + which;
				return { tenantId, instrument, ticks: [{ ...emptyTick, timeMs, receivedMs: timeMs, bid, ask: bid + 2, flags: tickFlags.quote }] };
			}),
		);
	}
	const fieldsOf = ({ tenantId, instrument, ticks }: Entry) => recordEntry({ tenantId, venue, instrument, ...digits }, TickBatch.of(ticks));
	async function send(entries: readonly Entry[]): Promise<void> {
		for (const entry of entries) await redis.xadd(recordKey, '*', ...fieldsOf(entry));
	}
	/** The last row that the engine of training has over these ticks. */
	function batchRow(entries: readonly Entry[], definition: FeatureSetDefinition = set): { timeMs: number; bits: number[] } {
		const engine = new FeatureEngine(definition);
		let last = { timeMs: 0, row: new Float32Array() };
		for (const entry of entries) {
			const [, of, , ticks] = fieldsOf(entry);
			const { header, batch } = readRecord(Buffer.from(of), ticks);
			for (const quote of unpackQuotes(packQuotes(batch, header)))
				if (entry.instrument !== 'EURUSD') engine.refer(entry.instrument, quote);
				else if (engine.update(quote)) last = { timeMs: quote.timeMs, row: engine.row.slice() };
		}
		return { timeMs: last.timeMs, bits: bitsOf(last.row) };
	}
	const bitsOf = (row: Float32Array): number[] => [...new Uint32Array(Float32Array.from(row).buffer)];
	const stream = (tenantId: number) => ({ tenantId, set, venue, instrument: 'EURUSD' });
	async function liveRow(tenantId: number) {
		const known = await new OnlineFeatures(redis).get(stream(tenantId), { fresh: true });
		return known && { timeMs: known.timeMs, bits: bitsOf(known.row) };
	}
	const expectRows = (of: ReadonlyMap<number, readonly Entry[]>) =>
		vi.waitFor(async () => {
			for (const [tenantId, entries] of of) expect(await liveRow(tenantId)).toEqual(batchRow(entries));
		}, wait);

	test('have, live, the bits that training would have, each tenant of its own ticks, also of those that came before they were followed', async () => {
		const [one, other] = [walk(1, { count: 80 }), walk(2, { count: 80 })];
		await send([...one.slice(0, 40), ...other.slice(0, 40)]);
		begin();
		await send([...one.slice(40), ...other.slice(40)]);
		await expectRows(
			new Map([
				[1, one],
				[2, other],
			]),
		);
		expect(await liveRow(1)).not.toEqual(await liveRow(2));
		expect((await redis.keys('t:*')).every((key) => /^t:[12]:feature/.test(key))).toBe(true);
	});

	test('go on after a restart where they stood, with the ticks that came meanwhile, bit by bit', async () => {
		const [one, other] = [walk(1, { count: 120 }), walk(2, { count: 120 })];
		const first = begin();
		await send([...one.slice(0, 101), ...other.slice(0, 99)]);
		await expectRows(
			new Map([
				[1, one.slice(0, 101)],
				[2, other.slice(0, 99)],
			]),
		);
		await first.stop();
		// The entries before are gone: only the snapshot can know of them.
		const [newest] = await redis.xrevrange(recordKey, '+', '-', 'COUNT', 1);
		await redis.xtrim(recordKey, 'MINID', newest?.[0] ?? '');
		await send([...one.slice(101, 170), ...other.slice(99, 170)]);
		begin();
		await send([...one.slice(170), ...other.slice(170)]);
		await expectRows(
			new Map([
				[1, one],
				[2, other],
			]),
		);
	});

	test('go on after a crash from an older snapshot, taking no entry twice', async () => {
		const one = walk(1, { count: 150 });
		const first = begin();
		await send(one.slice(0, 120));
		await expectRows(new Map([[1, one.slice(0, 120)]]));
		await first.stop();
		const old = await redis.getBuffer(featureStateKey(stream(1)));
		const second = begin();
		await send(one.slice(120, 200));
		await expectRows(new Map([[1, one.slice(0, 200)]]));
		await second.stop();
		// As a process leaves it that dies before it keeps anything.
		await redis.set(featureStateKey(stream(1)), old ?? Buffer.alloc(0));
		begin();
		await send(one.slice(200));
		await expectRows(new Map([[1, one]]));
	});

	test('begin anew where the snapshot is torn or of another definition', async () => {
		const one = walk(1, { count: 100 });
		await redis.set(featureStateKey(stream(1)), Buffer.from('{"definition":"other"}\n1234'));
		begin();
		await send(one);
		await expectRows(new Map([[1, one]]));
	});

	test('give out nothing until every feature has had a value', async () => {
		const features = begin();
		const one = walk(1, { count: 60 }).filter(({ instrument }) => instrument === 'EURUSD');
		const other = walk(2, { count: 60 });
		await send([...one, ...other]);
		await expectRows(new Map([[2, other]]));
		expect(await liveRow(1)).toBeUndefined();
		expect(features.counts.streams).toBe(2);
	});

	test('that are no longer wanted are taken away, at once, and nobody else’s', async () => {
		const [one, other] = [walk(1, { count: 60 }), walk(2, { count: 60 })];
		const features = begin();
		await send([...one, ...other]);
		await expectRows(
			new Map([
				[1, one],
				[2, other],
			]),
		);
		await wish(1, false);
		await redis.publish(liveFeaturesChannel, '1');
		await vi.waitFor(() => expect(features.counts.streams).toBe(1), wait);
		expect(await redis.exists(featureRowKey(stream(1)), featureStateKey(stream(1)))).toBe(0);
		const more = walk(2, { count: 20, from: 60 });
		await send([...walk(1, { count: 20, from: 60 }), ...more]);
		await expectRows(new Map([[2, [...other, ...more]]]));
		expect(await liveRow(1)).toBeUndefined();
	});

	test('are computed by one process, and by the next when that is gone', async () => {
		const [one, other] = [begin(), begin()];
		const entries = walk(1, { count: 60 });
		await send(entries);
		await expectRows(new Map([[1, entries]]));
		const leads = [one, other].filter(({ counts }) => counts.streams > 0);
		expect(leads.length).toBe(1);
		await leads[0]?.stop();
		const more = walk(1, { count: 20, from: 60 });
		await send(more);
		await expectRows(new Map([[1, [...entries, ...more]]]));
	});

	test('skip a quote that is older than the bar that forms, and entries that are none', async () => {
		const features = begin();
		const entries = walk(1, { count: 60 });
		await redis.xadd(recordKey, '*', 'of', '{', 'ticks', 'x');
		await send(entries);
		const late = { ...emptyTick, timeMs: start, receivedMs: start, bid: 1, ask: 2, flags: tickFlags.quote };
		await send([{ tenantId: 1, instrument: 'EURUSD', ticks: [late] }]);
		const more = walk(1, { count: 20, from: 60 });
		await send(more);
		await expectRows(new Map([[1, [...entries, ...more]]]));
		expect(features.counts.late).toBe(1);
	});
});
