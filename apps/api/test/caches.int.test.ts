import { randomBytes } from 'node:crypto';
import { issueToken } from '@meridian/auth';
import { connectAdmin, createTestDatabase, openTestSession, type TestDatabase } from '@meridian/db/testing';
import { createLogger } from '@meridian/telemetry';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { lastKey, ticksKey } from '../src/modules/quotes/keys.ts';
import { type RunningApi, startApi } from '../src/start.ts';

/** Aurora and Borealis have the same account and instrument ids, so only the tenant of a cache's key tells their values apart. */
describe('caches of the API', () => {
	const authSecret = randomBytes(32).toString('hex');
	let database: TestDatabase;
	let redis: Redis;
	let api: RunningApi;
	let people: readonly { readonly token: string; readonly mark: string; readonly bid: string }[];

	beforeAll(async () => {
		process.env.MERIDIAN_LOG_LEVEL = 'silent';
		database = await createTestDatabase();
		// A database of its own: other tests have tenants 1 and 2 too.
		const redisUrl = Object.assign(new URL(process.env.REDIS_URL ?? ''), { pathname: '/7' }).href;
		redis = new Redis(redisUrl);
		await redis.flushdb();
		const client = await connectAdmin(database.adminUrl);
		const members = await client.query<{ tenant_id: number; user_id: number; slug: string }>(
			`SELECT m.tenant_id, m.user_id, t.slug FROM platform.memberships m JOIN platform.tenants t ON t.id = m.tenant_id WHERE m.role = 'TRADER' ORDER BY 1`,
		);
		for (const { slug } of members.rows)
			await client.query(
				`UPDATE tenant_${slug}.instruments SET description = '${slug}'; UPDATE tenant_${slug}.accounts SET name = '${slug} ' || id`,
			);
		await client.end();
		people = await Promise.all(
			members.rows.map(async ({ tenant_id: tenantId, user_id: userId, slug }, at) => {
				const quote = JSON.stringify({ instrumentId: 1, bid: 110_000 + at, ask: 110_010 + at, atMs: Date.now(), venueAtMs: Date.now() });
				await redis.hset(lastKey(tenantId), '1', quote);
				await redis.lpush(ticksKey(tenantId, 1), quote);
				const sessionId = await openTestSession(database.adminUrl, { userId, tenantId });
				const { token } = await issueToken(authSecret, { userId, tenantId, role: 'TRADER', sessionId });
				return { token, mark: slug, bid: `1.1000${at}` };
			}),
		);
		api = await startApi(
			{
				...{ databaseUrl: database.url, redisUrl, authSecret, gatewayKey: randomBytes(32).toString('hex') },
				...{
					gateways: [{ host: '127.0.0.1', port: 1 }],
					shards: 1,
					credentialKey: null,
					port: 0,
					webOrigins: [],
					line: null,
					marketLabel: 'none',
				},
			},
			createLogger('test'),
		);
	}, 60_000);
	afterAll(async () => {
		await api?.stop();
		redis?.disconnect();
		await database?.close();
	});

	const shape = z.object({
		data: z.object({
			me: z.object({ email: z.string() }),
			tenant: z.object({ slug: z.string() }),
			accounts: z.array(z.object({ name: z.string() })),
			instruments: z.array(z.object({ description: z.string() })),
			quotes: z.array(z.object({ bid: z.string(), instrument: z.object({ description: z.string() }) })),
			recentTicks: z.array(z.object({ bid: z.string() })),
			node: z.object({ name: z.string() }),
		}),
	});
	const query = `{ me { email } tenant { slug } accounts { name } instruments { description } quotes { bid instrument { description } }
		recentTicks(instrumentId: "${btoa('Instrument:1')}") { bid } node(id: "${btoa('Account:1')}") { ... on Account { name } } }`;

	test('give each of two tenants its own values for the same keys, cold and warm, all at once', async () => {
		const asks = Array.from({ length: 100 }, (_, at) => people[at % 2]).flatMap((person) => person ?? []);
		const answers = await Promise.all(
			asks.map(async ({ token }) => {
				const response = await fetch(`http://127.0.0.1:${api.port}/graphql`, {
					method: 'POST',
					headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
					body: JSON.stringify({ query }),
				});
				return shape.parse(await response.json()).data;
			}),
		);
		for (const [at, answer] of answers.entries()) {
			const { mark = '', bid } = asks[at] ?? {};
			const texts = [
				...[answer.me.email, answer.tenant.slug, answer.node.name],
				...answer.accounts.map(({ name }) => name),
				...answer.instruments.map(({ description }) => description),
				...answer.quotes.map(({ instrument }) => instrument.description),
			];
			expect(texts.filter((text) => !text.includes(mark))).toEqual([]);
			expect([...answer.quotes, ...answer.recentTicks].map((quote) => quote.bid)).toEqual([bid, bid]);
		}
	});
}, 60_000);
