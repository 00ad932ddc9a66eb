import { createECDH, createPublicKey, type ECDH, randomBytes, randomUUID, verify } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pushKeys } from '@meridian/auth';
import { createDb, type Db, pushChannel } from '@meridian/db';
import { connectAdmin, createTestDatabase, openTestSession, type TestDatabase } from '@meridian/db/testing';
import { createLogger } from '@meridian/telemetry';
import { decrypt } from 'http_ece';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { type RunningPush, startPush } from '../../src/push/start.ts';

const wait = { timeout: 30_000, interval: 20 };
const message = z.object({ title: z.string(), body: z.string(), url: z.string(), tag: z.string() });
type Heard = { readonly path: string; readonly headers: Readonly<Record<string, string>>; readonly body: Buffer };
/** A browser, as the push service and the one who sends know it. */
type Browser = { readonly path: string; readonly keys: ECDH; readonly auth: Buffer; readonly id: string };

/** A push service on this machine; `answers` says with what it answers next, 201 when nothing more is said. Two tenants have the same ids. */
describe('pushes', () => {
	const pushKey = randomBytes(32).toString('hex');
	let database: TestDatabase;
	let db: Db;
	let redis: Redis;
	let running: RunningPush | undefined;
	let service: Server;
	let host = '';
	let people: readonly { readonly tenantId: number; readonly userId: number; readonly sessionId: number }[];
	let seq = 0;
	const heard: Heard[] = [];
	const answers: number[] = [];
	const redisUrl = Object.assign(new URL(process.env.REDIS_URL ?? 'redis://127.0.0.1'), { pathname: '/7' }).href;

	beforeAll(async () => {
		process.env.MERIDIAN_LOG_LEVEL = 'silent';
		database = await createTestDatabase();
		db = createDb({ url: database.url });
		redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
		service = createServer(async (request, response) => {
			const chunks: Buffer[] = [];
			for await (const chunk of request) chunks.push(Buffer.from(chunk));
			const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
			heard.push({ path: request.url ?? '', headers, body: Buffer.concat(chunks) });
			response.writeHead(answers.shift() ?? 201).end();
		});
		await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
		host = `127.0.0.1:${(service.address() as AddressInfo).port}`;
	}, 60_000);
	afterAll(async () => {
		service?.close();
		redis?.disconnect();
		await db?.close();
		await database?.close();
	});
	beforeEach(async () => {
		await redis.flushdb();
		heard.length = 0;
		answers.length = 0;
		const admin = await connectAdmin(database.adminUrl);
		const members = await admin.query<{ tenant_id: number; user_id: number }>(
			"SELECT tenant_id, user_id FROM platform.memberships WHERE role = 'TRADER' ORDER BY tenant_id LIMIT 2",
		);
		await admin.end();
		people = await Promise.all(
			members.rows.map(async ({ tenant_id: tenantId, user_id: userId }) => ({
				...{ tenantId, userId, sessionId: await openTestSession(database.adminUrl, { userId, tenantId }) },
			})),
		);
		for (const { tenantId } of people)
			await db.forTenant(tenantId).pushSubscription.updateMany({ data: { removedAt: new Date(), removedWhy: 'REPLACED' } });
	});
	afterEach(async () => {
		await running?.stop();
		running = undefined;
	});
	const start = async (allow = [host]) => {
		running = await startPush({
			db,
			redis,
			blocking: redis,
			pushKey,
			subject: 'mailto:test@meridian.invalid',
			allow,
			log: createLogger('test'),
		});
	};
	const person = (at: number) => {
		const found = people[at];
		if (found === undefined) throw new Error('two tenants with a trader are needed');
		return found;
	};

	async function subscribe(
		at: number,
		input: { readonly kinds: string[]; readonly locale?: string; readonly origin?: string },
	): Promise<Browser> {
		const { tenantId, userId, sessionId } = person(at);
		const { kinds, locale = 'en', origin = `http://${host}` } = input;
		const keys = createECDH('prime256v1');
		const [id, path, auth] = [randomUUID(), `/${randomUUID()}`, randomBytes(16)];
		await db.forTenant(tenantId).pushSubscription.create({
			data: {
				...{ id, userId, sessionId: BigInt(sessionId), endpoint: `${origin}${path}`, kinds, locale, userAgent: 'test' },
				...{ p256dh: keys.generateKeys('base64url'), auth: auth.toString('base64url'), createdAt: new Date(Date.now() - 1_000) },
			},
		});
		await redis.publish(pushChannel(tenantId), '1');
		return { path, keys, auth, id };
	}
	/** An order of a person's that was denied, as the projector writes it. The numbers are the same for every tenant. */
	async function deny(at: number, input: { readonly userId?: number; readonly qty?: bigint } = {}): Promise<void> {
		const { tenantId, userId } = person(at);
		const { qty = 10n } = input;
		seq += 1;
		const state = {
			life: 'DENIED',
			pending: 'NONE',
			filledQty: 0n,
			filledNotional: 0n,
			reservedQty: 0n,
			retcode: 0,
			venueOrderTicket: 0,
			denialCode: 'HALTED',
		};
		const by = { principalId: input.userId ?? userId, sessionId: 1n, investmentDeciderId: 1, executionDeciderId: 1 };
		const own = db.forTenant(tenantId);
		const id = BigInt(5_000 + seq);
		await own.order.create({
			data: {
				...{
					id,
					accountId: 1,
					instrumentId: 1,
					instrumentIdAsked: 1,
					clientOrderId: `p${seq}`,
					side: 'BUY',
					type: 'LIMIT',
					tif: 'GTC',
					qty,
				},
				...{ price: 109_000n, positionTicket: 0, accountSeq: BigInt(seq), createdAt: new Date(), updatedAt: new Date(), ...by, ...state },
			},
		});
		await own.orderEvent.create({
			data: { accountId: 1, accountSeq: BigInt(seq), orderId: id, qty, price: 109_000n, at: new Date(), ...state },
		});
		await redis.publish(`t:${tenantId}:events`, JSON.stringify({ accountId: 1, accountSeq: seq, journalSeq: seq }));
	}
	const to = ({ path }: Browser) => heard.filter((one) => one.path === path);
	/** As the browser does it. */
	const read = ({ keys, auth }: Browser, { body }: Heard) =>
		message.parse(
			JSON.parse(decrypt(body, { version: 'aes128gcm', privateKey: keys, authSecret: auth.toString('base64') }).toString('utf8')),
		);
	const removedWhy = async (at: number, { id }: Browser) =>
		(await db.forTenant(person(at).tenantId).pushSubscription.findFirst({ where: { id } }))?.removedWhy;

	test('a denial of the person’s own is told, encrypted for this browser alone and signed by our key', async () => {
		const browser = await subscribe(0, { kinds: ['DENIAL'] });
		await start();
		await deny(0);
		await vi.waitFor(() => expect(to(browser)).toHaveLength(1), wait);
		const [push] = to(browser) as [Heard];
		expect(read(browser, push)).toMatchObject({
			title: 'Denied: buy 0.10 EURUSD at 1.09000',
			body: expect.stringContaining('HALTED'),
			url: '/orders',
		});
		expect(push.headers).toMatchObject({ 'content-encoding': 'aes128gcm', urgency: 'high', ttl: '3600' });
		const { publicKey } = pushKeys(pushKey);
		const [, token = '', key] = /^vapid t=([^,]+), ?k=(.+)$/.exec(push.headers.authorization ?? '') ?? [];
		expect(key).toBe(publicKey);
		const [head = '', claims = '', signature = ''] = token.split('.');
		const point = Buffer.from(publicKey, 'base64url');
		const coordinate = (from: number) => point.subarray(from, from + 32).toString('base64url');
		const jwk = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x: coordinate(1), y: coordinate(33) } });
		const signed = { key: jwk, dsaEncoding: 'ieee-p1363' } as const;
		expect(verify('sha256', Buffer.from(`${head}.${claims}`), signed, Buffer.from(signature, 'base64url'))).toBe(true);
		expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
			aud: `http://${host}`,
			sub: 'mailto:test@meridian.invalid',
		});
	});

	test('each tenant’s people are told their own, nothing of another person, and nothing that they did not ask for', async () => {
		const [first, second, other] = [
			await subscribe(0, { kinds: ['DENIAL'] }),
			await subscribe(1, { kinds: ['DENIAL'], locale: 'de' }),
			await subscribe(0, { kinds: ['FILL', 'ALERT'] }),
		];
		await start();
		await deny(0, { userId: 999 });
		await deny(0, { qty: 20n });
		await deny(1, { qty: 30n });
		await vi.waitFor(() => expect([to(first).length, to(second).length]).toEqual([1, 1]), wait);
		expect(read(first, to(first)[0] as Heard).title).toContain('0.20');
		expect(read(second, to(second)[0] as Heard).title).toBe('Abgelehnt: Kauf 0.30 EURUSD zu 1.09000');
		expect(() => read(first, to(second)[0] as Heard)).toThrow();
		expect(to(other)).toEqual([]);
	});

	test('many at once are one message, and a restart tells none of them again', async () => {
		const browser = await subscribe(0, { kinds: ['DENIAL'] });
		for (let n = 0; n < 10; n++) await deny(0);
		await start();
		await vi.waitFor(() => expect(to(browser)).toHaveLength(1), wait);
		expect(read(browser, to(browser)[0] as Heard)).toMatchObject({ title: '10 denied orders', body: 'EURUSD' });
		await running?.stop();
		await start();
		await deny(0);
		await vi.waitFor(() => expect(to(browser)).toHaveLength(2), wait);
		expect(read(browser, to(browser)[1] as Heard).title).toMatch(/^Denied/);
	});

	test('a push service that fails is asked again; one that knows the browser no more ends it', async () => {
		const browser = await subscribe(0, { kinds: ['DENIAL'] });
		answers.push(503);
		await start();
		await deny(0);
		await vi.waitFor(() => expect(to(browser)).toHaveLength(2), wait);
		expect(await removedWhy(0, browser)).toBeNull();
		answers.push(410);
		await deny(0);
		await vi.waitFor(async () => expect(await removedWhy(0, browser)).toBe('GONE'), wait);
		await deny(0);
		await deny(1);
		expect(to(browser)).toHaveLength(3);
	});

	test('who has logged out is told nothing more', async () => {
		const browser = await subscribe(0, { kinds: ['DENIAL'] });
		await db.platform.session.updateMany({
			where: { id: BigInt(person(0).sessionId) },
			data: { revokedAt: new Date(), revokedWhy: 'LOGOUT' },
		});
		await start();
		await deny(0);
		await vi.waitFor(async () => expect(await removedWhy(0, browser)).toBe('SESSION_ENDED'), wait);
		expect(heard).toEqual([]);
	});

	test('an address within our own network is never sent to, and its subscription ends', async () => {
		const browser = await subscribe(0, { kinds: ['DENIAL'], origin: `https://${host}` });
		await start([]);
		await deny(0);
		await vi.waitFor(async () => expect(await removedWhy(0, browser)).toBe('REFUSED'), wait);
		expect(heard).toEqual([]);
	});
}, 120_000);
