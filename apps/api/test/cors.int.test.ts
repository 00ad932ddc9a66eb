import { connectAdmin } from '@meridian/db/testing';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { z } from 'zod';
import { startTestApi, type TestApi } from './support.ts';

const [portal, ofAurora, ofBorealis, stranger] = [
	'http://localhost:7400',
	'https://desk.aurora.example',
	'https://borealis.example',
	'https://evil.example',
];

/** Which pages may speak to the API from a browser, and for whom. */
describe('pages of other origins', () => {
	let it: TestApi;
	const tokens = new Map<string, string>();
	beforeAll(async () => {
		it = await startTestApi({ redisDb: 4, env: { graphiql: false } });
		const client = await connectAdmin(it.database.adminUrl);
		for (const [slug, origin] of [
			['aurora', ofAurora],
			['borealis', ofBorealis],
		])
			await client.query(`UPDATE platform.tenants SET settings = settings || $2 WHERE slug = $1`, [
				slug,
				JSON.stringify({ corsOrigins: [origin] }),
			]);
		await client.end();
		for (const tenant of ['aurora', 'borealis']) {
			const query = 'mutation($input: LoginInput!) { login(input: $input) { __typename ... on LoginSuccess { token } } }';
			const answer = await it.act(query, { variables: { input: { email: `trader@${tenant}.example`, password: it.database.password } } });
			tokens.set(tenant, z.looseObject({ token: z.string() }).parse(answer).token);
		}
	}, 240_000);
	afterAll(() => it?.close());

	const allowed = (response: Response) => response.headers.get('access-control-allow-origin');
	const preflight = (origin: string, path = '/graphql') =>
		fetch(`${it.url}${path}`, {
			method: 'OPTIONS',
			headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization, content-type' },
		});
	const ask = async (tenant: string, origin: string | undefined, path = '/graphql') => {
		const headers = {
			authorization: `Bearer ${tokens.get(tenant) ?? 'nonsense'}`,
			'content-type': 'application/json',
			...(origin === undefined ? {} : { origin }),
		};
		const response = await fetch(
			`${it.url}${path}`,
			path === '/graphql' ? { method: 'POST', headers, body: '{"query":"{ tenant { slug } }"}' } : { headers },
		);
		return {
			status: response.status,
			allowed: allowed(response),
			vary: response.headers.get('vary'),
			type: response.headers.get('content-type'),
			body: await response.text(),
		};
	};

	test.each(['/graphql', '/v1/orders', '/imports/files'])(
		'a preflight of %s is answered for origins that somebody named, and for no other',
		async (path) => {
			for (const origin of [portal, ofAurora, ofBorealis]) {
				const response = await preflight(origin, path);
				expect([response.status, allowed(response), response.headers.get('access-control-allow-headers')]).toEqual([
					204,
					origin,
					expect.stringContaining('authorization'),
				]);
				expect(response.headers.get('access-control-allow-credentials')).toBeNull();
			}
			for (const origin of [
				stranger,
				'null',
				`${ofAurora}.evil.example`,
				ofAurora.replace('https', 'http'),
				`${ofAurora}:8443`,
				ofAurora.toUpperCase(),
			])
				expect([origin, allowed(await preflight(origin, path))]).toEqual([origin, null]);
		},
	);

	test('a tenant’s page speaks for its people alone; the portal for everybody; programs name no page', async () => {
		expect(await ask('aurora', ofAurora)).toMatchObject({
			status: 200,
			allowed: ofAurora,
			vary: expect.stringContaining('origin'),
			body: expect.stringContaining('aurora'),
		});
		expect(await ask('borealis', ofBorealis)).toMatchObject({ status: 200, allowed: ofBorealis });
		for (const tenant of ['aurora', 'borealis']) {
			expect(await ask(tenant, portal)).toMatchObject({ status: 200, allowed: portal });
			expect(await ask(tenant, undefined)).toMatchObject({ status: 200, allowed: null });
		}
		for (const [tenant, origin] of [
			['borealis', ofAurora],
			['aurora', ofBorealis],
			['aurora', stranger],
		] as const) {
			const refused = await ask(tenant, origin);
			expect(refused).toMatchObject({ status: 403, allowed: null, body: expect.stringContaining('ORIGIN_NOT_ALLOWED') });
			expect(refused.body).not.toContain(tenant);
		}
	});

	test('REST says it as a problem, and does nothing', async () => {
		expect(await ask('aurora', ofAurora, '/v1/accounts')).toMatchObject({ status: 200, allowed: ofAurora });
		expect(await ask('aurora', ofBorealis, '/v1/accounts')).toMatchObject({
			status: 403,
			type: expect.stringContaining('application/problem+json'),
			body: expect.stringContaining('ORIGIN_NOT_ALLOWED'),
		});
	});

	test('a page that is known hears that its token is no good, a stranger hears nothing', async () => {
		expect(await ask('nobody', ofAurora)).toMatchObject({ allowed: ofAurora, body: expect.stringContaining('TOKEN_INVALID') });
		expect(await ask('nobody', stranger)).toMatchObject({ status: 403, allowed: null });
	});

	test('sockets are no way around it', async () => {
		const outcome = async (tenant: string, origin: string): Promise<unknown> => {
			class FromPage extends WebSocket {
				constructor(address: string, protocols?: string | string[]) {
					super(address, protocols, { origin });
				}
			}
			const client = createClient({
				...{ url: `${it.url.replace('http', 'ws')}/graphql`, webSocketImpl: FromPage, retryAttempts: 0, lazy: false },
				connectionParams: { authorization: `Bearer ${tokens.get(tenant)}` },
				onNonLazyError: () => undefined,
			});
			const ended = new Promise<unknown>((resolve) => {
				client.on('connected', () => resolve('connected'));
				client.on('closed', (event) => resolve(z.looseObject({ code: z.number() }).parse(event).code));
				client.on('error', () => resolve('refused'));
			});
			const got = await ended;
			await client.dispose();
			return got;
		};
		expect(await outcome('aurora', ofAurora)).toBe('connected');
		expect(await outcome('aurora', portal)).toBe('connected');
		expect(await outcome('borealis', ofAurora)).toBe(4403);
		expect(['refused', 1006]).toContain(await outcome('aurora', stranger));
	});

	test('every answer forbids to be framed, guessed or kept; there is no page to try things on', async () => {
		for (const path of ['/graphql', '/v1/accounts', '/v1/nothing', '/health', '/nothing', '/oauth/token', '/scim/v2/Users', '/graphiql']) {
			const response = await fetch(`${it.url}${path}`);
			const of = (name: string) => response.headers.get(name);
			expect([path, of('x-content-type-options'), of('content-security-policy'), of('x-powered-by')]).toEqual([
				path,
				'nosniff',
				"default-src 'none'; frame-ancestors 'none'",
				null,
			]);
			expect([path, of('cache-control')]).toEqual([path, 'no-store']);
		}
		expect((await fetch(`${it.url}/graphiql`)).status).toBe(404);
	});
}, 240_000);
