import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDb, loadTenantConfig } from '@meridian/db';
import { connectAdmin } from '@meridian/db/testing';
import { createClient } from 'graphql-ws';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import WebSocket from 'ws';
import { z } from 'zod';
import { engineConfig } from '../src/gateway/config.ts';
import { startTestApi, type TestApi } from './support.ts';

const usage = z.object({
	plan: z.string(),
	quotas: z.array(z.object({ name: z.string(), hard: z.number(), used: z.number().nullable(), state: z.string() })),
	days: z.array(z.object({ meter: z.string(), quantity: z.number() })),
});

describe('quotas', () => {
	let it: TestApi;
	let folder: string;
	const tokens = new Map<string, string>();
	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), 'meridian-quotas-'));
		it = await startTestApi({ redisDb: 14, env: { storeDir: join(folder, 'store'), objectsDir: join(folder, 'objects') } });
		for (const person of ['admin@aurora', 'trader@aurora', 'trader@borealis', 'admin@borealis']) {
			const query = 'mutation($input: LoginInput!) { login(input: $input) { __typename ... on LoginSuccess { token } } }';
			const answer = await it.act(query, { variables: { input: { email: `${person}.example`, password: it.database.password } } });
			tokens.set(person, z.looseObject({ token: z.string() }).parse(answer).token);
		}
	}, 240_000);
	afterAll(async () => {
		await it?.close();
		rmSync(folder, { recursive: true, force: true });
	});
	beforeEach(async () => {
		const redis = new Redis(it.env.redisUrl);
		await redis.flushdb();
		redis.disconnect();
	});
	const query = async (sql: string) => {
		const client = await connectAdmin(it.database.adminUrl);
		try {
			return (await client.query<Record<string, unknown>>(sql)).rows;
		} finally {
			await client.end();
		}
	};
	const show = async (person: string) =>
		usage.parse(
			(await it.ask('{ usage { plan quotas { name hard used state } days { meter quantity } } }', { token: tokens.get(person) })).data
				?.usage,
		);
	/** Waits until it is believed. */
	const agree = async (quotas: Record<string, number>) => {
		await query(`UPDATE platform.tenants SET settings = settings || '${JSON.stringify({ quotas })}' WHERE slug = 'aurora'`);
		const [[name, value] = ['users', 0]] = Object.entries(quotas);
		if (Object.keys(quotas).length > 0)
			await vi.waitFor(async () => expect((await show('admin@aurora')).quotas.find((quota) => quota.name === name)?.hard).toBe(value));
	};
	const place = (person: string, more: Record<string, unknown> = {}) =>
		it.act('mutation($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename ... on UserError { code } } }', {
			token: tokens.get(person),
			variables: {
				input: {
					...{
						accountId: idOf('Account', 1),
						instrumentId: idOf('Instrument', 1),
						clientOrderId: randomUUID(),
					},
					...{ side: 'BUY', type: 'MARKET', quantity: '0.10', ...more },
				},
			},
		});
	const idOf = (type: string, id: number) => Buffer.from(`${type}:${id}`).toString('base64');

	test('what is beyond them is refused where the work is done, for the tenant alone, and shown; what reduces goes through', async () => {
		const before = await show('admin@aurora');
		expect([before.plan, before.quotas.length]).toEqual(['STANDARD', 9]);
		const users = before.quotas.find(({ name }) => name === 'users')?.used ?? 0;
		await agree({ users, ordersPerSecond: 1, ordersPerDay: 4, sockets: 1 });

		const invite = await it.act(
			'mutation($input: InvitePersonInput!) { invitePerson(input: $input) { __typename ... on UserError { code message } } }',
			{
				token: tokens.get('admin@aurora'),
				variables: { input: { email: 'one-more@elsewhere.example', role: 'READ_ONLY' } },
			},
		);
		expect([invite.code, invite.message]).toEqual(['QUOTA_EXCEEDED', expect.stringContaining(`${users} people`)]);

		// Nothing answers behind the door, so that an order that may go says that the gateway is away.
		const codes = (await Promise.all([place('trader@aurora'), place('trader@aurora'), place('trader@aurora')])).map(({ code }) => code);
		expect(codes.toSorted()).toEqual(['GATEWAY_UNAVAILABLE', 'QUOTA_EXCEEDED', 'QUOTA_EXCEEDED']);
		expect((await place('trader@aurora', { positionTicket: '7' })).code).toBe('GATEWAY_UNAVAILABLE');
		expect(await Promise.all([place('trader@borealis'), place('trader@borealis')])).toEqual([
			expect.objectContaining({ code: 'GATEWAY_UNAVAILABLE' }),
			expect.objectContaining({ code: 'GATEWAY_UNAVAILABLE' }),
		]);
		const rest = await fetch(`${it.url}/v1/usage?days=1`, { headers: { authorization: `Bearer ${tokens.get('admin@aurora')}` } });
		const shown = usage.parse(await rest.json());
		expect(shown.quotas.filter(({ name }) => name === 'users' || name === 'ordersPerDay').map(({ name, state }) => [name, state])).toEqual([
			['users', 'FULL'],
			['ordersPerDay', 'NEAR'],
		]);

		const open = (token = '') => {
			const client = createClient({
				url: `${it.url.replace('http', 'ws')}/graphql`,
				webSocketImpl: WebSocket,
				retryAttempts: 0,
				lazy: false,
				connectionParams: { authorization: `Bearer ${token}` },
				onNonLazyError: () => undefined,
			});
			const outcome = new Promise<unknown>((resolve) => {
				client.on('connected', () => resolve('connected'));
				client.on('closed', (event) => resolve(z.looseObject({ code: z.number() }).parse(event).code));
			});
			return { client, outcome };
		};
		const first = open(tokens.get('trader@aurora'));
		expect(await first.outcome).toBe('connected');
		const second = open(tokens.get('trader@aurora'));
		expect(await second.outcome).toBe(4429);
		const foreign = open(tokens.get('trader@borealis'));
		expect(await foreign.outcome).toBe('connected');
		await Promise.all([first.client.dispose(), second.client.dispose(), foreign.client.dispose()]);
		// A socket that is closed makes room.
		await vi.waitFor(async () => expect((await show('admin@aurora')).quotas.find(({ name }) => name === 'sockets')?.used).toBe(0));
	});

	test('terminals: a key for one more than the plan allows is refused, a new key for one that has its own is not', async () => {
		const make = (person: string, account: number, how = 'createTerminalKey') =>
			it.act(`mutation($id: ID!) { ${how}(input: { accountId: $id }) { __typename ... on UserError { code message } } }`, {
				token: tokens.get(person),
				variables: { id: idOf('Account', account) },
			});
		await agree({ terminals: 1 });
		expect((await make('admin@aurora', 1)).__typename).toBe('MakeTerminalKeySuccess');
		expect(await make('admin@aurora', 2)).toMatchObject({ code: 'QUOTA_EXCEEDED', message: expect.stringContaining('1 terminals') });
		expect((await make('admin@aurora', 1, 'rotateTerminalKey')).__typename).toBe('MakeTerminalKeySuccess');
		for (const account of [1, 2]) expect((await make('admin@borealis', account)).__typename).toBe('MakeTerminalKeySuccess');
		const shown = (await show('admin@aurora')).quotas.find(({ name }) => name === 'terminals');
		expect(shown).toMatchObject({ hard: 1, used: 1, state: 'FULL' });
	});

	test('accounts and strategies beyond the plan take no new risk, those of another tenant go on', async () => {
		await query(
			`INSERT INTO tenant_aurora.strategies (name) VALUES ('One'), ('Two'); INSERT INTO tenant_borealis.strategies (name) VALUES ('One'), ('Two')`,
		);
		await agree({ accounts: 1, strategies: 1 });
		const db = createDb({ url: it.database.url });
		try {
			const configs = await Promise.all(it.database.tenants.map(async (tenantId) => engineConfig(await loadTenantConfig(db, tenantId))));
			expect(configs.map(({ accounts }) => accounts.map(({ active }) => active))).toEqual([
				[true, false],
				[true, true],
			]);
			expect(configs.map(({ strategies }) => strategies?.map(({ active }) => active))).toEqual([
				[true, false],
				[true, true],
			]);
		} finally {
			await db.close();
		}
		const shown = (await show('admin@aurora')).quotas.filter(({ name }) => name === 'accounts' || name === 'strategies');
		expect(shown.map(({ name, used, state }) => [name, used, state])).toEqual([
			['accounts', 2, 'FULL'],
			['strategies', 2, 'FULL'],
		]);
	});

	test('storage: uploads and files of models count together, and what has no room is refused before it is read', async () => {
		await agree({ storageMb: 3 });
		const send = (person: string, path: string, bytes: number) =>
			fetch(`${it.url}${path}`, { method: 'PUT', headers: { authorization: `Bearer ${tokens.get(person)}` }, body: new Uint8Array(bytes) });
		const upload = (person: string, bytes: number) => send(person, '/imports/files?name=a.csv', bytes);
		const artifact = (person: string, bytes: number) => send(person, '/mlflow/api/2.0/mlflow-artifacts/artifacts/nothing/a.bin', bytes);
		expect((await upload('trader@aurora', 2_000_000)).status).toBe(201);
		const refused = await upload('trader@aurora', 1_500_000);
		expect([refused.status, await refused.text()]).toEqual([429, expect.stringContaining('QUOTA_EXCEEDED')]);
		const file = await artifact('trader@aurora', 1_500_000);
		expect([file.status, await file.text()]).toEqual([429, expect.stringContaining('RESOURCE_EXHAUSTED')]);
		// What fits is looked at: there is no such run.
		expect((await artifact('trader@aurora', 500_000)).status).toBe(404);
		expect((await upload('trader@borealis', 1_500_000)).status).toBe(201);
		expect((await show('admin@aurora')).quotas.find(({ name }) => name === 'storageMb')).toMatchObject({ used: 2, hard: 3, state: 'NEAR' });
	});

	test('what was used is written down once, and nobody may change it', async () => {
		const { Metering } = await import('../src/quotas/metering.ts');
		const { createDb } = await import('@meridian/db');
		const { createLogger } = await import('@meridian/telemetry');
		const db = createDb({ url: it.database.url });
		const metering = new Metering(db, createLogger('test'));
		metering.add(2, 'orders', 3);
		metering.add(2, 'orders', 4);
		metering.max(2, 'socketsMax', 5);
		metering.max(2, 'socketsMax', 2);
		await metering.stop();
		expect(await query('SELECT meter, quantity::int FROM platform.usage_events WHERE tenant_id = 2 ORDER BY meter')).toEqual([
			{ meter: 'orders', quantity: 7 },
			{ meter: 'socketsMax', quantity: 5 },
		]);
		const row = await db.platform.usageEvent.findFirstOrThrow({ where: { tenantId: 2 } });
		await expect(db.platform.usageEvent.update({ where: { id: row.id }, data: { quantity: 0n } })).rejects.toThrow('permission denied');
		await db.close();
		expect((await show('trader@borealis')).days).toContainEqual({ meter: 'orders', quantity: 7 });
	});
}, 240_000);
