import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { client, startOidc, type TestProvider } from './identity/oidc.ts';
import { error, type IdentityRig, startIdentityRig } from './identity/rig.ts';

const wait = { timeout: 15_000, interval: 50 };
const redirect = z.looseObject({ url: z.string(), binding: z.string() });

describe('single sign-on by OpenID Connect', () => {
	let it: IdentityRig;
	let provider: TestProvider;
	let admin = '';
	beforeAll(async () => {
		it = await startIdentityRig({ redisDb: 2 });
		provider = await startOidc({ redirectUri: 'http://localhost:7400/sso/callback' });
		admin = await it.tokenOf('admin@aurora.example');
	}, 60_000);
	afterAll(async () => {
		await provider?.close();
		await it?.close();
	});

	const save = (input: Record<string, unknown>, token = admin) =>
		it.act(
			`mutation($input: IdentityProviderInput!) { saveIdentityProvider(input: $input) { __typename ... on IdentityProviderSaved { provider { providerId secretSet clientId roleMap { value role } } } ${error} } }`,
			{ token, variables: { input } },
		);
	const settings = (more: Record<string, unknown> = {}) => ({
		...{ kind: 'OIDC', name: 'Test', enabled: true, issuer: provider.issuer, clientId: client.id, clientSecret: client.secret },
		...{ roleClaim: 'groups', roleMap: [{ value: 'dealers', role: 'TRADER' }], defaultRole: 'READ_ONLY', ...more },
	});
	const saved = z.looseObject({ provider: z.object({ providerId: z.string() }) });
	let providerId = '';
	const signIn = async (account: TestProvider['account']) => {
		provider.account = account;
		const { url, binding } = redirect.parse(await it.beginSso(account.email));
		return it.completeSso(await provider.visit(url), binding);
	};
	const audits = async (action: string) =>
		(await it.sql('SELECT detail FROM platform.admin_audit WHERE action = $1 ORDER BY id', [action])).map(({ detail }) =>
			JSON.stringify(detail),
		);

	test('is set up by the tenant’s administrator, whose secret is kept encrypted and never shown', async () => {
		expect(await save(settings({ issuer: 'no address' }))).toMatchObject({ code: 'INVALID_INPUT' });
		expect(await save(settings({ defaultRole: 'TENANT_ADMIN' }))).toMatchObject({
			code: 'INVALID_INPUT',
			message: expect.stringContaining('no administrators'),
		});
		expect(await save(settings(), await it.tokenOf('risk@aurora.example'))).toMatchObject({ code: 'FORBIDDEN' });
		const made = await save(settings());
		expect(made).toMatchObject({ provider: { secretSet: true, clientId: client.id } });
		({ providerId } = saved.parse(made).provider);
		const [row] = await it.sql('SELECT secret FROM platform.identity_providers WHERE id = $1', [providerId]);
		expect(String(row?.secret)).toMatch(/^v1\./);
		expect(await save({ ...settings({ name: 'Renamed' }), clientSecret: undefined, providerId })).toMatchObject({
			provider: { secretSet: true },
		});
		expect(await save({ ...settings(), providerId }, await it.tokenOf('admin@borealis.example'))).toMatchObject({
			code: 'PROVIDER_NOT_FOUND',
		});
		const testIt =
			'mutation($id: String!) { testIdentityProvider(providerId: $id) { __typename ... on IdentityProviderTested { ok detail } } }';
		expect(await it.act(testIt, { token: admin, variables: { id: providerId } })).toMatchObject({
			ok: true,
			detail: expect.stringContaining('knows PKCE'),
		});
		const dead = saved.parse(await save(settings({ issuer: 'http://127.0.0.1:1', enabled: false }))).provider.providerId;
		expect(await it.act(testIt, { token: admin, variables: { id: dead } })).toMatchObject({ ok: false });
		expect(
			(await it.ask('{ identityProviders { providerId } }', { token: await it.tokenOf('trader@aurora.example') })).errors?.[0]?.extensions
				.code,
		).toBe('FORBIDDEN');
	});

	test('is for domains that the tenant has proved by a record in its name servers; a domain is one tenant’s', async () => {
		expect(await it.beginSso('somebody@aurora.test')).toMatchObject({ code: 'SSO_NOT_OFFERED' });
		const verify = (token: string) => it.act(`mutation { verifyTenantDomain(domain: "aurora.test") { __typename ${error} } }`, { token });
		await it.act('mutation { addTenantDomain(domain: "Aurora.test") { __typename } }', { token: admin });
		expect(await verify(admin)).toMatchObject({ code: 'RECORD_MISSING' });
		const other = await it.tokenOf('admin@borealis.example');
		expect(await verify(other)).toMatchObject({ code: 'DOMAIN_NOT_FOUND' });
		expect(await it.proveDomain(admin, 'aurora.test')).toMatchObject({ domain: { verifiedAt: expect.any(String) } });
		// With a record of its own, too, the other tenant does not get it.
		expect(await it.proveDomain(other, 'aurora.test')).toMatchObject({ code: 'DOMAIN_TAKEN' });
		for (const bad of ['localhost', 'no domain', 'a@b.test'])
			expect(
				await it.act(`mutation($d: String!) { addTenantDomain(domain: $d) { __typename ${error} } }`, {
					token: admin,
					variables: { d: bad },
				}),
			).toMatchObject({ code: 'INVALID_INPUT' });
	});

	test('lets a person in, made at the first time with the role that the map gives, and follows the map afterwards', async () => {
		const dealer = { sub: 'u-1', email: 'Dealer@aurora.test', name: 'Dana Dealer', groups: ['staff', 'dealers'] };
		expect(await signIn(dealer)).toMatchObject({
			__typename: 'LoginSuccess',
			viewer: { email: 'dealer@aurora.test', name: 'Dana Dealer', role: 'TRADER', tenant: { name: 'Aurora Capital' } },
		});
		expect(await signIn({ ...dealer, groups: [] })).toMatchObject({ viewer: { role: 'TRADER' } });
		await save({ ...settings({ roleMap: [{ value: 'dealers', role: 'QUANT' }] }), providerId });
		expect(await signIn(dealer)).toMatchObject({ viewer: { role: 'QUANT' } });
		// Known by the subject, whatever the address has become.
		expect(await signIn({ ...dealer, email: 'renamed@aurora.test' })).toMatchObject({ viewer: { email: 'dealer@aurora.test' } });
		expect(await signIn({ sub: 'u-2', email: 'clerk@aurora.test', name: '', groups: [] })).toMatchObject({ viewer: { role: 'READ_ONLY' } });
		expect((await it.login('dealer@aurora.test', 'none')).__typename).toBe('LoginFailed');
		expect((await audits('PERSON_PROVISIONED')).length).toBe(2);
	});

	test('keeps out addresses of other domains, addresses that are not verified, people of other tenants and people who were removed', async () => {
		const refused = { __typename: 'LoginFailed', code: 'SSO_REFUSED' };
		const begin = async (account: TestProvider['account']) => {
			provider.account = account;
			const { url, binding } = redirect.parse(await it.beginSso('x@aurora.test'));
			return it.completeSso(await provider.visit(url), binding);
		};
		expect(await begin({ sub: 'f-1', email: 'trader@borealis.example', name: 'F', groups: [] })).toMatchObject(refused);
		expect(await begin({ sub: 'f-2', email: 'x@aurora.test', name: 'F', groups: [], email_verified: false })).toMatchObject(refused);
		await it.sql(`UPDATE platform.users SET email = 'moved@aurora.test' WHERE email = 'risk@borealis.example'`);
		expect(await begin({ sub: 'f-3', email: 'moved@aurora.test', name: 'F', groups: [] })).toMatchObject(refused);
		await it.sql(
			`UPDATE platform.memberships SET active = false WHERE user_id = (SELECT id FROM platform.users WHERE email = 'clerk@aurora.test')`,
		);
		expect(await begin({ sub: 'u-2', email: 'clerk@aurora.test', name: '', groups: [] })).toMatchObject(refused);
		await save({ ...settings({ defaultRole: null, roleMap: [] }), providerId });
		expect(await begin({ sub: 'f-4', email: 'nobody@aurora.test', name: 'F', groups: [] })).toMatchObject(refused);
		const reasons = (await audits('SSO_REFUSED')).map((text) => /"reason":"(\w+)"/.exec(text.replaceAll(' ', ''))?.[1]);
		expect(reasons).toEqual(['FOREIGN_DOMAIN', 'ADDRESS_NOT_VERIFIED', 'OTHER_TENANT', 'REMOVED', 'NO_ROLE']);
		await save({ ...settings(), providerId });
	});

	test('takes an answer once, for its own state, and only in the browser that asked', async () => {
		provider.account = { sub: 'u-1', email: 'dealer@aurora.test', name: 'Dana', groups: ['dealers'] };
		const refused = { __typename: 'LoginFailed' };
		const go = async () => {
			const begun = redirect.parse(await it.beginSso('dealer@aurora.test'));
			return { binding: begun.binding, query: await provider.visit(begun.url) };
		};
		const [one, two] = [await go(), await go()];
		expect(await it.completeSso(one.query, two.binding)).toMatchObject(refused); // a stranger's browser
		expect(await it.completeSso(one.query, one.binding)).toMatchObject(refused); // and the state is spent
		const mixed = new URLSearchParams(two.query);
		mixed.set('code', new URLSearchParams((await go()).query).get('code') ?? '');
		expect(await it.completeSso(mixed.toString(), two.binding)).toMatchObject(refused); // another flow's code: PKCE and nonce differ
		const three = await go();
		const wrongIssuer = new URLSearchParams(three.query);
		wrongIssuer.set('iss', 'https://evil.example');
		expect(await it.completeSso(wrongIssuer.toString(), three.binding)).toMatchObject(refused);
		const four = await go();
		expect(await it.completeSso(four.query, four.binding)).toMatchObject({ __typename: 'LoginSuccess' });
		expect(await it.completeSso(four.query, four.binding)).toMatchObject(refused);
		for (const junk of ['', 'state=1.mss_x&code=y', 'error=access_denied', `state=${'x'.repeat(9_000)}`])
			expect(await it.completeSso(junk, 'msb_x')).toMatchObject(refused);
	});

	test('may be enforced: then passwords open nothing but for an administrator with a second factor, and sessions by password end', async () => {
		const enforce = (enforced: boolean) =>
			it.act(`mutation($e: Boolean!) { enforceSso(enforced: $e) { __typename ... on SsoEnforced { enforced } ${error} } }`, {
				token: admin,
				variables: { e: enforced },
			});
		const trader = await it.tokenOf('trader@aurora.example');
		expect(await enforce(true)).toMatchObject({ code: 'NO_KEY' });
		await it.sql(`INSERT INTO platform.second_factors (id, user_id, kind, name, secret, confirmed_at)
			SELECT 'f', id, 'TOTP', 'App', 'none', now() FROM platform.users WHERE email = 'admin@aurora.example'`);
		expect(await enforce(true)).toMatchObject({ enforced: true });
		await vi.waitFor(async () => expect(await it.code(trader)).toBe('TOKEN_INVALID'), wait);
		expect(await it.code(admin)).toBe('ok');
		expect(await it.login('trader@aurora.example')).toMatchObject({ code: 'SSO_REQUIRED' });
		expect(await it.login('trader@aurora.example', 'wrong')).toMatchObject({ code: 'LOGIN_FAILED' });
		expect((await it.login('admin@aurora.example')).__typename).toBe('SecondFactorRequired');
		expect((await it.login('trader@borealis.example')).__typename).toBe('LoginSuccess');
		expect(
			await it.act(`mutation($id: String!) { removeIdentityProvider(providerId: $id) { __typename ${error} } }`, {
				token: admin,
				variables: { id: providerId },
			}),
		).toMatchObject({ code: 'INVALID_INPUT' });
		expect(await signIn({ sub: 'u-1', email: 'dealer@aurora.test', name: 'Dana', groups: ['dealers'] })).toMatchObject({
			__typename: 'LoginSuccess',
		});
		expect(await enforce(false)).toMatchObject({ enforced: false });
		expect((await it.login('trader@aurora.example')).__typename).toBe('LoginSuccess');
	});

	test('names nobody in Redis but tenants: every key of a sign-on begins with one', async () => {
		const { Redis } = await import('ioredis');
		const redis = new Redis(it.env.redisUrl);
		const keys = (await redis.keys('*sso*')).filter((key) => !key.startsWith('login:'));
		redis.disconnect();
		expect(keys.filter((key) => !/^t:\d+:/.test(key))).toEqual([]);
	});
}, 120_000);
