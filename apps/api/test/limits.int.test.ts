import { connectAdmin, recordSql, type SqlRecorder } from '@meridian/db/testing';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { z } from 'zod';
import { startTestApi, type TestApi } from './support.ts';

const rates = { read: { person: 12, tenant: 20 }, write: { person: 5, tenant: 100 } };

describe('limits of the API', () => {
	let it: TestApi;
	let recorder: SqlRecorder;
	beforeAll(async () => {
		recorder = recordSql();
		it = await startTestApi({ redisDb: 9, env: { rates } });
		await flush();
	}, 60_000);
	afterAll(async () => {
		recorder?.stop();
		await it?.close();
	});
	const flush = async () => {
		const { Redis } = await import('ioredis');
		const redis = new Redis(it.env.redisUrl);
		await redis.flushdb();
		redis.disconnect();
	};
	const tokenOf = async (email: string): Promise<string> => {
		const query = 'mutation($input: LoginInput!) { login(input: $input) { __typename ... on LoginSuccess { token } } }';
		return z
			.looseObject({ token: z.string() })
			.parse(await it.act(query, { variables: { input: { email, password: it.database.password } } })).token;
	};
	const send = async (token: string, query = '{ me { email } }', correlationId = '') => {
		const response = await fetch(`${it.url}/graphql`, {
			method: 'POST',
			headers: {
				...{ 'content-type': 'application/json', authorization: `Bearer ${token}` },
				...(correlationId === '' ? {} : { 'x-correlation-id': correlationId }),
			},
			body: JSON.stringify({ query }),
		});
		const header = (name: string) => Number(response.headers.get(name));
		return { status: response.status, body: await response.text(), left: header('ratelimit-remaining'), retryAfter: header('retry-after') };
	};

	test('a person’s reads end at the limit with 429 and the time to wait; writes, others and another tenant go on', async () => {
		await flush();
		const [trader, risk, foreign] = [
			await tokenOf('trader@aurora.example'),
			await tokenOf('risk@aurora.example'),
			await tokenOf('trader@borealis.example'),
		];
		const answers = [];
		for (let n = 0; n < rates.read.person; n += 1) answers.push(await send(trader));
		expect(answers.map(({ status, left }) => [status, left])).toEqual(answers.map((_, n) => [200, rates.read.person - 1 - n]));
		const refused = await send(trader);
		expect([refused.status, refused.left]).toEqual([429, 0]);
		expect(refused.retryAfter).toBeGreaterThan(0);
		expect(refused.body).toContain('RATE_LIMITED');
		expect((await send(trader, 'mutation { beginProof { ticket } }')).status).toBe(200);
		expect((await send(risk)).status).toBe(200);
		expect((await send(foreign)).status).toBe(200);
	});

	test('all people of a tenant together have a limit too, and the other door counts with the first', async () => {
		await flush();
		const [trader, risk] = [await tokenOf('trader@aurora.example'), await tokenOf('risk@aurora.example')];
		for (let n = 0; n < 10; n += 1) expect([(await send(trader)).status, (await send(risk)).status]).toEqual([200, 200]);
		expect((await send(risk)).status).toBe(429);
		const client = createClient({
			...{ url: `${it.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0 },
			connectionParams: { authorization: `Bearer ${trader}` },
		});
		const outcome = await new Promise((resolve) => {
			client.subscribe({ query: '{ me { email } }' }, { next: resolve, error: resolve, complete: () => undefined });
		});
		expect(JSON.stringify(outcome)).toContain('RATE_LIMITED');
		await client.dispose();
	});

	test('a list costs as many statements as one row of it: nothing is looked up per row', async () => {
		await flush();
		const token = await tokenOf('admin@aurora.example');
		const query = '{ tradingCredentials { name accounts { name equity unrealisedPnl } } people { email } }';
		const statements = async (name: string): Promise<number> => {
			const { body } = await send(token, query, name);
			expect(body).not.toContain('errors');
			return recorder.of(name).length;
		};
		await statements('warm-up-1'); // look-ups that are believed for seconds
		const few = await statements('few-rows');
		const client = await connectAdmin(it.database.adminUrl);
		await client.query(`INSERT INTO platform.trading_credentials (id, tenant_id, user_id, name, account_ids, may_trade, orders_per_second)
			SELECT 'many-' || n, tenant_id, user_id, name, account_ids, false, 1 FROM platform.trading_credentials, generate_series(1, 60) n WHERE id = 'demo-aurora'`);
		await client.end();
		const many = await statements('many-rows');
		expect([many <= few + 2, many]).toEqual([true, expect.any(Number)]); // a look-up may have been renewed in between
		expect(few).toBeGreaterThan(2);
	});
}, 120_000);
