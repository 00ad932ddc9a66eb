import { randomUUID } from 'node:crypto';
import { hashOpaque, hashPassword, issueToken, newOpaque, newRecoveryCodes, type Role, roles, totpCode } from '@meridian/auth';
import { connectAdmin, openTestSession } from '@meridian/db/testing';
import type { Stack } from '@meridian/local';
import { z } from 'zod';
import { type ApiClient, post } from '../api.ts';
import { globalId } from './ids.ts';

export type Row = Readonly<Record<string, unknown>>;
export type Query = (text: string) => Promise<Row[]>;
/** As the administrator of the database. */
export async function sql<T>(adminUrl: string, work: (query: Query) => Promise<T>): Promise<T> {
	const client = await connectAdmin(adminUrl);
	try {
		return await work(async (text) => (await client.query<Row>(text)).rows);
	} finally {
		await client.end();
	}
}

type Who = { readonly userId: number; readonly tenantId: number; readonly role: Role };
/** Makes something of whoever has this token, for a control that uses it up. */
export type Own = {
	session(token: string): Promise<string>;
	factor(token: string): Promise<string>;
	unconfirmedTotp(token: string): Promise<{ factorId: string; secret: string; code: string }>;
};
export type People = {
	readonly tokens: Readonly<Record<Role, string>>;
	readonly own: Own;
	/** Of the administrator, and somebody who is there to be changed. */
	readonly session: string;
	readonly factor: string;
	readonly target: string;
	secondStep(url: string): Promise<{ ticket: string; recoveryCode: string }>;
	refreshToken(url: string): Promise<string>;
	resetLink(): Promise<string>;
	invite(admin: ApiClient): Promise<{ token: string; invitationId: string }>;
	approval(): Promise<string>;
};

export const walkPassword = 'a password of the walk';
const adminOf = (stack: Stack): string => stack.env.DATABASE_ADMIN_URL ?? '';
const emailOf = (name: string): string => `walk-${name.toLowerCase()}@aurora.example`;

export async function tokenOf(stack: Stack, who: Who): Promise<{ token: string; sessionId: number }> {
	const sessionId = await openTestSession(adminOf(stack), who);
	const { token } = await issueToken(stack.secrets.authSecret, { ...who, sessionId }, { ttlSec: 3_600 });
	return { token, sessionId };
}

/** One person of every role in a tenant, one with a second factor, and one who is there to be changed. */
export async function makePeople(stack: Stack, tenantId: number): Promise<People> {
	const adminUrl = adminOf(stack);
	const passwordHash = await hashPassword(walkPassword, { memoryKiB: 64, passes: 1, parallelism: 1 });
	const add = (query: Query) => async (name: string, role: Role) => {
		const [user] = await query(
			`INSERT INTO platform.users (email, name, password_hash) VALUES ('${emailOf(name)}', 'Walker ${name}', '${passwordHash}') RETURNING id`,
		);
		await query(`INSERT INTO platform.memberships (tenant_id, user_id, role) VALUES (${tenantId}, ${user?.id}, '${role}')`);
		return { userId: Number(user?.id), tenantId, role };
	};
	const factorOf = (query: Query) => async (userId: number) => {
		const id = randomUUID();
		await query(`INSERT INTO platform.second_factors (id, user_id, kind, name, secret, confirmed_at)
			VALUES ('${id}', ${userId}, 'PASSKEY', 'Walk', '{"publicKey":"","transports":[]}', now())`);
		return id;
	};
	const made = await sql(adminUrl, async (query) => {
		const people: Who[] = [];
		for (const role of roles) people.push(await add(query)(role, role));
		const careful = await add(query)('careful', 'READ_ONLY');
		const target = await add(query)('target', 'READ_ONLY');
		await query(`UPDATE platform.tenants SET config_version = config_version + 1 WHERE id = ${tenantId}`);
		return { people, careful, target, factor: await factorOf(query)(careful.userId) };
	});
	const who = new Map<string, Who>();
	const tokens = new Map<Role, { token: string; sessionId: number }>();
	for (const person of made.people) {
		const issued = await tokenOf(stack, person);
		tokens.set(person.role, issued);
		who.set(issued.token, person);
	}
	const of = (token: string): Who => {
		const person = who.get(token);
		if (person === undefined) throw new Error('a token of nobody of tenant A');
		return person;
	};
	let invited = 0;
	return {
		tokens: Object.fromEntries([...tokens].map(([role, { token }]) => [role, token])) as Record<Role, string>,
		...{ session: String(tokens.get('TENANT_ADMIN')?.sessionId), factor: made.factor, target: globalId('Person', made.target.userId) },
		own: {
			session: async (token) => String(await openTestSession(adminUrl, of(token))),
			factor: (token) => sql(adminUrl, (query) => factorOf(query)(of(token).userId)),
			async unconfirmedTotp(token) {
				const shape = z.object({ beginTotp: z.object({ factorId: z.string(), secret: z.string() }) });
				const query = 'mutation { beginTotp { __typename ... on BeginTotpSuccess { factorId secret } } }';
				const { beginTotp } = await post(urlOf(stack), { query, token, shape });
				return { ...beginTotp, code: totpCode(beginTotp.secret, Date.now()) };
			},
		},
		async secondStep(url) {
			const [recoveryCode = ''] = newRecoveryCodes();
			await sql(adminUrl, (query) =>
				query(`INSERT INTO platform.recovery_codes (user_id, hash) VALUES (${made.careful.userId}, '${hashOpaque(recoveryCode)}')`),
			);
			const shape = z.object({ login: z.object({ ticket: z.string() }) });
			const query = 'mutation($input: LoginInput!) { login(input: $input) { __typename ... on SecondFactorRequired { ticket } } }';
			const { login } = await post(url, { query, variables: { input: { email: emailOf('careful'), password: walkPassword } }, shape });
			return { ticket: login.ticket, recoveryCode };
		},
		async refreshToken(url) {
			const shape = z.object({ login: z.object({ refreshToken: z.string() }) });
			const query = 'mutation($input: LoginInput!) { login(input: $input) { __typename ... on LoginSuccess { refreshToken } } }';
			return (await post(url, { query, variables: { input: { email: emailOf('target'), password: walkPassword } }, shape })).login
				.refreshToken;
		},
		resetLink: () =>
			sql(adminUrl, async (query) => {
				const { secret, hash } = newOpaque('mrp');
				await query(`INSERT INTO platform.password_resets (token_hash, user_id, expires_at)
					VALUES ('${hash}', ${made.target.userId}, now() + interval '1 hour')`);
				return secret;
			}),
		approval: () =>
			sql(adminUrl, async (query) => {
				const id = randomUUID();
				const change = JSON.stringify({ personId: globalId('Person', made.target.userId), role: 'READ_ONLY' });
				await query(`INSERT INTO platform.approvals (id, tenant_id, kind, subject, change, requested_by, expires_at)
					VALUES ('${id}', ${tenantId}, 'ROLE_CHANGE', 'walk', '${change}', ${made.careful.userId}, now() + interval '1 day')`);
				return id;
			}),
		async invite(admin) {
			invited += 1;
			const shape = z.object({ invitePerson: z.object({ link: z.string(), invitation: z.object({ invitationId: z.string() }) }) });
			const query = `mutation($input: InvitePersonInput!) { invitePerson(input: $input) { __typename ... on InvitePersonSuccess { link invitation { invitationId } } } }`;
			const input = { email: `walk-guest-${invited}@aurora.example`, role: 'READ_ONLY' };
			const { invitePerson } = await admin.request(query, { input }, shape);
			return { token: invitePerson.link.split('#')[1] ?? '', invitationId: invitePerson.invitation.invitationId };
		},
	};
}

const urlOf = (stack: Stack): string => stack.urls.api;
