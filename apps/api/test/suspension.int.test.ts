import { randomBytes } from 'node:crypto';
import { createTestDatabase, setTenantStatus, type TestDatabase } from '@meridian/db/testing';
import { createLogger } from '@meridian/telemetry';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import WebSocket from 'ws';
import { z } from 'zod';
import { type RunningApi, startApi } from '../src/start.ts';

const wait = { timeout: 15_000, interval: 50 };
const answer = z.object({ data: z.record(z.string(), z.unknown()).nullish(), errors: z.array(z.unknown()).optional() });
const loginResult = z.object({
	__typename: z.string(),
	token: z.string().optional(),
	code: z.string().optional(),
	message: z.string().optional(),
});

/** The API alone: what it lets a suspended tenant do must not depend on the gateway. */
describe('a suspended tenant', () => {
	let database: TestDatabase;
	let api: RunningApi;
	const suspend = (status: 'ACTIVE' | 'SUSPENDED') => setTenantStatus(database.adminUrl, { slug: 'aurora', status });

	beforeAll(async () => {
		process.env.MERIDIAN_LOG_LEVEL = 'silent';
		database = await createTestDatabase();
		api = await startApi(
			{
				databaseUrl: database.url,
				redisUrl: process.env.REDIS_URL ?? '',
				authSecret: randomBytes(32).toString('hex'),
				gatewayKey: randomBytes(32).toString('hex'),
				gateways: [{ host: '127.0.0.1', port: 1 }],
				shards: 1,
				credentialKey: null,
				port: 0,
				webOrigins: [],
				line: null,
				marketLabel: 'none',
			},
			createLogger('test'),
		);
	}, 60_000);
	afterAll(async () => {
		await api?.stop();
		await database?.close();
	});

	const post = async (query: string, input: { variables?: Record<string, unknown>; token?: string } = {}) => {
		const response = await fetch(`http://127.0.0.1:${api.port}/graphql`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', ...(input.token === undefined ? {} : { authorization: `Bearer ${input.token}` }) },
			body: JSON.stringify({ query, variables: input.variables ?? {} }),
		});
		return answer.parse(await response.json());
	};
	const login = async (tenant: string, password = database.password) => {
		const query =
			'mutation($input: LoginInput!) { login(input: $input) { __typename ... on LoginSuccess { token } ... on UserError { code message } } }';
		const { data } = await post(query, { variables: { input: { email: `trader@${tenant}.example`, password } } });
		return loginResult.parse(data?.login);
	};
	/** How the socket greets the token, and how it ends. */
	const openSocket = (token: string) => {
		const socket = new WebSocket(`ws://127.0.0.1:${api.port}/graphql`, 'graphql-transport-ws');
		const seen: { ack: boolean; closed?: { code: number; reason: string } } = { ack: false };
		socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } })));
		socket.on('message', (text) => {
			if (String(text).includes('connection_ack')) seen.ack = true;
		});
		socket.on('close', (code, reason) => {
			seen.closed = { code, reason: reason.toString() };
		});
		return { seen, close: () => socket.close() };
	};

	test('can’t log in or listen, and is told why; an open socket is closed; reads go on; resumed, all is as before', async () => {
		const token = (await login('aurora')).token ?? '';
		const foreign = (await login('borealis')).token ?? '';
		const before = openSocket(token);
		const neighbour = openSocket(foreign);
		await vi.waitFor(() => expect([before.seen.ack, neighbour.seen.ack]).toEqual([true, true]), wait);

		await suspend('SUSPENDED');
		expect(await login('aurora')).toMatchObject({
			__typename: 'LoginFailed',
			code: 'TENANT_SUSPENDED',
			message: expect.stringContaining('Aurora Capital is suspended'),
		});
		await vi.waitFor(() => expect(before.seen.closed).toEqual({ code: 4403, reason: 'TENANT_SUSPENDED' }), wait);
		const late = openSocket(token);
		await vi.waitFor(() => expect(late.seen).toEqual({ ack: false, closed: { code: 4403, reason: 'TENANT_SUSPENDED' } }), wait);

		const { data, errors } = await post('{ accounts { name } orders { edges { node { id } } } }', { token });
		expect(errors).toBeUndefined();
		expect(data?.accounts).toEqual([{ name: 'Aurora Netting EUR' }, { name: 'Aurora Hedging USD' }]);
		expect(neighbour.seen).toEqual({ ack: true });
		expect((await login('borealis')).__typename).toBe('LoginSuccess');

		await suspend('ACTIVE');
		expect((await login('aurora')).__typename).toBe('LoginSuccess');
		const again = await vi.waitFor(async () => {
			const socket = openSocket(token);
			await vi.waitFor(() => expect(socket.seen.ack || socket.seen.closed !== undefined).toBe(true), wait);
			expect(socket.seen.ack).toBe(true);
			return socket;
		}, wait);
		for (const socket of [neighbour, again]) socket.close();
	});

	test('does not tell a stranger that it is suspended', async () => {
		await suspend('SUSPENDED');
		expect(await login('aurora', 'a wrong password')).toMatchObject({ __typename: 'LoginFailed', code: 'LOGIN_FAILED' });
		await suspend('ACTIVE');
	});
}, 60_000);
