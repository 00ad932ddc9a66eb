import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { error, type IdentityRig, startIdentityRig } from './identity/rig.ts';

const wait = { timeout: 15_000, interval: 50 };
const redirectUri = 'https://app.example/callback?x=1';
const tokens = z.looseObject({ status: z.number(), access_token: z.string(), refresh_token: z.string(), scope: z.string() });

describe('an app that acts for a person', () => {
	let it: IdentityRig;
	let admin = '';
	let trader = '';
	let app = '';
	beforeAll(async () => {
		it = await startIdentityRig({ redisDb: 15 });
		admin = await it.tokenOf('admin@aurora.example');
		trader = await it.tokenOf('trader@aurora.example');
		[app] = await newApp();
	}, 60_000);
	beforeEach(() => it.relax());
	afterAll(() => it?.close());

	const create = (input: Record<string, unknown> = {}, token = admin) =>
		it.act(
			`mutation($input: CreateOauthAppInput!) { createOauthApp(input: $input) { __typename ... on OauthAppCreated { secret app { appId scopes } } ${error} } }`,
			{
				token,
				variables: { input: { name: 'Charts', redirectUris: [redirectUri], scopes: ['read', 'trade'], confidential: false, ...input } },
			},
		);
	const newApp = async (input: Record<string, unknown> = {}): Promise<[string, string]> => {
		const made = z.looseObject({ secret: z.string().nullable(), app: z.object({ appId: z.string() }) }).parse(await create(input));
		return [made.app.appId, made.secret ?? ''];
	};
	const pkce = () => {
		const verifier = randomBytes(32).toString('base64url');
		return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
	};
	const request = (challenge: string, more: Record<string, unknown> = {}) => ({
		...{
			clientId: app,
			redirectUri,
			responseType: 'code',
			scope: 'read trade',
			state: 'xyz',
			codeChallenge: challenge,
			codeChallengeMethod: 'S256',
			...more,
		},
	});
	const answer = (input: Record<string, unknown>, { approve = true, token = trader } = {}) =>
		it.act(
			`mutation($input: AuthorizationInput!, $approve: Boolean!) { answerAuthorization(input: $input, approve: $approve) { __typename ... on AuthorizationAnswered { url } ${error} } }`,
			{
				token,
				variables: { input, approve },
			},
		);
	const codeFor = async (challenge: string, more: Record<string, unknown> = {}) =>
		new URL(z.looseObject({ url: z.string() }).parse(await answer(request(challenge, more))).url).searchParams.get('code') ?? '';
	const post = async (path: string, form: Record<string, string>, headers: Record<string, string> = {}) => {
		const response = await fetch(`${it.url}${path}`, { method: 'POST', headers, body: new URLSearchParams(form) });
		return { status: response.status, ...z.record(z.string(), z.unknown()).parse(await response.json()) };
	};
	const trade = (code: string, verifier: string, more: Record<string, string> = {}) =>
		post('/oauth/token', {
			grant_type: 'authorization_code',
			client_id: app,
			code,
			redirect_uri: redirectUri,
			code_verifier: verifier,
			...more,
		});
	const refresh = (refreshToken: string, more: Record<string, string> = {}) =>
		post('/oauth/token', { grant_type: 'refresh_token', client_id: app, refresh_token: refreshToken, ...more });
	const granted = async (more: Record<string, unknown> = {}) => {
		const { verifier, challenge } = pkce();
		return tokens.parse(await trade(await codeFor(challenge, more), verifier));
	};
	const refused = { status: 400, error: 'invalid_grant' };

	test('gets tokens for what the person agreed to, and may no more than that and the person may', async () => {
		const { verifier, challenge } = pkce();
		const asked = await it.act(
			`query($input: AuthorizationInput!) { authorizationRequest(input: $input) { __typename ... on AuthorizationRequest { appName scopes returnsTo } ${error} } }`,
			{
				token: trader,
				variables: { input: request(challenge) },
			},
		);
		expect(asked).toMatchObject({ appName: 'Charts', scopes: ['read', 'trade'], returnsTo: 'app.example' });
		const { url } = z.looseObject({ url: z.string() }).parse(await answer(request(challenge)));
		expect(url).toMatch(/^https:\/\/app\.example\/callback\?x=1&state=xyz&iss=http/);
		const got = tokens.parse(await trade(new URL(url).searchParams.get('code') ?? '', verifier));
		expect(got).toMatchObject({ status: 200, token_type: 'Bearer', scope: 'read trade' });
		const me = (await it.ask('{ me { email permissions } }', { token: got.access_token })).data?.me;
		expect(me).toEqual({ email: 'trader@aurora.example', permissions: ['ORDER_PLACE', 'ORDER_CANCEL', 'POSITION_CLOSE'] });
		// Nothing that is the person's alone, though the session's proof is fresh.
		for (const field of ['{ sessions { current } }', 'mutation { revokeOtherSessions { ended } }', 'mutation { beginTotp { __typename } }'])
			expect((await it.ask(field, { token: got.access_token })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
		const other = await answer(request(challenge), { token: got.access_token }).catch((failure: Error) => failure.message);
		expect(other).toContain('FORBIDDEN');
		const reader = await granted({ scope: 'read' });
		expect((await it.ask('{ me { permissions } }', { token: reader.access_token })).data?.me).toEqual({ permissions: [] });
		expect(
			(await it.ask('mutation { haltTenant(input: { halted: true }) { __typename } }', { token: reader.access_token })).errors?.[0]
				?.extensions.code,
		).toBe('FORBIDDEN');
	});

	test('is asked about only where app, address, scopes and PKCE are right, letter by letter', async () => {
		const { challenge } = pkce();
		for (const wrong of [
			{ clientId: 'moa-none' },
			{ redirectUri: 'https://app.example/callback' },
			{ redirectUri: `${redirectUri}/` },
			{ redirectUri: 'https://app.example.evil.test/callback?x=1' },
			{ responseType: 'token' },
			{ scope: 'read admin' },
			{ scope: 'data' },
			{ scope: '' },
			{ codeChallenge: '' },
			{ codeChallengeMethod: 'plain' },
		])
			expect(await answer(request(challenge, wrong))).toMatchObject({ code: 'INVALID_REQUEST' });
		// Another tenant's person is as one who asks about no app.
		expect(await answer(request(challenge), { token: await it.tokenOf('trader@borealis.example') })).toMatchObject({
			code: 'INVALID_REQUEST',
			message: 'Your institution has no such app.',
		});
		expect(await answer(request(challenge), { approve: false })).toMatchObject({ url: expect.stringContaining('error=access_denied') });
		for (const uri of [
			'http://app.example/',
			'https://app.example/#x',
			'https://*.example/',
			'https://u:p@app.example/',
			'javascript:alert(1)',
			'myapp://x',
		])
			expect(await create({ redirectUris: [uri] })).toMatchObject({ code: 'INVALID_INPUT' });
		expect(await create({}, trader)).toMatchObject({ code: 'FORBIDDEN' });
	});

	test('trades a code once, within a minute, with the verifier and the address that belong to it; a second time ends what the first gave', async () => {
		const { verifier, challenge } = pkce();
		expect(await trade(await codeFor(challenge), pkce().verifier)).toMatchObject(refused);
		expect(await trade(await codeFor(challenge), verifier, { redirect_uri: 'https://app.example/callback' })).toMatchObject(refused);
		const late = await codeFor(challenge);
		await it.sql('UPDATE platform.oauth_codes SET expires_at = now()');
		expect(await trade(late, verifier)).toMatchObject(refused);
		const code = await codeFor(challenge);
		const both = await Promise.all([trade(code, verifier), trade(code, verifier)]);
		expect(both.map(({ status }) => status).toSorted()).toEqual([200, 400]);
		const again = await codeFor(challenge);
		const first = tokens.parse(await trade(again, verifier));
		expect(await it.code(first.access_token)).toBe('ok');
		expect(await trade(again, verifier)).toMatchObject(refused);
		await vi.waitFor(async () => expect(await it.code(first.access_token)).toBe('TOKEN_INVALID'), wait);
		expect(await trade('moc_none', verifier)).toMatchObject(refused);
		expect(await post('/oauth/token', { grant_type: 'authorization_code', client_id: 'moa-none', code })).toMatchObject({
			status: 401,
			error: 'invalid_client',
		});
	});

	test('renews by a token that changes each time; one that comes again ends the grant', async () => {
		const one = await granted();
		const two = tokens.parse(await refresh(one.refresh_token));
		expect([two.scope, two.refresh_token === one.refresh_token]).toEqual(['read trade', false]);
		// It is no person's session, and another app's neither.
		expect(
			await it.act(`mutation($t: String!) { refreshSession(refreshToken: $t) { __typename ${error} } }`, {
				variables: { t: two.refresh_token },
			}),
		).toMatchObject({ code: 'SESSION_ENDED' });
		const [other] = await newApp();
		expect(await refresh(two.refresh_token, { client_id: other })).toMatchObject(refused);
		const person = z.looseObject({ refreshToken: z.string() }).parse(await it.login('trader@aurora.example'));
		expect(await refresh(person.refreshToken)).toMatchObject(refused);
		await it.sql(`UPDATE platform.refresh_tokens SET used_at = used_at - interval '1 minute' WHERE used_at IS NOT NULL`);
		expect(await refresh(one.refresh_token)).toMatchObject(refused);
		await vi.waitFor(async () => expect(await it.code(two.access_token)).toBe('TOKEN_INVALID'), wait);
		expect(await refresh(two.refresh_token)).toMatchObject(refused);
	});

	test('with a secret is nobody without it; what it holds ends when it gives it back, and when it is revoked', async () => {
		const [id, own] = await newApp({ confidential: true });
		expect(own).toMatch(/^mos_/);
		const { verifier, challenge } = pkce();
		const code = await codeFor(challenge, { clientId: id });
		expect(await trade(code, verifier, { client_id: id })).toMatchObject({ status: 401 });
		const got = tokens.parse(await trade(code, verifier, { client_id: id, client_secret: own }));
		expect(await post('/oauth/revoke', { client_id: id, client_secret: own, token: got.refresh_token })).toEqual({ status: 200 });
		await vi.waitFor(async () => expect(await it.code(got.access_token)).toBe('TOKEN_INVALID'), wait);
		const held = await granted();
		const revoke = (token: string) =>
			it.act(`mutation($id: String!) { revokeOauthApp(appId: $id) { __typename ${error} } }`, { token, variables: { id: app } });
		expect(await revoke(await it.tokenOf('admin@borealis.example'))).toMatchObject({ code: 'APP_NOT_FOUND' });
		expect(await revoke(admin)).toMatchObject({ __typename: 'OauthAppRevoked' });
		await vi.waitFor(async () => expect(await it.code(held.access_token)).toBe('TOKEN_INVALID'), wait);
		expect(await refresh(held.refresh_token)).toMatchObject({ status: 401 });
		const metadata = z
			.looseObject({ code_challenge_methods_supported: z.array(z.string()) })
			.parse(await (await fetch(`${it.url}/.well-known/oauth-authorization-server`)).json());
		expect(metadata.code_challenge_methods_supported).toEqual(['S256']);
	});

	describe('support that looks in', () => {
		const shown = '... on SupportAccessChanged { access { requestId state expiresAt } }';
		const asOperator = async () => {
			await it.sql(
				`INSERT INTO platform.users (email, name, password_hash, operator) VALUES ('op@meridian.example', 'Operator', 'none', true) ON CONFLICT DO NOTHING`,
			);
			const [row] = await it.sql(`SELECT id FROM platform.users WHERE email = 'op@meridian.example'`);
			return it.operatorToken(Number(row?.id));
		};
		const enter = (token: string, id: string) =>
			it.act(`mutation($id: String!) { enterTenant(requestId: $id) { __typename ... on SupportSession { token } ${error} } }`, {
				token,
				variables: { id },
			});

		test('reads a tenant that has agreed, for the time that it has agreed to, changes nothing, and stands in its audit', async () => {
			const operator = await asOperator();
			const ask = (input: Record<string, unknown>) =>
				it.act(
					`mutation($slug: String!, $reason: String!, $hours: Int!) { requestSupportAccess(slug: $slug, reason: $reason, hours: $hours) { __typename ${shown} ${error} } }`,
					{
						token: operator,
						variables: { slug: 'aurora', reason: 'An order is stuck, ticket 4711', hours: 2, ...input },
					},
				);
			expect(await ask({ hours: 100 })).toMatchObject({ code: 'INVALID_INPUT' });
			expect(await ask({ slug: 'nobody' })).toMatchObject({ code: 'TENANT_NOT_FOUND' });
			const { access } = z.looseObject({ access: z.object({ requestId: z.string(), state: z.string() }) }).parse(await ask({}));
			expect(access.state).toBe('REQUESTED');
			const id = access.requestId;
			expect(await enter(operator, id)).toMatchObject({ code: 'SUPPORT_NOT_FOUND' });
			const decide = (token: string) =>
				it.act(`mutation($id: String!) { decideSupportAccess(requestId: $id, allow: true) { __typename ${shown} ${error} } }`, {
					token,
					variables: { id },
				});
			expect(await decide(trader)).toMatchObject({ code: 'FORBIDDEN' });
			expect(await decide(await it.tokenOf('admin@borealis.example'))).toMatchObject({ code: 'SUPPORT_NOT_FOUND' });
			expect(await decide(admin)).toMatchObject({ access: { state: 'ALLOWED' } });
			const { token } = z.looseObject({ token: z.string() }).parse(await enter(operator, id));
			expect((await it.ask('query Look { tenant { name } accounts { name } }', { token })).data).toMatchObject({
				tenant: { name: 'Aurora Capital' },
			});
			for (const act of [
				'mutation { haltTenant(input: { halted: true }) { __typename } }',
				'mutation { createScimToken(name: "x", days: 1) { __typename } }',
				'{ sessions { current } }',
				'{ people { email } }',
			])
				expect((await it.ask(act, { token })).errors?.[0]?.extensions.code, act).toBe('FORBIDDEN');
			const lines = await it.sql(
				`SELECT action, detail FROM platform.admin_audit WHERE action LIKE 'SUPPORT%' AND tenant_id = (SELECT id FROM platform.tenants WHERE slug = 'aurora') ORDER BY id`,
			);
			expect(lines.slice(0, 4).map(({ action }) => action)).toEqual([
				'SUPPORT_REQUESTED',
				'SUPPORT_ALLOWED',
				'SUPPORT_ENTERED',
				'SUPPORT_READ',
			]);
			expect(JSON.stringify(lines[3]?.detail)).toContain('tenant accounts');

			expect(
				await it.act(`mutation($id: String!) { revokeSupportAccess(requestId: $id) { __typename ${shown} } }`, {
					token: admin,
					variables: { id },
				}),
			).toMatchObject({ access: { state: 'ENDED' } });
			await vi.waitFor(async () => expect(await it.code(token)).toBe('TOKEN_INVALID'), wait);
			expect(await enter(operator, id)).toMatchObject({ code: 'SUPPORT_NOT_FOUND' });
		});

		test('is out when the time is over, though its token is not', async () => {
			const operator = await asOperator();
			const [row] =
				await it.sql(`INSERT INTO platform.support_grants (id, tenant_id, reason, hours, requested_by, decided_by, decided_at, expires_at)
				SELECT 'soon', t.id, 'walk', 1, (SELECT id FROM platform.users WHERE email = 'op@meridian.example'), m.user_id, now(), now() + interval '1 hour'
				FROM platform.tenants t JOIN platform.memberships m ON m.tenant_id = t.id AND m.role = 'TENANT_ADMIN' WHERE t.slug = 'borealis' RETURNING id`);
			const { token } = z.looseObject({ token: z.string() }).parse(await enter(operator, String(row?.id)));
			expect((await it.ask('{ tenant { name } }', { token })).data).toMatchObject({ tenant: { name: 'Borealis Markets' } });
			await it.sql(`UPDATE platform.support_grants SET expires_at = now() WHERE id = 'soon'`);
			await vi.waitFor(
				async () => expect((await it.ask('{ tenant { name } }', { token })).errors?.[0]?.extensions.code).toBe('TOKEN_INVALID'),
				wait,
			);
			// The table itself refuses consent that nobody of the tenant gave.
			await expect(it.sql(`UPDATE platform.support_grants SET decided_by = requested_by WHERE id = 'soon'`)).rejects.toThrow(
				/support_grants_consent/,
			);
		});
	});
}, 120_000);
