import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leadershipOf } from '@meridian/db';
import { createTestDatabase, type TestDatabase } from '@meridian/db/testing';
import { wireEnums } from '@meridian/protocol';
import { createEntryClient, type EntryClient } from '@meridian/protocol/client';
import { startPlug } from '@meridian/telemetry/testing';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { segments } from '../src/journal/files.ts';
import { deal, FakeTerminal, workingOrder } from './fake-terminal.ts';
import { type GatewayProcess, startGateway } from './gateway-process.ts';
import { openTenant, type TestTenant } from './int-database.ts';

const gatewayKey = 'ab'.repeat(32);
const masterKey = 'cd'.repeat(32);
const redisUrl = process.env.REDIS_URL ?? '';
const market = { type: 'MARKET', tif: 'IOC', price: null };
/** The widest that a token may carry. */
const sessionId = Number.MAX_SAFE_INTEGER;
const wait = { timeout: 15_000, interval: 20 };

/** The whole process with Postgres and Redis, between a client and a terminal by hand. */
describe('the gateway', () => {
	let database: TestDatabase;
	let tenant: TestTenant;
	let redis: Redis;
	let stateDir: string | undefined;
	let gateway: GatewayProcess;
	let client: EntryClient;
	let wakes: { accountId: number; accountSeq: number; journalSeq: number }[];
	let quotes: { instrumentId: number; bid: number; ask: number }[][];
	let halts: unknown[];

	const envOf = (extra: Record<string, string> = {}) => ({
		DATABASE_URL: tenant.url,
		REDIS_URL: redisUrl,
		MERIDIAN_GATEWAY_KEY: gatewayKey,
		MERIDIAN_TERMINAL_KEY: masterKey,
		MERIDIAN_STATE_DIR: stateDir ?? '',
		MERIDIAN_JOURNAL_SEGMENT_BYTES: '65536', // so small that every run goes through several
		...extra,
	});
	async function start(extra: Record<string, string> = {}): Promise<void> {
		gateway = await startGateway(envOf(extra));
		client = createEntryClient({ host: '127.0.0.1', port: gateway.entryPort, key: Buffer.from(gatewayKey, 'hex'), clientName: 'test' });
		await vi.waitFor(() => expect(client.status).toBe('up'), wait);
		await client.request('Configure', { tenantId: tenant.tenantId, version: 1, config: tenant.config });
	}
	const health = async () => (await fetch(`http://127.0.0.1:${gateway.healthPort}/health`)).status;
	async function terminal(): Promise<FakeTerminal> {
		const fake = new FakeTerminal({ port: gateway.terminalPort, masterKey, server: tenant.server, login: tenant.login });
		await vi.waitFor(() => expect(fake.all('LoginOk')).toHaveLength(1), wait);
		return fake;
	}
	async function readyTerminal(): Promise<FakeTerminal> {
		const fake = await terminal();
		fake.hello(tenant.symbol);
		fake.tick(1.1, 1.1001, tenant.symbol);
		await vi.waitFor(async () => expect(await isReconciled()).toBe(true), wait);
		return fake;
	}
	const envelope = () => ({
		...{ correlationId: 'test', tenantId: tenant.tenantId, principalId: 1, sessionId },
		...{ investmentDeciderId: 1, executionDeciderId: 1 },
	});
	const order = async (clientOrderId: string, terms: { type: string; tif: string; price: number | null } = market) => {
		const result = await client.request('PlaceOrder', {
			...envelope(),
			accountId: tenant.accountId,
			instrumentId: tenant.instrumentId,
			clientOrderId,
			expiresAtMs: null,
			limitPrice: null,
			side: 'BUY',
			...terms,
			qty: 10,
			sl: null,
			tp: null,
			positionTicket: 0n,
			reduceOnly: false,
			postOnly: false,
			bracket: false,
			trailBy: '',
			trailDistance: null,
			strategyId: 0,
		});
		return result.kind === 'reply' && result.message.name === 'OrderReply' ? result.message.body : undefined;
	};
	const halt = (halted: boolean) => client.request('HaltTenant', { ...envelope(), halted });
	/** The engine's own word: the account's row may still be of before a kill. */
	const isReconciled = async () => {
		const result = await client.request('Status', { tenantId: tenant.tenantId });
		if (result.kind !== 'reply' || result.message.name !== 'StatusReply') return undefined;
		return result.message.body.accounts.find(({ accountId }) => accountId === tenant.accountId)?.reconciled;
	};
	const rows = () => tenant.db.forTenant(tenant.tenantId);
	const account = () => rows().account.findFirstOrThrow({ where: { id: tenant.accountId } });
	const orderRow = (clientOrderId: string) => rows().order.findFirst({ where: { clientOrderId } });
	const fill = (orderId: number, ticket: bigint) => {
		const ids = { ticket, order: ticket + 1n, positionId: ticket + 1n, magic: BigInt(orderId) };
		return deal({ ...ids, volume: 0.1, price: 1.1001, symbol: tenant.symbol });
	};
	/** Tickets no earlier test of this database has used. */
	const newTicket = () => BigInt(Date.now()) * 1_000n;

	beforeAll(async () => {
		database = await createTestDatabase();
		tenant = await openTenant(database.url);
		stateDir = mkdtempSync(join(tmpdir(), 'meridian-gateway-')); // one journal for all: it and the database belong together
	});
	afterAll(async () => {
		await tenant?.db.close();
		await database?.close();
		if (stateDir !== undefined) rmSync(stateDir, { recursive: true, force: true });
	});
	beforeEach(async () => {
		wakes = [];
		quotes = [];
		redis = new Redis(redisUrl);
		halts = [];
		const into: Record<string, unknown[]> = { events: wakes, quotes, halts };
		await redis.subscribe(...Object.keys(into).map((what) => `t:${tenant.tenantId}:${what}`));
		redis.on('message', (channel, message) => into[channel.split(':')[2] ?? '']?.push(JSON.parse(message)));
	});
	afterEach(async () => {
		client?.close();
		await gateway?.stop();
		redis.disconnect();
	});

	test('writes an order, its fill and its position into the tenant’s schema once, and wakes subscribers', async () => {
		await start();
		const fake = await readyTerminal();
		await vi.waitFor(async () => expect(await health()).toBe(200), wait);
		const clientOrderId = randomUUID();
		const placed = await order(clientOrderId);
		expect(placed?.life).toBe('SUBMITTED');
		await vi.waitFor(
			async () =>
				expect(await orderRow(clientOrderId)).toMatchObject({ life: 'SUBMITTED', reservedQty: 10n, sessionId: BigInt(sessionId) }),
			wait,
		);
		const ticket = newTicket();
		fake.send('DealItem', fill(placed?.orderId ?? 0, ticket));
		fake.send('DealItem', fill(placed?.orderId ?? 0, ticket));
		await vi.waitFor(
			async () => expect(await orderRow(clientOrderId)).toMatchObject({ life: 'FILLED', filledQty: 10n, reservedQty: 0n }),
			wait,
		);
		const executions = await rows().execution.findMany({ where: { orderId: BigInt(placed?.orderId ?? 0) } });
		expect(executions).toMatchObject([{ qty: 10n, price: 110_010n, late: false }]);
		expect(
			await rows().position.findMany({ where: { accountId: tenant.accountId, positionTicket: (ticket + 1n).toString() } }),
		).toMatchObject([{ side: 'BUY', qty: 10n, openNotional: 1_100_100n }]);
		// Only now answered: how long its request took follows it into its row, and the terminal's figures into Redis and the metrics.
		fake.answer(fake.all('OrderSend')[0]?.body.commandSeq ?? 0n, { orderId: BigInt(placed?.orderId ?? 0), deal: ticket });
		await vi.waitFor(async () => expect((await orderRow(clientOrderId))?.stages).toMatchObject({ inTerminalUs: 20, toAnswerUs: 80 }), wait);
		const reader = new Redis(redisUrl);
		await vi.waitFor(async () => {
			const told = JSON.parse((await reader.hget(`t:${tenant.tenantId}:fleet`, String(tenant.accountId))) ?? '{}');
			expect(told).toMatchObject({
				state: 'READY',
				stages: expect.arrayContaining([expect.objectContaining({ stage: 'IN_TERMINAL', count: 1 })]),
			});
		}, wait);
		reader.disconnect();
		const metrics = await (await fetch(`http://127.0.0.1:${gateway.healthPort}/metrics`)).text();
		expect(metrics).toMatch(new RegExp(`terminal_stage_us_bucket\\{.*account="${tenant.accountId}".*stage="IN_TERMINAL".*le="20".*\\} 1`));
		const seq = Number((await account()).lastSeq);
		await vi.waitFor(() => expect(wakes.some((wake) => wake.accountId === tenant.accountId && wake.accountSeq >= seq)).toBe(true), wait);
	});

	test('publishes quotes, the last value and the recent past, newest first', async () => {
		await start();
		const fake = await readyTerminal();
		fake.tick(1.2, 1.2001, tenant.symbol);
		const store = new Redis(redisUrl);
		await vi.waitFor(
			() => expect(quotes.flat().at(-1)).toMatchObject({ instrumentId: tenant.instrumentId, bid: 120_000, ask: 120_010 }),
			wait,
		);
		const last = await store.hget(`t:${tenant.tenantId}:last`, String(tenant.instrumentId));
		const [newest] = await store.lrange(`t:${tenant.tenantId}:ticks:${tenant.instrumentId}`, 0, 0);
		expect(last).toBe(newest);
		store.disconnect();
	});

	test('shows the newest book, and none once its terminal is gone', async () => {
		await start();
		const fake = await readyTerminal();
		const { BUY, SELL } = wireEnums.Side;
		const levels = (bid: number) => [
			{ side: SELL, price: bid + 0.0001, volume: 2 },
			{ side: BUY, price: bid, volume: 1.5 },
		];
		for (const bid of [1.1, 1.2]) fake.send('Book', { symbol: tenant.symbol, timeMs: 1n, levels: levels(bid) });
		const store = new Redis(redisUrl);
		const key = `t:${tenant.tenantId}:depth:${tenant.accountId}`;
		const shown = async (): Promise<unknown> => JSON.parse((await store.hget(key, String(tenant.instrumentId))) ?? 'null');
		await vi.waitFor(
			async () => expect(await shown()).toMatchObject({ bids: [{ price: 120_000, qty: 150 }], asks: [{ price: 120_010, qty: 200 }] }),
			wait,
		);
		// A gateway that is killed can't take it away.
		expect(await store.pttl(key)).toBeGreaterThan(0);
		fake.cut();
		await vi.waitFor(async () => expect(await shown()).toBeNull(), wait);
		store.disconnect();
	});

	test('a halt reaches the platform’s row, and those who hear of the switch', async () => {
		await start();
		const isHalted = async () => (await tenant.db.platform.tenant.findUniqueOrThrow({ where: { id: tenant.tenantId } })).halted;
		for (const halted of [true, false]) {
			const before = halts.length;
			await halt(halted);
			await vi.waitFor(async () => expect(await isHalted()).toBe(halted), wait);
			await vi.waitFor(() => expect(halts.length).toBeGreaterThan(before), wait);
		}
		expect(halts.at(-1)).toEqual({ journalSeq: expect.any(Number) });
	});

	test('an amend reaches the terminal as MODIFY, and the row once the terminal shows the new terms; a cancel of all takes it back', async () => {
		await start();
		const fake = await readyTerminal();
		const placed = await order(randomUUID(), { type: 'LIMIT', tif: 'GTC', price: 109_000 });
		const orderId = placed?.orderId ?? 0;
		await vi.waitFor(() => expect(fake.all('OrderSend')).toHaveLength(1), wait);
		const working = workingOrder({ ticket: newTicket(), magic: BigInt(orderId), symbol: tenant.symbol });
		fake.send('OrderItem', working);
		await vi.waitFor(async () => expect((await orderRow(placed?.clientOrderId ?? ''))?.life).toBe('ACCEPTED'), wait);
		const amend = async (amendId: string, change: { qty?: number; price?: number; sl?: number }) => {
			const terms = { qty: null, price: null, limitPrice: null, sl: null, tp: null, ...change };
			const result = await client.request('AmendOrder', { ...envelope(), accountId: tenant.accountId, orderId, amendId, ...terms });
			return result.kind === 'reply' && result.message.name === 'OrderReply' ? result.message.body : undefined;
		};
		const amendId = randomUUID();
		expect(await amend(amendId, { price: 109_500, sl: 108_000 })).toMatchObject({
			pending: 'REPLACE_SENT',
			price: 109_000,
			denialCode: '',
		});
		expect(await amend(amendId, { price: 109_500, sl: 108_000 })).toMatchObject({ duplicate: true });
		await vi.waitFor(() => expect(fake.all('OrderSend')).toHaveLength(2), wait);
		const sent = { action: wireEnums.OrderAction.MODIFY, order: working.ticket, price: 1.095, sl: 1.08, tp: 0, volume: 0.1 };
		expect(fake.all('OrderSend')[1]?.body).toMatchObject(sent);
		fake.send('OrderItem', { ...working, price: 1.095, sl: 1.08 });
		await vi.waitFor(
			async () => expect(await orderRow(placed?.clientOrderId ?? '')).toMatchObject({ price: 109_500n, sl: 108_000n, pending: 'NONE' }),
			wait,
		);
		expect(await amend(randomUUID(), { qty: 20 })).toMatchObject({ life: 'ACCEPTED', qty: 10, denialCode: 'QTY_NOT_AMENDABLE' });
		expect(fake.all('OrderSend')).toHaveLength(2);
		const all = { accountId: tenant.accountId, instrumentId: tenant.instrumentId, side: 'BUY' };
		const cancelled = await client.request('CancelOrders', { ...envelope(), ...all });
		expect(cancelled).toMatchObject({ message: { name: 'CancelOrdersReply', body: { sent: 1, notReady: 0 } } });
		await vi.waitFor(() => expect(fake.all('OrderSend')).toHaveLength(3), wait);
		expect(fake.all('OrderSend')[2]?.body).toMatchObject({ action: wireEnums.OrderAction.REMOVE, order: working.ticket });
		fake.send('OrderItem', { ...working, state: wireEnums.OrderState.CANCELED, historical: true });
		await vi.waitFor(async () => expect((await orderRow(placed?.clientOrderId ?? ''))?.life).toBe('CANCELED'), wait);
	});

	test('a halt during an outage takes the working order back as soon as the terminal is there again, before anything else', async () => {
		await start();
		const fake = await readyTerminal();
		const placed = await order(randomUUID(), { type: 'LIMIT', tif: 'GTC', price: 109_000 });
		const orderId = BigInt(placed?.orderId ?? 0);
		await vi.waitFor(() => expect(fake.all('OrderSend')).toHaveLength(1), wait);
		const sent = fake.all('OrderSend')[0]?.body;
		const working = workingOrder({ ticket: newTicket(), magic: orderId, symbol: tenant.symbol });
		fake.send('OrderItem', working);
		fake.cut();
		await vi.waitFor(async () => expect(await isReconciled()).toBe(false), wait);
		await halt(true);
		const back = await terminal();
		back.hello(tenant.symbol, { deals: [], orders: [working], last: { epoch: sent?.epoch ?? 0n, seq: sent?.commandSeq ?? 0n } });
		await vi.waitFor(() => expect(back.all('OrderSend')).toHaveLength(1), wait);
		expect(back.all('OrderSend')[0]?.body).toMatchObject({ action: wireEnums.OrderAction.REMOVE, order: working.ticket, orderId });
		back.send('OrderItem', { ...working, state: wireEnums.OrderState.CANCELED, historical: true });
		await vi.waitFor(async () => expect((await orderRow(placed?.clientOrderId ?? ''))?.life).toBe('CANCELED'), wait);
		await halt(false);
	});

	test('killed inside the projection, it writes each row once after the restart and sends nothing again', async () => {
		await start({ MERIDIAN_FAILPOINT: 'insideProjection:1' });
		const fake = await readyTerminal();
		const clientOrderId = randomUUID();
		const placed = await order(clientOrderId);
		const orderId = placed?.orderId ?? 0;
		const ticket = newTicket();
		fake.send('DealItem', fill(orderId, ticket));
		expect(await gateway.exited).toBe('SIGKILL');
		expect(await rows().execution.count({ where: { orderId: BigInt(orderId) } })).toBe(0);
		client.close();
		await start();
		await vi.waitFor(async () => expect(await orderRow(clientOrderId)).toMatchObject({ life: 'FILLED', filledQty: 10n }), wait);
		expect(await rows().execution.count({ where: { orderId: BigInt(orderId) } })).toBe(1);
		expect((await order(clientOrderId))?.orderId).toBe(orderId);
		const back = await terminal();
		back.greet();
		await vi.waitFor(() => expect(back.all('SnapshotRequest')).toHaveLength(1), wait);
		expect(back.all('OrderSend')).toEqual([]);
	});

	/** Kills the gateway at a failpoint under one order, starts it again, and lets the terminal tell what it knows. */
	async function killAt(failpoint: string, input: { dealBeforeKill?: boolean; dealInSnapshot: boolean }) {
		await start({ MERIDIAN_FAILPOINT: `${failpoint}:1` });
		const fake = await readyTerminal();
		const clientOrderId = randomUUID();
		const asked = order(clientOrderId);
		const ticket = newTicket();
		if (input.dealBeforeKill === true) {
			await vi.waitFor(() => expect(fake.all('OrderSend')).toHaveLength(1), wait);
			fake.send('DealItem', fill(Number(fake.all('OrderSend')[0]?.body.orderId), ticket));
		}
		expect(await gateway.exited).toBe('SIGKILL');
		await asked;
		await vi.waitFor(() => expect(fake.closed).toBe(true), wait);
		client.close();
		const sent = fake.all('OrderSend')[0]?.body;
		await start();
		const back = await terminal();
		back.hello(tenant.symbol, {
			deals: input.dealInSnapshot ? [fill(Number(sent?.orderId), ticket)] : [],
			last: { epoch: sent?.epoch ?? 0n, seq: sent?.commandSeq ?? 0n },
		});
		back.tick(1.1, 1.1001, tenant.symbol);
		await vi.waitFor(async () => expect(await isReconciled()).toBe(true), wait);
		const again = await order(clientOrderId);
		await vi.waitFor(async () => expect(await orderRow(clientOrderId)).toMatchObject({ life: again?.life }), wait);
		return {
			life: again?.life,
			sentBefore: fake.all('OrderSend').length,
			sentAfter: back.all('OrderSend').length,
			rows: await rows().order.count({ where: { clientOrderId } }),
			executions: await rows().execution.count({ where: { orderId: BigInt(again?.orderId ?? 0) } }),
		};
	}

	test('killed before the journal has the order, it knows nothing of it, and the same request places it once', async () => {
		const outcome = await killAt('beforeAppend', { dealInSnapshot: false });
		expect(outcome).toMatchObject({ life: 'SUBMITTED', sentBefore: 0, rows: 1, executions: 0 });
	});

	test('killed between journal and send, the order ends as NOT_SENT and never leaves', async () => {
		const outcome = await killAt('afterAppend', { dealInSnapshot: false });
		expect(outcome).toEqual({ life: 'NOT_SENT', sentBefore: 0, sentAfter: 0, rows: 1, executions: 0 });
	});

	test('killed after the send, the order is booked from the terminal’s picture and not sent again', async () => {
		const outcome = await killAt('afterSend', { dealInSnapshot: true });
		expect(outcome).toEqual({ life: 'FILLED', sentBefore: 1, sentAfter: 0, rows: 1, executions: 1 });
	});

	test('killed after the deal, the deal that the terminal tells again is booked once', async () => {
		const outcome = await killAt('afterDeal', { dealBeforeKill: true, dealInSnapshot: true });
		expect(outcome).toEqual({ life: 'FILLED', sentBefore: 1, sentAfter: 0, rows: 1, executions: 1 });
	});

	test('without Postgres it trades on and says so, and writes everything once Postgres is back', async () => {
		const url = new URL(tenant.url);
		const plug = await startPlug({ host: url.hostname, port: Number(url.port || 5432) });
		url.hostname = '127.0.0.1';
		url.port = String(plug.port);
		try {
			await start({ DATABASE_URL: url.href });
			const fake = await readyTerminal();
			await vi.waitFor(async () => expect(await health()).toBe(200), wait);
			plug.pull();
			const clientOrderId = randomUUID();
			const placed = await order(clientOrderId);
			expect(placed?.life).toBe('SUBMITTED');
			fake.send('DealItem', fill(placed?.orderId ?? 0, newTicket()));
			await vi.waitFor(async () => expect((await order(clientOrderId))?.life).toBe('FILLED'), wait);
			await vi.waitFor(async () => expect(await health()).toBe(503), wait);
			expect(await orderRow(clientOrderId)).toBeNull();
			plug.put();
			await vi.waitFor(async () => expect(await orderRow(clientOrderId)).toMatchObject({ life: 'FILLED' }), wait);
			expect(await rows().execution.count({ where: { orderId: BigInt(placed?.orderId ?? 0) } })).toBe(1);
			await vi.waitFor(async () => expect(await health()).toBe(200), wait);
		} finally {
			await gateway.stop();
			await plug.close();
		}
	});

	test('with Postgres or Redis away it answers, and its health names which and why', async () => {
		const given = { postgres: new URL(tenant.url), redis: new URL(redisUrl) };
		const plugs = {
			postgres: await startPlug({ host: given.postgres.hostname, port: Number(given.postgres.port || 5432) }),
			redis: await startPlug({ host: given.redis.hostname, port: Number(given.redis.port || 6379) }),
		};
		for (const name of ['postgres', 'redis'] as const) {
			given[name].hostname = '127.0.0.1';
			given[name].port = String(plugs[name].port);
		}
		const report = async (): Promise<unknown> => (await fetch(`http://127.0.0.1:${gateway.healthPort}/health`)).json();
		const well = {
			status: 'ok',
			service: 'gateway',
			checks: { engine: 'ok', leadership: 'ok', postgres: 'ok', journal: 'ok', projector: 'ok', redis: 'ok' },
		};
		try {
			await start({ DATABASE_URL: given.postgres.href, REDIS_URL: given.redis.href });
			await vi.waitFor(async () => expect(await report()).toEqual(well), wait);
			for (const [name, other] of [
				['postgres', 'redis'],
				['redis', 'postgres'],
			] as const) {
				plugs[name].pull();
				const reason = expect.stringMatching(/connect|closed|terminated|ECONN|reach/i);
				await vi.waitFor(
					async () => expect(await report()).toMatchObject({ status: 'degraded', checks: { engine: 'ok', [name]: reason, [other]: 'ok' } }),
					wait,
				);
				plugs[name].put();
				await vi.waitFor(async () => expect(await report()).toEqual(well), wait);
			}
			const metrics = await (await fetch(`http://127.0.0.1:${gateway.healthPort}/metrics`)).text();
			expect(metrics).toMatch(/^projector_tenants_in_trouble\{.*\} 0$/m);
			expect(Number(/^projected_seq\{.*\} (\d+)$/m.exec(metrics)?.[1])).toBeGreaterThan(0);
		} finally {
			await gateway.stop();
			await Promise.all([plugs.postgres.close(), plugs.redis.close()]);
		}
	});

	test('its metrics say what each tenant’s orders came to', async () => {
		await start();
		expect((await order(randomUUID()))?.denialCode).toBe('VENUE_LINK_DOWN');
		await vi.waitFor(async () => {
			const text = await (await fetch(`http://127.0.0.1:${gateway.healthPort}/metrics`)).text();
			expect(text).toMatch(/^engine_denials_total\{shard="0",tenant="\d+",code="VENUE_LINK_DOWN".*\} 1$/m);
			expect(text).toMatch(/^engine_command_us_count\{shard="0",tenant="\d+".*\} 1$/m);
		}, wait);
	});

	test('a second gateway on the same state folder is refused before it touches anything', async () => {
		await start();
		const epochs = () => tenant.db.platform.shardEpoch.findMany({ select: { epoch: true, leader: true } });
		const before = await epochs();
		await expect(startGateway(envOf())).rejects.toThrow(/another gateway \(process \d+\) works on this state folder/);
		expect(await epochs()).toEqual(before);
		expect((await order(randomUUID()))?.denialCode).toBe('VENUE_LINK_DOWN');
	});

	test('with the disk asked for, an order is filled, and after kill -9 it is still there', async () => {
		await start({ MERIDIAN_DURABILITY: 'disk', MERIDIAN_FAILPOINT: 'insideProjection:1' });
		const fake = await readyTerminal();
		const clientOrderId = randomUUID();
		const placed = await order(clientOrderId);
		expect(placed?.life).toBe('SUBMITTED');
		fake.send('DealItem', fill(placed?.orderId ?? 0, newTicket()));
		expect(await gateway.exited).toBe('SIGKILL');
		client.close();
		await start({ MERIDIAN_DURABILITY: 'disk' });
		await vi.waitFor(async () => expect(await orderRow(clientOrderId)).toMatchObject({ life: 'FILLED', filledQty: 10n }), wait);
		expect((await order(clientOrderId))?.orderId).toBe(placed?.orderId);
	});

	test('keeps no more full segments than it is told to, and starts from its snapshot', async () => {
		const dir = join(stateDir ?? '', 'journal');
		await start({ MERIDIAN_JOURNAL_KEEP_SEGMENTS: '0' });
		let last = '';
		await vi.waitFor(
			async () => {
				for (let n = 0; n < 40; n++) {
					last = randomUUID();
					await order(last);
				}
				expect(segments(dir)[0]?.firstSeq).toBeGreaterThan(1);
			},
			{ timeout: 30_000, interval: 20 },
		);
		await gateway.stop();
		client.close();
		await start();
		expect(gateway.log()).toMatch(/"snapshotSeq":[1-9]\d*/);
		expect((await order(last))?.duplicate).toBe(true);
	});

	test('with a journal that is not the database’s, it writes nothing and says why', async () => {
		const other = mkdtempSync(join(tmpdir(), 'meridian-gateway-'));
		try {
			// An operator's word makes it lead: the database knows that the newest journal is another's.
			const lost = (await tenant.db.platform.shardEpoch.findFirstOrThrow()).leader;
			await expect(startGateway(envOf({ MERIDIAN_STATE_DIR: other }))).rejects.toThrow(/this one's journal is not known to hold/);
			await vi.waitFor(async () => expect((await leadershipOf(tenant.db, 0))?.isExpired).toBe(true), wait);
			await start({ MERIDIAN_STATE_DIR: other, MERIDIAN_FORCE_LEAD: lost });
			const report = async () => JSON.stringify(await (await fetch(`http://127.0.0.1:${gateway.healthPort}/health`)).json());
			await vi.waitFor(async () => expect(await report()).toMatch(/do not belong together/), wait);
		} finally {
			rmSync(other, { recursive: true, force: true });
		}
	});
}, 60_000);
