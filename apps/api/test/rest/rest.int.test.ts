import { connectAdmin } from '@meridian/db/testing';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startTestApi, type TestApi } from '../support.ts';
import { fuzz } from './fuzz.ts';

const problem = z.looseObject({ type: z.string(), status: z.int(), code: z.string(), detail: z.string(), correlationId: z.string() });
const page = z.object({ items: z.array(z.looseObject({ orderId: z.string() })), nextCursor: z.string().nullable() });

describe('REST', () => {
	let it: TestApi;
	let admin = '';
	let trader = '';
	let foreign = '';
	beforeAll(async () => {
		const plenty = { person: 10 ** 6, tenant: 10 ** 7 };
		it = await startTestApi({ redisDb: 12, env: { rates: { read: plenty, write: plenty } } });
		const redis = new Redis(it.env.redisUrl);
		await redis.flushdb();
		redis.disconnect();
		const tokenOf = async (email: string) => {
			const query = 'mutation($input: LoginInput!) { login(input: $input) { __typename ... on LoginSuccess { token } } }';
			const answer = await it.act(query, { variables: { input: { email, password: it.database.password } } });
			return z.looseObject({ token: z.string() }).parse(answer).token;
		};
		admin = await tokenOf('admin@aurora.example');
		trader = await tokenOf('trader@aurora.example');
		foreign = await tokenOf('trader@borealis.example');
		const client = await connectAdmin(it.database.adminUrl);
		await client.query(`INSERT INTO tenant_aurora.orders (id, account_id, instrument_id, instrument_id_asked, client_order_id, side, type, tif, qty, position_ticket, life,
			pending, filled_qty, filled_notional, reserved_qty, venue_order_ticket, principal_id, session_id, investment_decider_id, execution_decider_id, account_seq, created_at, updated_at)
			SELECT 1000 + n, a.id, i.id, i.id, 'rest-' || n, 'BUY', 'LIMIT', 'GTC', 100, 0, 'FILLED', 'NONE', 100, 0, 0, 0, 1, 1, 1, 1, n, '2026-01-01', '2026-01-01'
			FROM generate_series(1, 7) n, (SELECT min(id) AS id FROM tenant_aurora.accounts) a, (SELECT min(id) AS id FROM tenant_aurora.instruments) i`);
		await client.end();
	}, 60_000);
	afterAll(() => it?.close());

	const send = async (method: string, path: string, input: { token?: string; body?: unknown; headers?: Record<string, string> } = {}) => {
		const response = await fetch(`${it.url}/v1${path}`, {
			method,
			headers: {
				...(input.token === undefined ? {} : { authorization: `Bearer ${input.token}` }),
				...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
				...input.headers,
			},
			...(input.body === undefined ? {} : { body: typeof input.body === 'string' ? input.body : JSON.stringify(input.body) }),
		});
		const body: unknown = await response.json();
		return { status: response.status, body, headers: response.headers };
	};

	test('answers as GraphQL does, with the limits in its headers', async () => {
		const { status, body, headers } = await send('GET', '/me', { token: trader });
		const { data } = await it.ask('{ me { id email name role permissions tenant { id } } }', { token: trader });
		const { tenant, ...me } = z.looseObject({ tenant: z.object({ id: z.string() }) }).parse(data?.me);
		expect([status, body]).toEqual([200, { ...me, tenantId: tenant.id }]);
		expect(Number(headers.get('ratelimit-remaining'))).toBeGreaterThan(0);
		expect(headers.get('content-type')).toMatch(/^application\/json/);
	});

	test('gives pages that a cursor joins without a row twice or none', async () => {
		const seen: string[] = [];
		let after = '';
		for (let n = 0; n < 10; n += 1) {
			const { body } = await send('GET', `/orders?first=3${after}`, { token: trader });
			const { items, nextCursor } = page.parse(body);
			seen.push(...items.map(({ orderId }) => orderId));
			if (nextCursor === null) break;
			after = `&after=${encodeURIComponent(nextCursor)}`;
		}
		expect(seen).toEqual(['1007', '1006', '1005', '1004', '1003', '1002', '1001']);
	});

	test('finds one order by its id; another tenant is told the same as of an order that is not there', async () => {
		const { body } = await send('GET', '/orders?first=1', { token: trader });
		const id = String(z.looseObject({ items: z.array(z.looseObject({ id: z.string() })) }).parse(body).items[0]?.id);
		expect((await send('GET', `/orders/${id}`, { token: trader })).body).toMatchObject({ id, clientOrderId: 'rest-7', quantity: '1.00' });
		const headers = { 'x-correlation-id': 'one-and-the-same' };
		const other = await send('GET', `/orders/${id}`, { token: foreign, headers });
		const absent = await send('GET', `/orders/${Buffer.from('Order:77777').toString('base64')}`, { token: foreign, headers });
		expect([other.status, other.body]).toEqual([404, absent.body]);
		// An id of another kind of object is none of an order.
		const tenantId = Buffer.from('Tenant:1').toString('base64');
		expect((await send('GET', `/orders/${tenantId}`, { token: trader })).status).toBe(404);
	});

	test.each([
		['no token', 'GET', '/orders', {}, 401, 'UNAUTHENTICATED'],
		['a route that is not there', 'GET', '/nothing', {}, 404, 'NOT_FOUND'],
		['a query that is not documented', 'GET', '/orders?frist=3', { as: 'trader' }, 400, 'BAD_USER_INPUT'],
		['a number that is none', 'GET', '/orders?first=many', { as: 'trader' }, 400, 'BAD_USER_INPUT'],
		['a cursor that is none', 'GET', '/orders?after=x', { as: 'trader' }, 400, 'INVALID_INPUT'],
		['a body that is no JSON', 'POST', '/orders', { as: 'trader', body: '{"accountId":' }, 400, 'BAD_REQUEST'],
		['a body that lacks what is needed', 'POST', '/orders', { as: 'trader', body: { side: 'BUY' } }, 400, 'BAD_USER_INPUT'],
		['a body that is too large', 'POST', '/orders', { as: 'trader', body: { side: 'x'.repeat(200_000) } }, 413, 'QUERY_TOO_LARGE'],
		['a NUL in a text', 'DELETE', '/people/a%00b', { as: 'admin' }, 400, 'BAD_USER_INPUT'],
		['a path that can’t be decoded', 'GET', '/orders/%ff', { as: 'trader' }, 400, 'BAD_REQUEST'],
		['somebody who may not', 'GET', '/people', { as: 'trader' }, 403, 'FORBIDDEN'],
		['an operator’s route', 'GET', '/operator/tenants', { as: 'admin' }, 403, 'FORBIDDEN'],
		['a gateway that is away', 'POST', '/trading/halt', { as: 'admin' }, 503, 'GATEWAY_UNAVAILABLE'],
	] as const)('%s is a problem that says so', async (_what, method, path, given, status, code) => {
		const as = 'as' in given ? { token: given.as === 'admin' ? admin : trader } : {};
		const answer = await send(method, path, { ...as, ...('body' in given ? { body: given.body } : {}) });
		expect([answer.status, problem.parse(answer.body).code], JSON.stringify(answer.body)).toEqual([status, code]);
		expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
		expect(problem.parse(answer.body).status).toBe(status);
	});

	test('the same Idempotency-Key acts once, for its own person alone', async () => {
		const body = { name: 'Once', role: 'READ_ONLY', days: 1 };
		const headers = { 'idempotency-key': 'make-a-client' };
		const ask = (token = admin, of: unknown = body) => send('POST', '/api-clients', { token, body: of, headers });
		const [one, two] = await Promise.all([ask(), ask()]);
		const answers = [one, two, await ask()];
		const done = answers.filter(({ status }) => status === 200);
		// Of two at once the second may hear that the first is under way.
		expect(answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 409)).toEqual([]);
		expect(new Set(done.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
		expect(done.length).toBeGreaterThan(1);
		const clients = z
			.object({ items: z.array(z.object({ name: z.string() })) })
			.parse((await send('GET', '/api-clients', { token: admin })).body);
		expect(clients.items.filter(({ name }) => name === 'Once')).toHaveLength(1);
		const reused = await ask(admin, { ...body, days: 2 });
		expect([reused.status, problem.parse(reused.body).code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
		// Another person's same key is another key: theirs is judged, not answered from memory.
		expect((await ask(foreign)).status).toBe(403);
		const redis = new Redis(it.env.redisUrl);
		const keys = await redis.keys('t:*:once:*');
		const texts = await Promise.all(keys.map((key) => redis.get(key)));
		redis.disconnect();
		const secret = z.looseObject({ secret: z.string() }).parse(done[0]?.body).secret;
		expect([keys.length > 0, texts.some((text) => text?.includes(secret))]).toEqual([true, false]);
	});

	test('what was not done is done when it is asked for again', async () => {
		const ask = () => send('POST', '/trading/halt', { token: admin, headers: { 'idempotency-key': 'halt' } });
		expect([(await ask()).status, (await ask()).status]).toEqual([503, 503]);
		expect((await send('POST', '/trading/halt', { token: admin, headers: { 'idempotency-key': 'with space' } })).status).toBe(400);
	});

	test('describes itself without a token', async () => {
		const { status, body } = await send('GET', '/openapi.json');
		expect([status, z.looseObject({ openapi: z.string() }).parse(body).openapi]).toEqual([200, '3.1.0']);
	});

	test('300 random requests out of its description find no failure of ours, and every answer is as described', async () => {
		const { outcomes } = await fuzz({ url: it.url, tokens: [admin, trader, foreign, ''], requests: 300, seed: 20_140_506 });
		expect(outcomes.size).toBeGreaterThan(4);
	});
}, 120_000);
