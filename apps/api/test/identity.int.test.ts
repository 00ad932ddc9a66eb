import { totpCode } from '@meridian/auth';
import { connectAdmin } from '@meridian/db/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import WebSocket from 'ws';
import { z } from 'zod';
import { type Result, startTestApi, type TestApi } from './support.ts';

const session =
	'... on LoginSuccess { token refreshToken expiresAt viewer { email role } } ... on OperatorLoginSuccess { token refreshToken } ... on UserError { code message }';
const loginText = `mutation($input: LoginInput!) { login(input: $input) { __typename ${session} ... on SecondFactorRequired { ticket methods } } }`;
const refreshText = `mutation($refreshToken: String!) { refreshSession(refreshToken: $refreshToken) { __typename ${session} } }`;
const completeText = `mutation($input: CompleteLoginInput!) { completeLogin(input: $input) { __typename ${session} } }`;
const tokens = z.looseObject({ token: z.string(), refreshToken: z.string() });
const wait = { timeout: 15_000, interval: 50 };

describe('identity', () => {
	let it: TestApi;
	beforeAll(async () => {
		it = await startTestApi({ redisDb: 8 });
	}, 60_000);
	afterAll(() => it?.close());

	const login = (email: string, password = it.database.password): Promise<Result> =>
		it.act(loginText, { variables: { input: { email, password } } });
	const logged = async (email: string) => tokens.parse(await login(email));
	const refresh = (refreshToken: string) => it.act(refreshText, { variables: { refreshToken } });
	const sql = async (text: string, values: unknown[] = []) => {
		const client = await connectAdmin(it.database.adminUrl);
		try {
			return (await client.query<Record<string, unknown>>(text, values)).rows;
		} finally {
			await client.end();
		}
	};
	const code = async (token: string) => (await it.ask('{ me { email } }', { token })).errors?.[0]?.extensions.code ?? 'ok';
	/** As if the leeway for two renewals at once were over. */
	const later = () => sql(`UPDATE platform.refresh_tokens SET used_at = used_at - interval '1 minute' WHERE used_at IS NOT NULL`);

	describe('a session', () => {
		test('is renewed by a refresh token that works once, each time with another', async () => {
			const first = await logged('trader@aurora.example');
			const second = tokens.parse(await refresh(first.refreshToken));
			expect([await code(first.token), await code(second.token), second.refreshToken === first.refreshToken]).toEqual(['ok', 'ok', false]);
			const third = tokens.parse(await refresh(second.refreshToken));
			expect(await code(third.token)).toBe('ok');
		});
		test('ends for everybody when a used refresh token comes back, and the audit says so', async () => {
			const first = await logged('trader@aurora.example');
			const second = tokens.parse(await refresh(first.refreshToken));
			await later();
			expect(await refresh(first.refreshToken)).toMatchObject({ __typename: 'LoginFailed', code: 'SESSION_ENDED' });
			await vi.waitFor(async () => expect(await code(second.token)).toBe('TOKEN_INVALID'), wait);
			expect(await refresh(second.refreshToken)).toMatchObject({ code: 'SESSION_ENDED' });
			expect(await sql(`SELECT count(*)::int AS n FROM platform.admin_audit WHERE action = 'REFRESH_REUSED'`)).toEqual([{ n: 1 }]);
		});
		test('survives two tabs that renew at the same moment', async () => {
			const { refreshToken } = await logged('trader@aurora.example');
			const both = await Promise.all([refresh(refreshToken), refresh(refreshToken)]);
			for (const one of both) expect(await code(tokens.parse(one).token)).toBe('ok');
		});
		test('is not opened by what is no refresh token, nor renewed once it has expired', async () => {
			for (const text of ['', 'mrt_', 'x'.repeat(5_000)]) expect(await refresh(text)).toMatchObject({ code: 'SESSION_ENDED' });
			const { refreshToken, token } = await logged('risk@aurora.example');
			await sql(
				`UPDATE platform.sessions SET expires_at = now() - interval '1 s' WHERE user_id = (SELECT id FROM platform.users WHERE email = 'risk@aurora.example')`,
			);
			expect(await refresh(refreshToken)).toMatchObject({ code: 'SESSION_ENDED' });
			await vi.waitFor(async () => expect(await code(token)).toBe('TOKEN_INVALID'), wait);
		});
		test('is over when nobody renewed it for the idle time', async () => {
			const { refreshToken } = await logged('trader@aurora.example');
			const idle = (sec: number) =>
				sql(
					`UPDATE platform.sessions SET last_used_at = now() - make_interval(secs => $1) WHERE user_id = (SELECT id FROM platform.users WHERE email = 'trader@aurora.example') AND revoked_at IS NULL`,
					[sec],
				);
			await idle(7_100);
			const next = tokens.parse(await refresh(refreshToken));
			await idle(7_300);
			expect(await refresh(next.refreshToken)).toMatchObject({ code: 'SESSION_ENDED' });
			await vi.waitFor(async () => expect(await code(next.token)).toBe('TOKEN_INVALID'), wait);
		});
		test('is listed for its person alone, who ends one or all others; nobody ends another’s', async () => {
			const [here, there] = [await logged('trader@borealis.example'), await logged('trader@borealis.example')];
			const list = async (token: string) => {
				const { data } = await it.ask('{ sessions { sessionId current methods } }', { token });
				return z.array(z.object({ sessionId: z.string(), current: z.boolean(), methods: z.array(z.string()) })).parse(data?.sessions);
			};
			const listed = await list(here.token);
			expect(listed.map(({ methods }) => methods)).toEqual([['password'], ['password']]);
			const other = listed.find(({ current }) => !current);
			const end = 'mutation($sessionId: String!) { revokeSession(sessionId: $sessionId) { __typename ... on UserError { code } } }';
			const stranger = await logged('trader@aurora.example');
			const by = (token: string) => it.act(end, { token, variables: { sessionId: other?.sessionId } });
			expect(await by(stranger.token)).toMatchObject({ code: 'SESSION_NOT_FOUND' });
			expect(await by(here.token)).toMatchObject({ __typename: 'SessionsEnded' });
			await vi.waitFor(async () => expect(await code(there.token)).toBe('TOKEN_INVALID'), wait);
			const third = await logged('trader@borealis.example');
			expect(await it.act('mutation { revokeOtherSessions { __typename ended } }', { token: here.token })).toMatchObject({ ended: 1 });
			await vi.waitFor(async () => expect([await code(third.token), await code(here.token)]).toEqual(['TOKEN_INVALID', 'ok']), wait);
		});
	});

	describe('a second factor', () => {
		const begin = 'mutation { beginTotp { __typename ... on BeginTotpSuccess { factorId secret uri } ... on UserError { code } } }';
		const confirm = `mutation($factorId: String!, $secret: String!, $code: String!) { confirmTotp(factorId: $factorId, secret: $secret, code: $code) {
			__typename ... on FactorAdded { recoveryCodes } ... on UserError { code } } }`;
		const made = z.looseObject({ factorId: z.string(), secret: z.string() });
		let secret = '';
		let codes: string[] = [];
		const ticket = async () => z.looseObject({ ticket: z.string() }).parse(await login('risk@borealis.example')).ticket;
		const complete = (input: Record<string, unknown>) => it.act(completeText, { variables: { input } });

		test('is an authenticator app: asked for after the password, its code is good once', async () => {
			const { token } = await logged('risk@borealis.example');
			const totp = made.parse(await it.act(begin, { token }));
			secret = totp.secret;
			const wrong = { factorId: totp.factorId, secret, code: '000000' };
			expect(await it.act(confirm, { token, variables: wrong })).toMatchObject({ code: 'WRONG_CODE' });
			expect((await login('risk@borealis.example')).__typename).toBe('LoginSuccess'); // not confirmed: counts for nothing
			const nowMs = Date.now();
			const right = { ...wrong, code: totpCode(secret, nowMs - 30_000) };
			codes = z.looseObject({ recoveryCodes: z.array(z.string()) }).parse(await it.act(confirm, { token, variables: right })).recoveryCodes;
			expect(codes.length).toBe(10);

			expect(await login('risk@borealis.example')).toMatchObject({
				__typename: 'SecondFactorRequired',
				methods: ['TOTP', 'RECOVERY_CODE'],
			});
			const totpNow = totpCode(secret, nowMs);
			expect(await complete({ ticket: await ticket(), totpCode: totpNow })).toMatchObject({ __typename: 'LoginSuccess' });
			expect(await complete({ ticket: await ticket(), totpCode: totpNow })).toMatchObject({ code: 'LOGIN_FAILED' });
			const kept = await sql(`SELECT secret FROM platform.second_factors WHERE id = $1`, [totp.factorId]);
			expect(String(kept[0]?.secret)).toMatch(/^v1\./);
		});
		test('may be a recovery code, each once', async () => {
			const [first = '', second = ''] = codes;
			expect(await complete({ ticket: await ticket(), recoveryCode: first })).toMatchObject({ __typename: 'LoginSuccess' });
			expect(await complete({ ticket: await ticket(), recoveryCode: first })).toMatchObject({ code: 'LOGIN_FAILED' });
			expect(await complete({ ticket: await ticket(), recoveryCode: second.toUpperCase() })).toMatchObject({ __typename: 'LoginSuccess' });
		});
		test('can’t be guessed: a ticket is good for five tries and one session', async () => {
			const one = await ticket();
			for (let n = 0; n < 5; n += 1) expect((await complete({ ticket: one, totpCode: `00000${n}` })).code).toBe('LOGIN_FAILED');
			expect(await complete({ ticket: one, recoveryCode: codes[3] })).toMatchObject({
				message: expect.stringContaining('tried too often'),
			});
			const used = await ticket();
			expect(await complete({ ticket: used, recoveryCode: codes[4] })).toMatchObject({ __typename: 'LoginSuccess' });
			expect(await complete({ ticket: used, recoveryCode: codes[5] })).toMatchObject({ code: 'LOGIN_FAILED' });
		});
	});

	describe('a sensitive act', () => {
		const invite =
			'mutation { invitePerson(input: { email: "proof@aurora.example", role: TRADER }) { __typename ... on UserError { code } } }';
		const prove = (token: string, password: string) =>
			it.act('mutation($input: ProveAgainInput!) { proveAgain(input: $input) { __typename ... on UserError { code } } }', {
				token,
				variables: { input: { password } },
			});
		test('wants a proof that is fresh; a wrong one does not do', async () => {
			const { token } = await logged('admin@aurora.example');
			await sql(`UPDATE platform.sessions SET proved_at = now() - interval '1 hour'`);
			await vi.waitFor(async () => expect(await it.act(invite, { token })).toMatchObject({ code: 'PROOF_REQUIRED' }), wait);
			expect(await prove(token, 'wrong')).toMatchObject({ code: 'NOT_PROVED' });
			expect(await it.act(invite, { token })).toMatchObject({ code: 'PROOF_REQUIRED' });
			expect(await prove(token, it.database.password)).toMatchObject({ __typename: 'ProvedAgain' });
			expect(await it.act(invite, { token })).toMatchObject({ __typename: 'InvitePersonSuccess' });
		});
	});

	describe('a person', () => {
		const link = z.looseObject({ link: z.string(), invitation: z.object({ invitationId: z.string() }) });
		const invite = async (token: string, email: string, role = 'TRADER') =>
			link.parse(
				await it.act(
					`mutation($input: InvitePersonInput!) { invitePerson(input: $input) { __typename ... on UserError { code message }
					... on InvitePersonSuccess { link invitation { invitationId state } } } }`,
					{ token, variables: { input: { email, role } } },
				),
			);
		const accept = (secret: string, input: { name?: string; password?: string } = {}) =>
			it.act(`mutation($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { __typename ${session} } }`, {
				variables: { input: { token: secret, name: 'New Person', password: 'a long new password', ...input } },
			});
		const secretOf = (text: string) => text.split('#')[1] ?? '';
		const people = async (token: string) => {
			const { data } = await it.ask('{ people { id email role active sessionsOpen secondFactor } }', { token });
			return z
				.array(z.object({ id: z.string(), email: z.string(), role: z.string(), active: z.boolean(), sessionsOpen: z.number() }))
				.parse(data?.people);
		};
		const change = (token: string, what: string, personId: string) =>
			it.act(
				`mutation($id: ID!) { ${what} { __typename ... on PersonChanged { person { role active } } ... on UserError { code message } } }`,
				{
					token,
					variables: { id: personId },
				},
			);

		test('signs up by a link that works once, with the role that it names', async () => {
			const admin = await logged('admin@aurora.example');
			const invited = await invite(admin.token, 'New@Aurora.example', 'COMPLIANCE');
			expect(invited.link).toMatch(/^http:\/\/localhost:7400\/join#min_/);
			const secret = secretOf(invited.link);
			expect(await accept(secret, { password: 'short' })).toMatchObject({ __typename: 'InvalidInput' });
			expect(await accept(secret)).toMatchObject({
				__typename: 'LoginSuccess',
				viewer: { email: 'new@aurora.example', role: 'COMPLIANCE' },
			});
			expect(await accept(secret)).toMatchObject({ code: 'LOGIN_FAILED' });
			expect((await login('new@aurora.example', 'a long new password')).__typename).toBe('LoginSuccess');
			expect((await people(admin.token)).map(({ email }) => email)).toContain('new@aurora.example');
		});
		test('can’t sign up by a revoked, expired or invented link, nor take over an address that has an account', async () => {
			const admin = await logged('admin@aurora.example');
			const revoked = await invite(admin.token, 'revoked@aurora.example');
			await it.act('mutation($id: String!) { revokeInvitation(invitationId: $id) { __typename } }', {
				token: admin.token,
				variables: { id: revoked.invitation.invitationId },
			});
			const expired = await invite(admin.token, 'expired@aurora.example');
			await sql(`UPDATE platform.invitations SET expires_at = now() WHERE email = 'expired@aurora.example'`);
			const foreign = await invite(admin.token, 'trader@borealis.example');
			for (const { link: text } of [revoked, expired, foreign, { link: '#min_invented' }])
				expect(await accept(secretOf(text))).toMatchObject({ code: 'LOGIN_FAILED' });
			expect((await login('trader@borealis.example')).__typename).toBe('LoginSuccess');
		});
		test('who is removed is out within five seconds: requests, renewals, sockets and credentials', async () => {
			const admin = await logged('admin@borealis.example');
			const invited = await invite(admin.token, 'leaver@borealis.example');
			const leaver = tokens.parse(await accept(secretOf(invited.link)));
			const socket = new WebSocket(`ws://127.0.0.1:${it.api.port}/graphql`, 'graphql-transport-ws');
			const seen: { ack: boolean; closed?: string } = { ack: false };
			socket.on('open', () =>
				socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${leaver.token}` } })),
			);
			socket.on('message', (text) => {
				if (String(text).includes('connection_ack')) seen.ack = true;
			});
			socket.on('close', (closeCode, reason) => {
				seen.closed = `${closeCode} ${reason}`;
			});
			await vi.waitFor(() => expect(seen.ack).toBe(true), wait);
			const person = (await people(admin.token)).find(({ email }) => email === 'leaver@borealis.example');
			const versionOf = async () => (await sql(`SELECT config_version AS v FROM platform.tenants WHERE slug = 'borealis'`))[0]?.v;
			const version = Number(await versionOf());
			const startMs = performance.now();
			expect(await change(admin.token, 'removePerson(personId: $id)', person?.id ?? '')).toMatchObject({ person: { active: false } });
			await vi.waitFor(() => expect(seen.closed).toBe('4403 TOKEN_INVALID'), wait);
			expect(performance.now() - startMs).toBeLessThan(5_000);
			expect(await code(leaver.token)).toBe('TOKEN_INVALID');
			expect(await refresh(leaver.refreshToken)).toMatchObject({ code: 'SESSION_ENDED' });
			expect((await login('leaver@borealis.example', 'a long new password')).code).toBe('LOGIN_FAILED');
			expect(await versionOf()).toBe(version + 1); // the engine is told
			expect(await change(admin.token, 'restorePerson(personId: $id)', person?.id ?? '')).toMatchObject({ person: { active: true } });
			expect((await login('leaver@borealis.example', 'a long new password')).__typename).toBe('LoginSuccess');
		});
		test('gets another role at once; nobody changes their own, nor anybody of another tenant', async () => {
			const admin = await logged('admin@borealis.example');
			const all = await people(admin.token);
			const of = (email: string) => all.find((person) => person.email === email)?.id ?? '';
			const leaver = tokens.parse(await login('leaver@borealis.example', 'a long new password'));
			expect(await change(admin.token, 'changeRole(personId: $id, role: READ_ONLY)', of('leaver@borealis.example'))).toMatchObject({
				person: { role: 'READ_ONLY' },
			});
			await vi.waitFor(
				async () => expect((await it.ask('{ me { role } }', { token: leaver.token })).data?.me).toEqual({ role: 'READ_ONLY' }),
				wait,
			);
			expect(await change(admin.token, 'removePerson(personId: $id)', of('admin@borealis.example'))).toMatchObject({ code: 'OWN_ROLE' });
			const foreign = await logged('admin@aurora.example');
			for (const what of ['removePerson(personId: $id)', 'changeRole(personId: $id, role: TENANT_ADMIN)'])
				expect(await change(foreign.token, what, of('trader@borealis.example'))).toMatchObject({ code: 'PERSON_NOT_FOUND' });
			const trader = await logged('trader@borealis.example');
			expect(await change(trader.token, 'changeRole(personId: $id, role: TENANT_ADMIN)', of('trader@borealis.example'))).toMatchObject({
				code: 'FORBIDDEN',
			});
		});
	});

	describe('four eyes', () => {
		const changed =
			'... on PersonChanged { person { role } } ... on ApprovalRequested { approval { approvalId state } } ... on UserError { code }';
		const setFourEyes = (kinds: string) => sql(`UPDATE platform.tenants SET settings = '{"fourEyes": ${kinds}}' WHERE slug = 'aurora'`);
		test('a role that the tenant wants two people for is changed by the second, never by who asked', async () => {
			await setFourEyes('["ROLE_CHANGE"]');
			await sql(`INSERT INTO platform.memberships (tenant_id, user_id, role) SELECT t.id, u.id, 'TENANT_ADMIN' FROM platform.tenants t, platform.users u
				WHERE t.slug = 'aurora' AND u.email = 'new@aurora.example' ON CONFLICT (tenant_id, user_id) DO UPDATE SET role = 'TENANT_ADMIN'`);
			const one = await logged('admin@aurora.example');
			const two = tokens.parse(await login('new@aurora.example', 'a long new password'));
			const { data } = await it.ask('{ people { id email role } }', { token: one.token });
			const all = z.array(z.object({ id: z.string(), email: z.string(), role: z.string() })).parse(data?.people);
			const trader = all.find(({ email }) => email === 'trader@aurora.example')?.id;
			const asked = await it.act(`mutation($id: ID!) { changeRole(personId: $id, role: QUANT) { __typename ${changed} } }`, {
				token: one.token,
				variables: { id: trader },
			});
			const { approval } = z.looseObject({ approval: z.object({ approvalId: z.string(), state: z.string() }) }).parse(asked);
			expect(approval.state).toBe('OPEN');
			const roleNow = async () =>
				(
					await sql(
						`SELECT m.role::text FROM platform.memberships m JOIN platform.users u ON u.id = m.user_id WHERE u.email = 'trader@aurora.example'`,
					)
				)[0]?.role;
			expect(await roleNow()).toBe('TRADER');
			const decide = (token: string, approve: boolean) =>
				it.act(
					`mutation($id: String!, $approve: Boolean!) { decideApproval(approvalId: $id, approve: $approve) { __typename
					... on ApprovalDecided { approval { state } } ... on UserError { code } } }`,
					{ token, variables: { id: approval.approvalId, approve } },
				);
			expect(await decide(one.token, true)).toMatchObject({ code: 'OWN_REQUEST' });
			expect(await decide((await logged('risk@aurora.example')).token, true)).toMatchObject({ code: 'FORBIDDEN' });
			expect(await decide((await logged('admin@borealis.example')).token, true)).toMatchObject({ code: 'APPROVAL_NOT_FOUND' });
			expect(await decide(two.token, true)).toMatchObject({ approval: { state: 'APPROVED' } });
			expect(await roleNow()).toBe('QUANT');
			expect(await decide(two.token, false)).toMatchObject({ code: 'APPROVAL_NOT_FOUND' }); // decided once
			// The table refuses it too, whatever the API thinks.
			await expect(sql('UPDATE platform.approvals SET decided_by = requested_by')).rejects.toThrow(/four_eyes/);
			await setFourEyes('[]');
			expect(
				await it.act(`mutation($id: ID!) { changeRole(personId: $id, role: TRADER) { __typename ${changed} } }`, {
					token: one.token,
					variables: { id: trader },
				}),
			).toMatchObject({ person: { role: 'TRADER' } });
		});
		test('the audit tells both steps to who may read it, a page at a time', async () => {
			const compliance = tokens.parse(await login('new@aurora.example', 'a long new password'));
			const page = async (after: string | null) => {
				const { data } = await it.ask(
					'query($after: String) { adminAudit(first: 20, after: $after) { edges { node { action } } pageInfo { hasNextPage endCursor } } }',
					{ token: compliance.token, variables: { after } },
				);
				return z
					.object({
						edges: z.array(z.object({ node: z.object({ action: z.string() }) })),
						pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string() }),
					})
					.parse(data?.adminAudit);
			};
			const actions: string[] = [];
			for (let after: string | null = null, more = true; more; ) {
				const next = await page(after);
				actions.push(...next.edges.map(({ node }) => node.action));
				after = next.pageInfo.endCursor;
				more = next.pageInfo.hasNextPage;
			}
			const [{ n } = { n: 0 }] = await sql(
				`SELECT count(*)::int AS n FROM platform.admin_audit WHERE tenant_id = (SELECT id FROM platform.tenants WHERE slug = 'aurora')`,
			);
			expect(actions.length).toBe(n);
			for (const action of ['APPROVAL_REQUESTED', 'APPROVAL_APPROVED', 'ROLE_CHANGED', 'REFRESH_REUSED']) expect(actions).toContain(action);
			const trader = await logged('trader@aurora.example');
			expect((await it.ask('{ adminAudit { edges { node { action } } } }', { token: trader.token })).errors?.[0]?.extensions.code).toBe(
				'FORBIDDEN',
			);
		});
	});

	test('an operator logs in to the platform, and nothing of a tenant is theirs', async () => {
		await sql(`INSERT INTO platform.users (email, name, password_hash, operator)
			SELECT 'op@meridian.example', 'Operator', password_hash, true FROM platform.users WHERE email = 'trader@aurora.example'`);
		const operator = await login('op@meridian.example');
		expect(operator.__typename).toBe('OperatorLoginSuccess');
		const { token } = tokens.parse(operator);
		expect(await code(token)).toBe('FORBIDDEN');
		expect((await it.ask('{ accounts { name } }', { token })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
		expect((await it.ask('{ sessions { current } }', { token })).data?.sessions).toEqual([{ current: true }]);
	});
}, 120_000);
