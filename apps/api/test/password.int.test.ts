import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAdmin, recordSql } from '@meridian/db/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { startTestApi, type TestApi } from './support.ts';

const wait = { timeout: 15_000, interval: 50 };
const mailShape = z.object({ to: z.string(), subject: z.string(), text: z.string() });
const error = '... on UserError { code message }';

describe('a password', () => {
	let it: TestApi;
	let dir = '';
	const recorder = recordSql();
	beforeAll(async () => {
		dir = await mkdtemp(join(tmpdir(), 'meridian-outbox-'));
		it = await startTestApi({ redisDb: 1, env: { outboxDir: join(dir, 'outbox') } });
	}, 60_000);
	afterAll(async () => {
		recorder.stop();
		await it?.close();
		await rm(dir, { recursive: true, force: true });
	});

	const login = (email: string, password: string) =>
		it.act(`mutation($input: LoginInput!) { login(input: $input) { __typename ... on LoginSuccess { token refreshToken } ${error} } }`, {
			variables: { input: { email, password } },
		});
	const logged = async (email: string, password = it.database.password) =>
		z.looseObject({ token: z.string(), refreshToken: z.string() }).parse(await login(email, password));
	const ask = async (email: string) => {
		const correlationId = randomUUID();
		const response = await fetch(`${it.url}/graphql`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', 'x-correlation-id': correlationId },
			body: JSON.stringify({
				query:
					'mutation($email: String!) { requestPasswordReset(email: $email) { __typename ... on PasswordResetRequested { validMinutes } ... on RateLimited { code } } }',
				variables: { email },
			}),
		});
		return { body: await response.text(), sql: recorder.of(correlationId) };
	};
	const reset = (token: string, password: string) =>
		it.act(`mutation($input: ResetPasswordInput!) { resetPassword(input: $input) { __typename ${error} } }`, {
			variables: { input: { token, password } },
		});
	const mails = async (to: string) => {
		const names = await readdir(join(dir, 'outbox')).catch(() => []);
		const all = await Promise.all(
			names.toSorted().map(async (name) => mailShape.parse(JSON.parse(await readFile(join(dir, 'outbox', name), 'utf8')))),
		);
		return all.filter((mail) => mail.to === to);
	};
	const linkOf = async (email: string, nth = 1) =>
		vi.waitFor(async () => {
			const links = (await mails(email)).flatMap(({ text }) => /\/reset#(mrp_\S+)/.exec(text)?.[1] ?? []);
			expect(links.length).toBe(nth);
			return links.at(-1) ?? '';
		}, wait);
	const code = async (token: string) => (await it.ask('{ me { email } }', { token })).errors?.[0]?.extensions.code ?? 'ok';

	test('is set anew by a link that works once; every session ends, the person is told, and no session is opened', async () => {
		const email = 'trader@aurora.example';
		const before = await logged(email);
		await ask(email);
		const token = await linkOf(email);
		expect(await reset(token, 'short')).toMatchObject({ code: 'INVALID_INPUT' });
		expect(await reset(token, 'trader-aurora-1')).toMatchObject({ message: expect.stringContaining('easy to guess') });
		const both = await Promise.all([reset(token, 'blue harvest lantern'), reset(token, 'green harvest lantern')]);
		expect(both.map(({ __typename }) => __typename).toSorted()).toEqual(['LoginFailed', 'PasswordChanged']);
		expect(await reset(token, 'blue harvest lantern')).toMatchObject({ code: 'LOGIN_FAILED' });
		await vi.waitFor(async () => expect(await code(before.token)).toBe('TOKEN_INVALID'), wait);
		expect(await login(email, it.database.password)).toMatchObject({ __typename: 'LoginFailed' });
		const which = both[0]?.__typename === 'PasswordChanged' ? 'blue' : 'green';
		expect(await login(email, `${which} harvest lantern`)).toMatchObject({ __typename: 'LoginSuccess' });
		expect((await mails(email)).at(-1)?.subject).toBe('Your password was set anew');
	});

	test('asked for by an address that is nobody’s, a removed person’s or a program’s gets the same answer by the same statements', async () => {
		const client = await connectAdmin(it.database.adminUrl);
		await client.query("UPDATE platform.users SET active = false WHERE email = 'risk@borealis.example'");
		await client.end();
		const real = await ask('risk@aurora.example');
		for (const nobody of ['nobody@elsewhere.example', 'risk@borealis.example', '', "x' OR 1=1 --"]) expect(await ask(nobody)).toEqual(real);
		expect(real.sql.length).toBeGreaterThan(0);
		await linkOf('risk@aurora.example');
		expect(await mails('nobody@elsewhere.example')).toEqual([]);
		expect(await mails('risk@borealis.example')).toEqual([]);
	});

	test('is not set by a link that has expired, nor by an older one after a change; guesses and requests are limited', async () => {
		const email = 'risk@aurora.example';
		await ask(email);
		const late = await linkOf(email, 2);
		const client = await connectAdmin(it.database.adminUrl);
		await client.query("UPDATE platform.password_resets SET expires_at = now() - interval '1 s'");
		await client.end();
		expect(await reset(late, 'blue harvest lantern')).toMatchObject({ code: 'LOGIN_FAILED' });
		await ask(email);
		const older = await linkOf(email, 3);
		await ask(email);
		const newer = await linkOf(email, 4);
		expect(await reset(newer, 'blue harvest lantern')).toMatchObject({ __typename: 'PasswordChanged' });
		expect(await reset(older, 'green harvest lantern')).toMatchObject({ code: 'LOGIN_FAILED' });
		const answers = await Promise.all(Array.from({ length: 12 }, () => ask('flood@aurora.example')));
		expect(answers.some(({ body }) => body.includes('RATE_LIMITED'))).toBe(true);
	});

	test('is changed by its person with the one in force; other sessions end, this one goes on', async () => {
		const email = 'admin@borealis.example';
		const [here, there] = [await logged(email), await logged(email)];
		const change = (current: string, next: string) =>
			it.act(`mutation($input: ChangePasswordInput!) { changePassword(input: $input) { __typename ${error} } }`, {
				token: here.token,
				variables: { input: { current, next } },
			});
		expect(await change('wrong', 'blue harvest lantern')).toMatchObject({ message: 'That is not your password.' });
		expect(await change(it.database.password, it.database.password)).toMatchObject({ code: 'INVALID_INPUT' });
		expect(await change(it.database.password, 'Password123456')).toMatchObject({ code: 'INVALID_INPUT' });
		expect(await change(it.database.password, 'blue harvest lantern')).toMatchObject({ __typename: 'PasswordChanged' });
		await vi.waitFor(async () => expect([await code(here.token), await code(there.token)]).toEqual(['ok', 'TOKEN_INVALID']), wait);
		expect(await login(email, 'blue harvest lantern')).toMatchObject({ __typename: 'LoginSuccess' });
		expect((await mails(email)).at(-1)?.subject).toBe('Your password was changed');
	});
}, 120_000);
