import type { Db } from '@meridian/db';
import { createDb } from '@meridian/db';
import { createTestDatabase, type TestDatabase } from '@meridian/db/testing';
import {
	columnsOver,
	emptyTick,
	liveKeys,
	readRecord,
	recordKey,
	TickBatch,
	tickBytes,
	tickFlags,
	wireAlert,
	wireBar,
	wireBars,
	wireGap,
	wireMinute,
	wireQuality,
} from '@meridian/market-data';
import { createLogger } from '@meridian/telemetry';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { AlertKeeper } from '../src/market/alerts.ts';
import type { TickMessage } from '../src/market/outbox.ts';
import { MarketRoom } from '../src/market/room.ts';

const server = 'Broker-Live';
const instrumentId = 1;
/** A minute of the past that no clock of ours closes early. */
const start = Date.UTC(2030, 0, 7, 12);

/** Two tenants with the same instrument at the same server: only the tenant of a key tells their data apart. */
describe('live market data of two tenants', () => {
	let database: TestDatabase;
	let db: Db;
	let redis: Redis;
	let subscriber: Redis;
	let nowMs: number;
	let tenants: readonly [number, number];
	const log = createLogger('test');

	beforeAll(async () => {
		process.env.MERIDIAN_LOG_LEVEL = 'silent';
		database = await createTestDatabase();
		db = createDb({ url: database.url });
		const [first = 0, second = 0] = database.tenants;
		tenants = [first, second];
		// A database of its own, since other tests use the same tenants' ids.
		redis = new Redis(process.env.REDIS_URL ?? '', { db: 9 });
	});
	afterAll(async () => {
		redis?.disconnect();
		await db?.close();
		await database?.close();
	});
	beforeEach(async () => {
		await redis.flushdb();
		subscriber = new Redis(process.env.REDIS_URL ?? '', { db: 9 });
		nowMs = start;
	});
	afterEach(() => subscriber.disconnect());

	function open() {
		const room: MarketRoom = new MarketRoom({
			...{ redis, log, nowMs: () => nowMs },
			onTicks: (batch, streams) => alerts.update(batch, streams),
			onStream: ({ tenantId }) => alerts.changed(tenantId),
		});
		const alerts = new AlertKeeper({ streams: room.streams, marketStreams: room.pipeline.normaliser.streams, db, redis, log });
		let announced = false;
		/** One quote of each tenant in the same batch: ms since the start, and a bid that tells the tenant. */
		const say = async (...rows: readonly (readonly [atMs: number, bid: number, spread?: number])[]) => {
			const memory = new ArrayBuffer(rows.length * 2 * tickBytes);
			const batch = new TickBatch(columnsOver(memory, { offset: 0, capacity: rows.length * 2 }));
			for (const [atMs, bid, spread = 2] of rows)
				for (const stream of [0, 1]) {
					const price = bid + stream * 1_000;
					batch.append({
						...emptyTick,
						instrumentId: stream,
						timeMs: start + atMs,
						receivedMs: start + atMs,
						bid: price,
						ask: price + spread,
						flags: tickFlags.quote,
					});
				}
			const streams = tenants.map((tenantId, stream) => ({
				stream,
				tenantId,
				server,
				instrumentId,
				symbol: 'EURUSD',
				priceDigits: 5,
				qtyDigits: 2,
			}));
			const message: TickMessage = { streams: announced ? [] : streams, rows: rows.length * 2, memory, unfit: 0, overflowed: 0 };
			announced = true;
			await room.take(message, 0);
			nowMs = start + (rows.at(-1)?.[0] ?? 0);
		};
		return { room, alerts, say };
	}
	const bars = async (tenantId: number, series: string) =>
		(await redis.zrange(liveKeys.bars(tenantId, instrumentId, { venue: server, series }), '-inf', '+inf', 'BYSCORE')).map((text) =>
			wireBar.parse(JSON.parse(text)),
		);

	test('closed bars are kept and told under each tenant’s own name, and a late tick puts a revision in the place of its bar', async () => {
		const { room, say } = open();
		const heard: unknown[] = [];
		await subscriber.subscribe(liveKeys.barsChannel(tenants[1]));
		subscriber.on('message', (_channel, text) => heard.push(...wireBars.parse(JSON.parse(text))));
		await say([100, 10_000], [900, 10_005], [1_200, 10_003]);
		await room.flush();
		await say([500, 9_990]);
		await room.flush();
		for (const [n, tenantId] of tenants.entries()) {
			const [bar, ...more] = await bars(tenantId, '1s/bid');
			expect(more).toEqual([]);
			expect(bar).toMatchObject({
				startMs: start,
				open: 10_000 + n * 1_000,
				high: 10_005 + n * 1_000,
				low: 9_990 + n * 1_000,
				close: 10_005 + n * 1_000,
				ticks: 3,
				revision: 1,
			});
		}
		await vi.waitFor(() => expect(heard).toContainEqual(expect.objectContaining({ series: '1s/bid', revision: 1 })));
		expect(heard.every((bar) => wireBar.parse(bar).low > 10_900)).toBe(true);
	});

	test('clean ticks are handed on for the store, each under its tenant, and those that were dropped are not', async () => {
		const { room, say } = open();
		await say([0, 10_000], [100, 10_001, -1], [200, 10_002]);
		await room.flush();
		const entries = await redis.xrangeBuffer(recordKey, '-', '+');
		const read = entries.map(([, [, of = Buffer.alloc(0), , ticks = Buffer.alloc(0)]]) => readRecord(of, ticks));
		expect(read.map(({ header, batch }) => [header.tenantId, header.venue, header.instrument, [...batch].map(({ bid }) => bid)])).toEqual([
			[tenants[0], server, 'EURUSD', [10_000, 10_002]],
			[tenants[1], server, 'EURUSD', [11_000, 11_002]],
		]);
	});

	test('a message that can’t be taken is told and holds up none that follow', async () => {
		const { room, say } = open();
		await say([100, 10_000]);
		const torn: TickMessage = { streams: [], rows: 5, memory: new ArrayBuffer(8), unfit: 0, overflowed: 0 };
		await expect(room.take(torn, 0)).rejects.toThrow();
		await say([1_100, 10_001]);
		await room.flush();
		expect(await bars(tenants[0], '1s/bid')).toHaveLength(1);
	});

	test('a gateway that starts again goes on with the bars in progress', async () => {
		const before = open();
		await before.say([100, 10_000], [30_000, 10_050]);
		await before.room.flush();
		const after = open();
		await after.say([40_000, 9_980], [60_000, 10_010]);
		await after.room.flush();
		const [bar] = await bars(tenants[0], '1m/bid');
		expect(bar).toMatchObject({ startMs: start, open: 10_000, high: 10_050, low: 9_980, close: 9_980, ticks: 3 });
	});

	test('counts, minutes and gaps of each stream are kept', async () => {
		const { room, say } = open();
		await say([0, 10_000, 4], [1_000, 10_000, 2], [2_000, 10_000, -1], [3_000, 10_000, 6]);
		nowMs = start + 60_000;
		await room.flush();
		await say([200_000, 10_000]);
		await room.flush();
		for (const tenantId of tenants) {
			const quality = await redis.hget(liveKeys.quality(tenantId), `${instrumentId}:${server}`);
			expect(wireQuality.parse(JSON.parse(quality ?? ''))).toMatchObject({ seen: 5, crossed: 1, dropped: 1, gap: 1, sinceMs: start });
			const [minute] = await redis.zrange(liveKeys.minutes(tenantId, instrumentId, server), '0', '-1');
			expect(wireMinute.parse(JSON.parse(minute ?? ''))).toMatchObject({
				startMs: start,
				ticks: 4,
				crossed: 1,
				spreadMean: 4,
				spreadMax: 6,
			});
			const gaps = await redis.lrange(liveKeys.gaps(tenantId, instrumentId, server), 0, -1);
			expect(gaps.map((text) => wireGap.parse(JSON.parse(text)))).toEqual([{ fromMs: start + 3_000, toMs: start + 200_000 }]);
		}
	});

	test('an alert fires once, for its own tenant, is kept, and not fired again by a gateway that starts anew', async () => {
		const condition = { kind: 'above', level: 11_004, hysteresis: 3 };
		const own = { name: 'high', instrumentId, venue: server, metric: 'bid', condition, createdBy: 1 };
		const rows = await Promise.all(tenants.map((tenantId) => db.forTenant(tenantId).alert.create({ data: own })));
		const heard: string[] = [];
		await subscriber.subscribe(liveKeys.alertsChannel(tenants[0]), liveKeys.alertsChannel(tenants[1]));
		subscriber.on('message', (channel, text) => {
			heard.push(`${channel} ${wireAlert.parse(JSON.parse(text)).value}`);
		});
		const fired = () => Promise.all(tenants.map((tenantId) => db.forTenant(tenantId).alertEvent.findMany({ orderBy: { id: 'asc' } })));
		const first = open();
		await first.say([0, 10_000]);
		await first.alerts.turn(nowMs);
		// The second tenant's price is a thousand higher: it alone reaches the level.
		await first.say([100, 10_004], [200, 10_005], [300, 10_002]);
		await first.alerts.turn(nowMs);
		expect((await fired()).map((events) => events.map(({ value, at }) => [value, at.getTime() - start]))).toEqual([[], [[11_004, 100]]]);
		await vi.waitFor(() => expect(heard).toEqual([`${liveKeys.alertsChannel(tenants[1])} 11004`]));

		const second = open();
		await second.say([1_000, 10_003]);
		await second.alerts.turn(nowMs);
		await second.say([1_100, 10_006], [1_200, 10_000], [1_300, 10_006]);
		await second.alerts.turn(nowMs);
		expect((await fired())[1]?.map(({ at }) => at.getTime() - start)).toEqual([100, 1_300]);

		await db.forTenant(tenants[1]).alert.updateMany({ where: { id: rows[1]?.id ?? 0 }, data: { deletedAt: new Date() } });
		second.alerts.changed(tenants[1]);
		await second.alerts.turn(nowMs);
		await second.say([2_000, 10_000], [2_100, 10_006]);
		await second.alerts.turn(nowMs);
		expect((await fired())[1]).toHaveLength(2);
	});
});
