import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { encrypt, localKeys } from '@meridian/auth';
import { createDb, type Db, webhookSecretPurpose } from '@meridian/db';
import { connectAdmin, createTestDatabase, type TestDatabase } from '@meridian/db/testing';
import { createLogger } from '@meridian/telemetry';
import { Redis } from 'ioredis';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { type RunningWebhooks, startWebhooks } from '../../src/webhooks/start.ts';

const payload = z.object({
	type: z.string(),
	timestamp: z.string(),
	data: z.looseObject({ clientOrderId: z.string().optional(), quantity: z.string().optional() }),
});
type Heard = { readonly path: string; readonly headers: Record<string, string>; readonly body: string };

/** A receiver on this machine; `answers` says with what it answers next, 200 when nothing more is said. */
describe('webhooks', () => {
	let database: TestDatabase;
	let db: Db;
	let redis: Redis;
	let running: RunningWebhooks | undefined;
	let receiver: Server;
	let host = '';
	const heard: Heard[] = [];
	const answers: number[] = [];
	const dataKeys = localKeys(`test:${randomBytes(32).toString('hex')}`);
	const redisUrl = Object.assign(new URL(process.env.REDIS_URL ?? 'redis://127.0.0.1'), { pathname: '/13' }).href;

	beforeAll(async () => {
		process.env.MERIDIAN_LOG_LEVEL = 'silent';
		database = await createTestDatabase();
		db = createDb({ url: database.url });
		redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
		receiver = createServer(async (request, response) => {
			const body = await text(request);
			heard.push({
				path: request.url ?? '',
				headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
				body,
			});
			const status = answers.shift() ?? 200;
			response.writeHead(status, status === 302 ? { location: 'http://127.0.0.1:1/' } : {}).end('ok');
		});
		await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
		host = `127.0.0.1:${(receiver.address() as AddressInfo).port}`;
	}, 60_000);
	afterAll(async () => {
		receiver?.close();
		redis?.disconnect();
		await db?.close();
		await database?.close();
	});
	const start = async (schedule: readonly number[] = [0.01, 0.01]) => {
		running = await startWebhooks({ db, redis, blocking: redis, dataKeys, allow: [host], schedule, log: createLogger('test') });
	};
	beforeEach(async () => {
		await redis.flushdb();
		await db.platform.webhookEndpoint.updateMany({ data: { status: 'REMOVED' } });
		heard.length = 0;
		answers.length = 0;
	});
	afterEach(async () => {
		await running?.stop();
		running = undefined;
	});

	const endpoint = async (tenantId: number, more: Record<string, unknown> = {}) => {
		const id = `we-${randomUUID()}`;
		const secret = `whsec_${randomBytes(32).toString('base64')}`;
		const sealed = await encrypt(dataKeys, { plain: secret, purpose: webhookSecretPurpose(id) });
		await db.platform.webhookEndpoint.create({
			data: {
				id,
				tenantId,
				url: `http://${host}/${id}`,
				description: '',
				events: ['order.changed'],
				secret: sealed,
				cursor: {},
				createdBy: 1,
				...more,
			},
		});
		return { id, secret };
	};
	let seq = 0;
	/** As the projector writes it: an order with its first state, and the wake-up. */
	const order = async (slug: string, tenantId: number, isTold = true): Promise<string> => {
		seq += 1;
		const name = `hook-${seq}`;
		const client = await connectAdmin(database.adminUrl);
		const account = `(SELECT min(id) FROM tenant_${slug}.accounts)`;
		const instrument = `(SELECT min(id) FROM tenant_${slug}.instruments)`;
		await client.query(`INSERT INTO tenant_${slug}.orders (id, account_id, instrument_id, instrument_id_asked, client_order_id, side, type, tif, qty, position_ticket, life,
			pending, filled_qty, filled_notional, reserved_qty, venue_order_ticket, principal_id, session_id, investment_decider_id, execution_decider_id, account_seq, created_at, updated_at)
			SELECT ${5_000 + seq}, ${account}, ${instrument}, ${instrument}, '${name}', 'BUY', 'LIMIT', 'GTC', 250, 0, 'ACCEPTED', 'NONE', 0, 0, 250, 0, 1, 1, 1, 1, ${seq}, now(), now()`);
		await client.query(`INSERT INTO tenant_${slug}.order_events (account_id, account_seq, order_id, qty, life, pending, filled_qty, filled_notional, reserved_qty, venue_order_ticket, retcode, at)
			SELECT ${account}, ${seq}, ${5_000 + seq}, 250, 'ACCEPTED', 'NONE', 0, 0, 250, 0, 0, clock_timestamp()`);
		await client.end();
		if (isTold) await redis.publish(`t:${tenantId}:events`, '{}');
		return name;
	};
	const nameOf = (one: Heard | undefined): string | undefined => payload.parse(JSON.parse(one?.body ?? '{}')).data.clientOrderId;

	test('tell of every event once, signed so that another’s library verifies it, and no other tenant of it', async () => {
		await order('aurora', 1, false); // before the endpoint: not for it
		const [own, other] = [await endpoint(1), await endpoint(2)];
		await start();
		const names = [await order('aurora', 1), await order('aurora', 1)];
		const foreign = await order('borealis', 2);
		await vi.waitFor(() => expect(heard).toHaveLength(3));
		const mine = heard.filter(({ path }) => path === `/${own.id}`);
		expect(mine.map(nameOf).toSorted()).toEqual(names.toSorted());
		expect(heard.filter(({ path }) => path === `/${other.id}`).map(nameOf)).toEqual([foreign]);
		for (const one of mine) {
			expect(payload.parse(new Webhook(own.secret).verify(one.body, one.headers))).toMatchObject({
				type: 'order.changed',
				data: { quantity: '2.50' },
			});
			expect(() => new Webhook(other.secret).verify(one.body, one.headers)).toThrow();
		}
	});

	test('are tried again by the schedule, under the same id, and the log shows each attempt', async () => {
		const { id } = await endpoint(1);
		answers.push(500, 302);
		await start();
		await order('aurora', 1);
		await vi.waitFor(async () =>
			expect((await db.forTenant(1).webhookDelivery.findFirst({ where: { endpointId: id } }))?.status).toBe('DELIVERED'),
		);
		const delivery = await db
			.forTenant(1)
			.webhookDelivery.findFirst({ where: { endpointId: id }, include: { log: { orderBy: { id: 'asc' } } } });
		expect(delivery?.log.map(({ statusCode, error }) => [statusCode, error])).toEqual([
			[500, 'answered 500'],
			[302, 'answered 302'], // a redirection leads nowhere
			[200, null],
		]);
		expect(new Set(heard.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
		expect(delivery?.attempts).toBe(3);
	});

	test('that are given up five times in a row switch the endpoint off, and the audit says why; what happened then is told once it is on again', async () => {
		const { id } = await endpoint(1);
		answers.push(...Array.from({ length: 10 }, () => 503));
		await start([0.01]);
		for (let n = 0; n < 5; n += 1) await order('aurora', 1);
		const state = () => db.platform.webhookEndpoint.findFirstOrThrow({ where: { id } });
		await vi.waitFor(async () => expect((await state()).status).toBe('DISABLED'));
		expect((await state()).disabledWhy).toContain('5 deliveries');
		const notice = await db.platform.adminAudit.findFirst({ where: { action: 'WEBHOOK_DISABLED', tenantId: 1 }, orderBy: { id: 'desc' } });
		expect(notice?.detail).toMatchObject({ endpointId: id });
		heard.length = 0;
		const missed = await order('aurora', 1);
		await db.platform.webhookEndpoint.update({ where: { id }, data: { status: 'ACTIVE', failures: 0 } });
		await redis.publish('t:1:webhooks', '{}');
		await vi.waitFor(() => expect(heard.map(nameOf)).toContain(missed));
	});

	test('that answer 410 are switched off at once', async () => {
		const { id } = await endpoint(1);
		answers.push(410);
		await start();
		await order('aurora', 1);
		await vi.waitFor(async () => expect((await db.platform.webhookEndpoint.findFirstOrThrow({ where: { id } })).status).toBe('DISABLED'));
	});

	test('are signed by both secrets while one replaces the other', async () => {
		const { id, secret: before } = await endpoint(1);
		const secret = `whsec_${randomBytes(32).toString('base64')}`;
		const row = await db.platform.webhookEndpoint.findFirstOrThrow({ where: { id } });
		const sealed = await encrypt(dataKeys, { plain: secret, purpose: webhookSecretPurpose(id) });
		await db.platform.webhookEndpoint.update({
			where: { id },
			data: { secret: sealed, previousSecret: row.secret, previousUntil: new Date(Date.now() + 60_000) },
		});
		await start();
		await order('aurora', 1);
		await vi.waitFor(() => expect(heard).toHaveLength(1));
		for (const key of [secret, before]) expect(() => new Webhook(key).verify(heard[0]?.body ?? '', heard[0]?.headers ?? {})).not.toThrow();
	});

	test('are delivered though Redis lost them and the wake-up, and a replay sends one again under its id', async () => {
		const { id } = await endpoint(1);
		await start([600]);
		answers.push(500);
		await order('aurora', 1);
		const row = () => db.forTenant(1).webhookDelivery.findFirstOrThrow({ where: { endpointId: id } });
		await vi.waitFor(async () => expect((await row()).attempts).toBe(1));
		await running?.stop();
		await redis.flushdb();
		await db.forTenant(1).webhookDelivery.update({ where: { id: (await row()).id }, data: { dueAt: new Date() } });
		await start([600]);
		await vi.waitFor(async () => expect((await row()).status).toBe('DELIVERED'));
		await db
			.forTenant(1)
			.webhookDelivery.update({ where: { id: (await row()).id }, data: { status: 'PENDING', attempts: 0, dueAt: new Date() } });
		await redis.publish('t:1:webhooks', '{}');
		await vi.waitFor(() => expect(heard).toHaveLength(3));
		expect(new Set(heard.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
	});

	test('never reach this machine or its network, unless that is listed', async () => {
		const { id } = await endpoint(1, { url: `https://localhost:${host.split(':')[1]}/` });
		await start([600]);
		await order('aurora', 1);
		const log = () => db.forTenant(1).webhookAttempt.findFirst({ where: { delivery: { endpointId: id } } });
		await vi.waitFor(async () => expect((await log())?.error).toContain('not public'));
		expect(heard).toEqual([]);
	});
}, 120_000);

async function text(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
	return Buffer.concat(chunks).toString('utf8');
}
