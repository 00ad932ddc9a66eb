import { issueToken, roles } from '@meridian/auth';
import { connectAdmin, openTestSession } from '@meridian/db/testing';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { type Result, startTestApi, type TestApi } from '../support.ts';
import { startDns } from './dns.ts';

export const error = '... on UserError { code message }';
const member = z.object({ userId: z.int(), tenantId: z.int(), role: z.string() });

export type IdentityRig = TestApi & {
	readonly dns: Awaited<ReturnType<typeof startDns>>;
	login(email: string, password?: string): Promise<Result>;
	/** Of a new session, as if the person had logged in. */
	tokenOf(email: string): Promise<string>;
	operatorToken(userId: number): Promise<string>;
	/** The code of the first error, or 'ok'. */
	code(token: string): Promise<string>;
	sql(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
	/** Proves a domain as its owner would. */
	proveDomain(token: string, domain: string): Promise<Result>;
	/** As if five minutes had passed: a test makes more attempts from one address than a person does. */
	relax(): Promise<void>;
	beginSso(email: string): Promise<Result>;
	completeSso(query: string, binding: unknown): Promise<Result>;
};

/** The API with a name server beside it, which may ask whom it likes. */
export async function startIdentityRig(input: { readonly redisDb: number }): Promise<IdentityRig> {
	const dns = await startDns();
	const it = await startTestApi({ redisDb: input.redisDb, env: { outgoing: 'any', dnsServers: [dns.address] } });
	const login = (email: string, password = it.database.password) =>
		it.act(`mutation($input: LoginInput!) { login(input: $input) { __typename ... on LoginSuccess { token refreshToken } ${error} } }`, {
			variables: { input: { email, password } },
		});
	const sql: IdentityRig['sql'] = async (text, values = []) => {
		const client = await connectAdmin(it.database.adminUrl);
		try {
			return (await client.query<Record<string, unknown>>(text, [...values])).rows;
		} finally {
			await client.end();
		}
	};
	return {
		...it,
		dns,
		login,
		async tokenOf(email) {
			const [row] = await sql(
				`SELECT u.id AS "userId", m.tenant_id AS "tenantId", m.role::text AS role FROM platform.users u JOIN platform.memberships m ON m.user_id = u.id WHERE u.email = $1`,
				[email],
			);
			const { userId, tenantId, role } = member.parse(row);
			const sessionId = await openTestSession(it.database.adminUrl, { userId, tenantId });
			return (await issueToken(it.env.authSecret, { userId, tenantId, sessionId, role: z.enum(roles).parse(role) })).token;
		},
		async operatorToken(userId) {
			const sessionId = await openTestSession(it.database.adminUrl, { userId, tenantId: null });
			return (await issueToken(it.env.authSecret, { userId, tenantId: 0, sessionId, role: 'OPERATOR' })).token;
		},
		code: async (token) => (await it.ask('{ me { email } }', { token })).errors?.[0]?.extensions.code ?? 'ok',
		sql,
		async proveDomain(token, domain) {
			const change = (field: string) =>
				it.act(
					`mutation($domain: String!) { ${field}(domain: $domain) { __typename ... on DomainChanged { domain { recordName recordValue verifiedAt } } ${error} } }`,
					{
						token,
						variables: { domain },
					},
				);
			const record = z
				.looseObject({ domain: z.object({ recordName: z.string(), recordValue: z.string() }) })
				.parse(await change('addTenantDomain')).domain;
			dns.records.set(record.recordName, record.recordValue);
			return change('verifyTenantDomain');
		},
		async relax() {
			const redis = new Redis(it.env.redisUrl);
			const keys = await redis.keys('login:*');
			if (keys.length > 0) await redis.del(keys);
			redis.disconnect();
		},
		beginSso: (email) =>
			it.act(`mutation($email: String!) { beginSso(email: $email) { __typename ... on SsoRedirect { url binding } ${error} } }`, {
				variables: { email },
			}),
		completeSso: (query, binding) =>
			it.act(
				`mutation($input: CompleteSsoInput!) { completeSso(input: $input) { __typename ... on LoginSuccess { token viewer { email name role tenant { name } } } ${error} } }`,
				{ variables: { input: { query, binding } } },
			),
		async close() {
			dns.close();
			await it.close();
		},
	};
}
