import { connectAdmin } from '@meridian/db/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { startTestApi, type TestApi } from './support.ts';

const wait = { timeout: 15_000, interval: 50 };

describe('a program', () => {
	let it: TestApi;
	let admin = '';
	beforeAll(async () => {
		it = await startTestApi({ redisDb: 10 });
		const login = 'mutation($input: LoginInput!) { login(input: $input) { __typename ... on LoginSuccess { token } } }';
		const input = { email: 'admin@aurora.example', password: it.database.password };
		admin = z.looseObject({ token: z.string() }).parse(await it.act(login, { variables: { input } })).token;
	}, 60_000);
	afterAll(() => it?.close());

	const made = z.looseObject({ secret: z.string(), client: z.object({ clientId: z.string() }) });
	const create = (input: Record<string, unknown> = {}) =>
		it.act(
			`mutation($input: CreateApiClientInput!) { createApiClient(input: $input) { __typename ... on CreateApiClientSuccess { secret client { clientId role } }
				... on UserError { code message } } }`,
			{ token: admin, variables: { input: { name: 'Robot', role: 'SERVICE', days: 30, ...input } } },
		);
	const newClient = async (input: Record<string, unknown> = {}) => {
		const { secret, client } = made.parse(await create(input));
		return { id: client.clientId, secret };
	};
	const answer = z.object({
		access_token: z.string().optional(),
		token_type: z.string().optional(),
		expires_in: z.number().optional(),
		error: z.string().optional(),
	});
	const grant = async (form: Record<string, string>, headers: Record<string, string> = {}) => {
		const response = await fetch(`${it.url}/oauth/token`, { method: 'POST', headers, body: new URLSearchParams(form) });
		return { status: response.status, cache: response.headers.get('cache-control'), ...answer.parse(await response.json()) };
	};
	const credentials = { grant_type: 'client_credentials' };
	const asForm = ({ id, secret }: { id: string; secret: string }) => ({ ...credentials, client_id: id, client_secret: secret });
	const me = async (token: string) => (await it.ask('{ me { name role permissions } }', { token })).data?.me;

	test('gets a token for its secret, in the header or in the form, and is a user of its own with its role', async () => {
		const client = await newClient();
		const one = await grant(asForm(client));
		expect(one).toMatchObject({ status: 200, token_type: 'Bearer', cache: 'no-store' });
		expect(one.expires_in).toBeGreaterThan(800);
		expect(await me(one.access_token ?? '')).toEqual({
			name: 'Robot',
			role: 'SERVICE',
			permissions: ['ORDER_PLACE', 'ORDER_CANCEL', 'POSITION_CLOSE'],
		});
		const two = await grant(credentials, { authorization: `Basic ${btoa(`${client.id}:${client.secret}`)}` });
		expect(two.status).toBe(200);
		const { data } = await it.ask('{ people { email } apiClients { clientId lastUsedAt } }', { token: admin });
		expect(JSON.stringify(data?.people)).not.toContain('clients.invalid');
		expect(JSON.stringify(data?.apiClients)).toMatch(new RegExp(`${client.id}","lastUsedAt":"20`));
	});

	test('is refused by one answer for a wrong secret, an unknown name, a revoked, expired or misplaced one; by another for another grant', async () => {
		const [revoked, expired, elsewhere, good] = [
			await newClient(),
			await newClient(),
			await newClient({ allowedIps: ['192.0.2.7'] }),
			await newClient(),
		];
		await it.act('mutation($id: String!) { revokeApiClient(clientId: $id) { __typename } }', {
			token: admin,
			variables: { id: revoked.id },
		});
		const client = await connectAdmin(it.database.adminUrl);
		await client.query('UPDATE platform.api_clients SET expires_at = now() WHERE id = $1', [expired.id]);
		await client.end();
		for (const wrong of [
			revoked,
			expired,
			elsewhere,
			{ ...good, secret: 'mas_wrong' },
			{ ...good, secret: '' },
			{ id: 'mac-none', secret: good.secret },
			{ id: '', secret: '' },
		])
			expect(await grant(asForm(wrong))).toMatchObject({ status: 401, error: 'invalid_client' });
		expect(await grant({ ...asForm(good), grant_type: 'password' })).toMatchObject({ status: 400, error: 'unsupported_grant_type' });
		expect(await grant({})).toMatchObject({ status: 400, error: 'invalid_request' });
		expect((await grant(asForm(good))).status).toBe(200);
	});

	test('that is revoked loses the tokens that it has; it can’t log in as a person', async () => {
		const client = await newClient();
		const { access_token: token = '' } = await grant(asForm(client));
		expect(await me(token)).toMatchObject({ role: 'SERVICE' });
		await it.act('mutation($id: String!) { revokeApiClient(clientId: $id) { __typename } }', {
			token: admin,
			variables: { id: client.id },
		});
		await vi.waitFor(
			async () => expect((await it.ask('{ me { name } }', { token })).errors?.[0]?.extensions.code).toBe('TOKEN_INVALID'),
			wait,
		);
		const login = 'mutation($input: LoginInput!) { login(input: $input) { __typename } }';
		for (const password of ['none', client.secret])
			expect((await it.act(login, { variables: { input: { email: `${client.id}@clients.invalid`, password } } })).__typename).toBe(
				'LoginFailed',
			);
	});

	test('has its secret replaced: the one before works too for a day, a third one ends it, and another tenant can’t', async () => {
		const first = await newClient();
		const rotate = (token = admin) =>
			it.act(
				`mutation($id: String!) { rotateApiClient(clientId: $id) { __typename ... on CreateApiClientSuccess { secret client { clientId oldSecretUntil } } ... on UserError { code } } }`,
				{ token, variables: { id: first.id } },
			);
		const login = 'mutation($input: LoginInput!) { login(input: $input) { __typename ... on LoginSuccess { token } } }';
		const input = { email: 'admin@borealis.example', password: it.database.password };
		const stranger = z.looseObject({ token: z.string() }).parse(await it.act(login, { variables: { input } })).token;
		expect(await rotate(stranger)).toMatchObject({ code: 'CLIENT_NOT_FOUND' });
		const status = async (secret: string) => (await grant(asForm({ id: first.id, secret }))).status;
		const second = made.parse(await rotate()).secret;
		expect([await status(first.secret), await status(second), await status('')]).toEqual([200, 200, 401]);
		const database = await connectAdmin(it.database.adminUrl);
		await database.query(`UPDATE platform.api_clients SET previous_until = now() - interval '1 second' WHERE id = $1`, [first.id]);
		await database.end();
		expect([await status(first.secret), await status(second)]).toEqual([401, 200]);
		const third = made.parse(await rotate()).secret;
		expect([await status(first.secret), await status(second), await status(third)]).toEqual([401, 200, 200]);
		await it.act('mutation($id: String!) { revokeApiClient(clientId: $id) { __typename } }', { token: admin, variables: { id: first.id } });
		expect([await status(second), await status(third)]).toEqual([401, 401]);
		expect(await rotate()).toMatchObject({ code: 'CLIENT_NOT_FOUND' });
	});

	test('administers nothing, and lives for a year at most', async () => {
		expect(await create({ role: 'TENANT_ADMIN' })).toMatchObject({ code: 'INVALID_INPUT' });
		expect(await create({ days: 366 })).toMatchObject({ code: 'INVALID_INPUT' });
		expect(await create({ allowedIps: ['everywhere'] })).toMatchObject({ code: 'INVALID_INPUT' });
	});
}, 120_000);
