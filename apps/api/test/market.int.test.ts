import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueToken } from '@meridian/auth';
import { createDb, type Db } from '@meridian/db';
import { connectAdmin, createTestDatabase, openTestSession, type TestDatabase } from '@meridian/db/testing';
import { liveKeys, TickBatch, tickFlags, type WireBar } from '@meridian/market-data';
import { Ingest, openStore } from '@meridian/market-data/store';
import { createLogger } from '@meridian/telemetry';
import { type Client, createClient } from 'graphql-ws';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { type RunningApi, startApi } from '../src/start.ts';

const redisUrl = `${(process.env.REDIS_URL ?? '').replace(/\/\d*$/, '')}/10`;
const start = Date.UTC(2026, 0, 5, 12);
const instrument = btoa('Instrument:1');
const server = 'Broker-Live';

/** Two tenants with the same instrument at the same server; the second's prices are a thousand points higher. */
describe('market data in the API, for two tenants', () => {
	const authSecret = randomBytes(32).toString('hex');
	let database: TestDatabase;
	let db: Db;
	let redis: Redis;
	let api: RunningApi;
	let people: readonly { readonly tenantId: number; readonly token: string; readonly shift: number }[];
	const sockets: Client[] = [];
	const storeDir = mkdtempSync(join(tmpdir(), 'meridian-market-'));

	beforeAll(async () => {
		process.env.MERIDIAN_LOG_LEVEL = 'silent';
		database = await createTestDatabase();
		db = createDb({ url: database.url });
		redis = new Redis(redisUrl);
		const admin = await connectAdmin(database.adminUrl);
		const members = await admin.query<{ tenant_id: number; user_id: number; slug: string }>(
			`SELECT m.tenant_id, m.user_id, t.slug FROM platform.memberships m JOIN platform.tenants t ON t.id = m.tenant_id WHERE m.role = 'TRADER' ORDER BY 1`,
		);
		for (const { slug } of members.rows)
			await admin.query(
				`DELETE FROM tenant_${slug}.broker_symbols; INSERT INTO tenant_${slug}.broker_symbols SELECT id, '${server}', symbol FROM tenant_${slug}.instruments`,
			);
		await admin.end();
		people = await Promise.all(
			members.rows.map(async ({ tenant_id: tenantId, user_id: userId }, at) => {
				const sessionId = await openTestSession(database.adminUrl, { userId, tenantId });
				const { token } = await issueToken(authSecret, { userId, tenantId, role: 'TRADER', sessionId });
				return { tenantId, token, shift: at * 1_000 };
			}),
		);
		const env = {
			databaseUrl: database.url,
			redisUrl,
			authSecret,
			gatewayKey: randomBytes(32).toString('hex'),
			gateways: [{ host: '127.0.0.1', port: 1 }],
			shards: 1,
		};
		api = await startApi(
			{ ...env, credentialKey: null, port: 0, webOrigins: [], line: null, marketLabel: 'none', storeDir },
			createLogger('test'),
		);
	}, 60_000);
	afterAll(async () => {
		await api?.stop();
		redis?.disconnect();
		await db?.close();
		await database?.close();
		rmSync(storeDir, { recursive: true, force: true });
	});
	beforeEach(() => redis.flushdb());
	afterEach(async () => {
		for (const socket of sockets.splice(0)) await socket.dispose();
	});

	async function ask<T>(token: string, query: string, shape: z.ZodType<T>): Promise<T> {
		const response = await fetch(`http://127.0.0.1:${api.port}/graphql`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
			body: JSON.stringify({ query }),
		});
		const body = z
			.object({ data: z.unknown(), errors: z.array(z.object({ message: z.string() })).optional() })
			.parse(await response.json());
		if (body.errors !== undefined) throw new Error(body.errors.map(({ message }) => message).join());
		return shape.parse(body.data);
	}
	function listen<T>(token: string, query: string, shape: z.ZodType<T>): T[] {
		const socket = createClient({
			url: `ws://127.0.0.1:${api.port}/graphql`,
			webSocketImpl: WebSocket,
			connectionParams: { authorization: `Bearer ${token}` },
			retryAttempts: 0,
		});
		sockets.push(socket);
		const heard: T[] = [];
		socket.subscribe({ query }, { next: ({ data }) => heard.push(shape.parse(data)), error: () => undefined, complete: () => undefined });
		return heard;
	}
	/** Minute `n`: it opens at 1.10000 + n points, plus the tenant's shift. */
	function minute(shift: number, n: number, more: Partial<WireBar> = {}): WireBar {
		const startMs = start + n * 60_000;
		const open = 110_000 + n + shift;
		const stamps = { openMs: startMs, openNs: 0, closeMs: startMs + 59_000, closeNs: 0, startMs, endMs: startMs + 60_000 };
		return {
			instrumentId: 1,
			venue: server,
			series: '1m/bid',
			...stamps,
			open,
			high: open + 5,
			low: open - 5,
			close: open + 1,
			volume: 0,
			ticks: 3,
			revision: 0,
			closed: true,
			...more,
		};
	}
	async function keep(tenantId: number, bars: readonly WireBar[]): Promise<void> {
		for (const bar of bars)
			await redis.zadd(liveKeys.bars(tenantId, 1, { venue: server, series: bar.series }), bar.startMs, JSON.stringify(bar));
	}
	const barShape = z.object({
		start: z.string(),
		open: z.string(),
		high: z.string(),
		low: z.string(),
		close: z.string(),
		ticks: z.number(),
		closed: z.boolean(),
	});
	const fields = 'start open high low close ticks closed';
	const pageShape = z.object({ bars: z.object({ bars: z.array(barShape), hasOlder: z.boolean() }) });
	const page = (token: string, args: string) =>
		ask(token, `{ bars(instrumentId: "${instrument}", ${args}) { hasOlder bars { ${fields} } } }`, pageShape).then(({ bars }) => bars);

	test('bars come page by page, larger ones made of minutes, each tenant’s its own', async () => {
		for (const { tenantId, shift } of people) {
			await keep(
				tenantId,
				Array.from({ length: 12 }, (_, n) => minute(shift, n)),
			);
			await redis.hset(liveKeys.forming(tenantId), `1:${server}:1m/bid`, JSON.stringify(minute(shift, 12, { closed: false, ticks: 1 })));
		}
		const pages = await Promise.all(
			people.map(async ({ token }) => {
				const newest = await page(token, 'every: "5m", limit: 2');
				const before = newest.bars[0]?.start ?? '';
				return [newest, await page(token, `every: "5m", limit: 2, before: "${before}"`)] as const;
			}),
		);
		for (const [n, [newest, older]] of pages.entries()) {
			const price = (units: number) => ((units + n * 1_000) / 1e5).toFixed(5);
			expect(newest).toEqual({
				hasOlder: true,
				bars: [
					{
						start: new Date(start + 300_000).toISOString(),
						open: price(110_005),
						high: price(110_014),
						low: price(110_000),
						close: price(110_010),
						ticks: 15,
						closed: true,
					},
					{
						start: new Date(start + 600_000).toISOString(),
						open: price(110_010),
						high: price(110_017),
						low: price(110_005),
						close: price(110_013),
						ticks: 7,
						closed: expect.any(Boolean),
					},
				],
			});
			expect(older.bars.map(({ open, close }) => [open, close])).toEqual([[price(110_000), price(110_005)]]);
			expect(older.hasOlder).toBe(false);
		}
	});

	test('the middle has one digit more; an unknown length, venue or instrument is refused', async () => {
		const [{ token = '', tenantId = 0 } = {}] = people;
		await keep(tenantId, [minute(0, 0, { series: '1m/mid', open: 220_001, high: 220_003, low: 219_999, close: 220_001 })]);
		expect((await page(token, 'every: "1m", price: MID')).bars[0]?.open).toBe('1.100005');
		await expect(page(token, 'every: "7m"')).rejects.toThrow(/every is the length of a bar/);
		await expect(page(token, 'every: "1m", venue: "Elsewhere"')).rejects.toThrow(/no such venue/);
		await expect(ask(token, `{ bars(instrumentId: "${btoa('Instrument:999')}", every: "1m") { hasOlder } }`, pageShape)).rejects.toThrow(
			/no such instrument/,
		);
	});

	/** One quote a minute, from so many minutes before the first live bar. */
	async function store(owner: string, venue: string, input: { readonly minutes: number; readonly bid: number }): Promise<void> {
		const opened = await openStore({ MERIDIAN_STORE_DIR: storeDir }, { memoryMb: 128, threads: 1 });
		const ingest = await Ingest.open(opened);
		const series = await ingest.series({ owner, venue, instrument: 'EURUSD', table: 'ticks' }, { priceDigits: 5, qtyDigits: 2 });
		const ticks = Array.from({ length: input.minutes }, (_, n) => {
			const bid = input.bid + n;
			return { timeMs: start - (input.minutes - n) * 60_000, bid, ask: bid + 2, flags: tickFlags.quote };
		});
		ingest.append(series, { producer: `${owner} ${venue}`, sequence: 1, ticks: TickBatch.of(ticks) });
		await ingest.close();
		opened.close();
	}

	test('older bars come from the store, under the live ones without a seam; a tenant sees its own and what it is entitled to', async () => {
		const [own, other] = people;
		if (own === undefined || other === undefined) throw new Error('two tenants are needed');
		await keep(own.tenantId, [minute(0, 0)]);
		await store(`tenant-${own.tenantId}`, server, { minutes: 12, bid: 109_000 });
		await store('shared', 'VENDOR', { minutes: 3, bid: 105_000 });
		// Only an operator grants.
		const admin = await connectAdmin(database.adminUrl);
		await admin.query(
			`INSERT INTO platform.market_data_entitlements (tenant_id, venue, instrument) VALUES (${other.tenantId}, 'VENDOR', 'EURUSD')`,
		);
		await admin.end();

		const newest = await page(own.token, 'every: "1m", limit: 3');
		expect(newest.bars.map(({ open }) => open)).toEqual(['1.09010', '1.09011', '1.10000']);
		const older = await page(own.token, `every: "1m", limit: 100, before: "${newest.bars[0]?.start}"`);
		expect([older.hasOlder, older.bars.length, older.bars[0]?.open]).toEqual([false, 10, '1.09000']);
		const five = await page(own.token, 'every: "5m", limit: 10');
		expect(five.bars.map(({ open, close, ticks }) => [open, close, ticks])).toEqual([
			['1.09000', '1.09001', 2],
			['1.09002', '1.09006', 5],
			['1.09007', '1.09011', 5],
			['1.10000', '1.10001', 3],
		]);

		expect((await page(other.token, 'every: "1m"')).bars).toEqual([]);
		expect((await page(other.token, 'every: "1m", venue: "VENDOR"')).bars.map(({ open }) => open)).toEqual([
			'1.05000',
			'1.05001',
			'1.05002',
		]);
		await expect(page(own.token, 'every: "1m", venue: "VENDOR"')).rejects.toThrow(/no such venue/);
		const usage = await db.platform.marketDataUsage.findMany({ select: { tenantId: true, venue: true, rows: true } });
		expect(usage).toEqual([{ tenantId: other.tenantId, venue: 'VENDOR', rows: 3n }]);
		const metrics = await (await fetch(`http://127.0.0.1:${api.port}/metrics`)).text();
		expect(Number(/stored_bars_reads\{[^}]*tier="memory"[^}]*\} (\d+)/.exec(metrics)?.[1])).toBeGreaterThan(0);
	});

	test('subscribers get their own tenant’s bars as they change', async () => {
		for (const { tenantId, shift } of people) await keep(tenantId, [minute(shift, 0)]);
		const shape = z.object({ bars: z.array(barShape) });
		const heard = people.map(({ token }) =>
			listen(token, `subscription { bars(instrumentId: "${instrument}", every: "5m") { ${fields} } }`, shape),
		);
		await vi.waitFor(() => expect(heard.every((list) => list.length > 0)).toBe(true), { timeout: 10_000 });
		for (const { tenantId, shift } of people) {
			const news = [
				minute(shift, 1, { closed: false }),
				minute(shift, 1, { closed: false, high: 120_000 + shift, ticks: 9 }),
				{ ...minute(shift, 1), instrumentId: 2 },
			];
			// As the gateway does: kept before it is told, for those who have to look for themselves.
			await redis.hset(liveKeys.forming(tenantId), `1:${server}:1m/bid`, JSON.stringify(news[1]));
			await redis.publish(liveKeys.barsChannel(tenantId), JSON.stringify(news));
		}
		const last = (list: z.output<typeof shape>[]) => list.flatMap(({ bars }) => bars).at(-1);
		await vi.waitFor(
			() => {
				expect(heard.map((list) => last(list)?.high)).toEqual(['1.20000', '1.21000']);
				expect(heard.map((list) => last(list)?.ticks)).toEqual([12, 12]);
			},
			{ timeout: 10_000 },
		);
	});

	test('counts, minutes and gaps are the tenant’s own', async () => {
		const counts = { crossed: 1, nonPositive: 0, stale: 0, spike: 0, duplicate: 4, outOfOrder: 0, gap: 1, session: 0, dropped: 1 };
		for (const { tenantId, shift } of people) {
			const seen = 100 + shift;
			await redis.hset(liveKeys.quality(tenantId), `1:${server}`, JSON.stringify({ ...counts, seen, sinceMs: start }));
			const entry = { ...counts, startMs: Date.now() - 60_000, ticks: seen, spreadMean: 12.5, spreadMax: 20, volatilityPpm: null };
			await redis.zadd(liveKeys.minutes(tenantId, 1, server), entry.startMs, JSON.stringify(entry));
			await redis.lpush(liveKeys.gaps(tenantId, 1, server), JSON.stringify({ fromMs: start, toMs: start + 90_000 }));
		}
		const query = `{ instrumentQuality(instrumentId: "${instrument}") { venue venues counts { seen crossed duplicate } minutes { spreadMean spreadMax volatilityPpm counts { seen } } gaps { from to } } }`;
		for (const { token, shift } of people) {
			const { instrumentQuality } = await ask(token, query, z.object({ instrumentQuality: z.unknown() }));
			expect(instrumentQuality).toEqual({
				venue: server,
				venues: expect.arrayContaining([server]),
				counts: { seen: 100 + shift, crossed: 1, duplicate: 4 },
				minutes: [{ spreadMean: '0.0001250', spreadMax: '0.0002000', volatilityPpm: null, counts: { seen: 100 + shift } }],
				gaps: [{ from: new Date(start).toISOString(), to: new Date(start + 90_000).toISOString() }],
			});
		}
	});

	const alertShape = z.object({
		__typename: z.string(),
		alertId: z.string().optional(),
		level: z.string().nullish(),
		message: z.string().optional(),
		active: z.boolean().optional(),
	});
	const result = '{ __typename ... on Alert { alertId level active } ... on UserError { message } }';
	const create = (token: string, input: string) =>
		ask(
			token,
			`mutation { createAlert(input: { instrumentId: "${instrument}", ${input} }) ${result} }`,
			z.object({ createAlert: alertShape }),
		).then(({ createAlert }) => createAlert);
	const change = (token: string, call: string) =>
		ask(token, `mutation { changed: ${call} ${result} }`, z.object({ changed: alertShape })).then(({ changed }) => changed);

	test('alerts are made, switched and removed by their own tenant alone, and the gateway is told', async () => {
		const [own, other] = people;
		if (own === undefined || other === undefined) throw new Error('two tenants are needed');
		const told: string[] = [];
		const ear = new Redis(redisUrl);
		await ear.subscribe(liveKeys.alertRulesChannel);
		ear.on('message', (_channel, text) => told.push(text));
		const made = await create(own.token, 'name: "high", metric: MID, kind: ABOVE, level: "1.100005", hysteresis: "0.0001"');
		expect(made).toMatchObject({ __typename: 'Alert', level: '1.100005' });
		const id = made.alertId ?? '';
		const row = await db.forTenant(own.tenantId).alert.findFirst({ where: { id: Number(id) } });
		expect(row?.condition).toEqual({ kind: 'above', level: 220_001, hysteresis: 20 });
		expect(await change(other.token, `removeAlert(alertId: "${id}")`)).toMatchObject({ __typename: 'NotFound' });
		expect(await change(own.token, `setAlertActive(alertId: "${id}", active: false)`)).toMatchObject({ active: false });
		const names = async (token: string) =>
			(await ask(token, '{ alerts { name } }', z.object({ alerts: z.array(z.object({ name: z.string() })) }))).alerts.map(
				({ name }) => name,
			);
		expect([await names(own.token), await names(other.token)]).toEqual([['high'], []]);
		expect(await change(own.token, `removeAlert(alertId: "${id}")`)).toMatchObject({ __typename: 'Alert' });
		expect(await names(own.token)).toEqual([]);
		await vi.waitFor(() => expect(told).toEqual(Array.from({ length: 3 }, () => String(own.tenantId))));
		ear.disconnect();
	});

	test.each([
		['metric: VWAP, kind: ABOVE, level: "1"', /needs a window/],
		['metric: BID, kind: ABOVE', /level is needed/],
		['metric: BID, kind: ABOVE, level: "1.1234567"', /decimal digits/],
		['metric: BID, kind: ABSENT, absentMs: 5', /absentMs is/],
		['metric: CORRELATION, kind: BELOW, level: "0", windowMs: 60000', /second instrument/],
	])('an alert with %s is refused in words', async (input, words) => {
		expect(await create(people[0]?.token ?? '', `name: "x", ${input}`)).toMatchObject({
			__typename: 'InvalidInput',
			message: expect.stringMatching(words),
		});
	});

	test('subscribers hear of their own tenant’s alerts, once each, though a word is lost', async () => {
		const shape = z.object({ alertFired: z.object({ eventId: z.string(), value: z.string(), alert: z.object({ name: z.string() }) }) });
		const alerts = await Promise.all(
			people.map(({ token }, n) => create(token, `name: "mine ${n}", metric: BID, kind: ABOVE, level: "1.1"`)),
		);
		const heard = people.map(({ token }) => listen(token, 'subscription { alertFired { eventId value alert { name } } }', shape));
		// Who subscribes hears what fires from then on: so a first word is repeated until each has heard one.
		const fire = async (n: number, value: number) => {
			const tenantId = people[n]?.tenantId ?? 0;
			return await db.forTenant(tenantId).alertEvent.create({ data: { alertId: Number(alerts[n]?.alertId), at: new Date(), value } });
		};
		const word = (n: number, id: bigint) =>
			redis.publish(
				liveKeys.alertsChannel(people[n]?.tenantId ?? 0),
				JSON.stringify({ eventId: String(id), alertId: 1, atMs: 0, value: 0 }),
			);
		await vi.waitFor(
			async () => {
				for (const n of [0, 1]) if (heard[n]?.length === 0) await word(n, (await fire(n, 110_000)).id);
				expect(heard.every((list) => list.length > 0)).toBe(true);
			},
			{ timeout: 15_000, interval: 200 },
		);
		await fire(0, 110_050); // its word is lost
		await word(0, (await fire(0, 110_060)).id);
		await vi.waitFor(() => expect(heard[0]?.slice(-2).map(({ alertFired }) => alertFired.value)).toEqual(['1.10050', '1.10060']), {
			timeout: 10_000,
		});
		for (const [n, list] of heard.entries()) {
			expect(list.every(({ alertFired }) => alertFired.alert.name === `mine ${n}`)).toBe(true);
			const ids = list.map(({ alertFired }) => alertFired.eventId);
			expect(new Set(ids).size).toBe(ids.length);
		}
	});
}, 60_000);
