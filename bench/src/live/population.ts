import { issueToken, newSessionId } from '@meridian/auth';
import { wideLimits } from '@meridian/core/testing';
import { connectAdmin, provisionTenant } from '@meridian/db/testing';

export type Tenant = {
	readonly tenantId: number;
	readonly schema: string;
	/** Whose order events are listened to. */
	readonly accounts: readonly number[];
	readonly instruments: readonly number[];
	/** Each of a session of its own. */
	readonly tokens: readonly string[];
};
type Client = Awaited<ReturnType<typeof connectAdmin>>;

/** The same in every tenant, ids and names alike. */
const template = (n: number, sizes: { readonly accounts: number; readonly instruments: number }) => ({
	...{ slug: `bench${n}`, name: `Bench ${n}`, baseCurrency: 'EUR', users: [] },
	instruments: Array.from({ length: sizes.instruments }, (_, i) => ({
		...{ symbol: `BENCH${i + 1}`, description: 'Bench', priceDigits: 5, qtyDigits: 2, contractSize: 100_000 },
		...{ baseCurrency: 'EUR', quoteCurrency: 'USD', brokerSymbols: [] },
	})),
	accounts: Array.from({ length: sizes.accounts }, (_, i) => ({
		...{ name: `Bench ${i + 1}`, mode: 'NETTING' as const, currency: 'USD', currencyDigits: 2, server: 'bench', login: BigInt(i + 1) },
		limits: wideLimits(),
	})),
});

/** Tenants with accounts, instruments and people enough, and an order of each account for its events. */
export async function populate(input: {
	readonly adminUrl: string;
	readonly authSecret: string;
	readonly tenants: number;
	readonly accounts: number;
	readonly instruments: number;
	/** Of all tenants together, spread evenly. */
	readonly sessions: number;
}): Promise<Tenant[]> {
	const { adminUrl, authSecret } = input;
	const client = await connectAdmin(adminUrl);
	const tenants: Tenant[] = [];
	try {
		for (let n = 1; n <= input.tenants; n += 1) {
			const { tenantId } = await provisionTenant(adminUrl, template(n, input));
			const schema = `tenant_bench${n}`;
			const ids = async (table: string): Promise<number[]> =>
				(await client.query<{ id: number }>(`SELECT id FROM ${schema}.${table} ORDER BY id`)).rows.map(({ id }) => id);
			await client.query(`INSERT INTO ${schema}.orders (id, account_id, instrument_id, instrument_id_asked, client_order_id, side, type, tif, qty, position_ticket, life, pending, filled_qty,
				filled_notional, reserved_qty, venue_order_ticket, principal_id, session_id, investment_decider_id, execution_decider_id, account_seq, created_at, updated_at)
				SELECT 900000 + a.id, a.id, i.id, i.id, 'bench', 'BUY', 'LIMIT', 'GTC', 100, 0, 'ACCEPTED', 'NONE', 0, 0, 100, 0, 1, 1, 1, 1, 1, now(), now()
				FROM ${schema}.accounts a, (SELECT min(id) AS id FROM ${schema}.instruments) i`);
			const tokens = await people(client, { tenantId, authSecret, count: Math.ceil(input.sessions / input.tenants) });
			tenants.push({ tenantId, schema, accounts: await ids('accounts'), instruments: await ids('instruments'), tokens });
		}
	} finally {
		await client.end();
	}
	return tenants;
}

/** A trader with a session each. */
async function people(
	client: Client,
	input: { readonly tenantId: number; readonly authSecret: string; readonly count: number },
): Promise<string[]> {
	const { tenantId, authSecret, count } = input;
	const users = await client.query<{ id: number }>(
		`INSERT INTO platform.users (email, name, password_hash)
		SELECT 'bench' || n || '@bench' || $1::int || '.example', 'Bench', 'none' FROM generate_series(1, $2::int) n RETURNING id`,
		[tenantId, count],
	);
	const sessions = users.rows.map(({ id: userId }) => ({ userId, sessionId: newSessionId() }));
	const userIds = sessions.map(({ userId }) => userId);
	await client.query(
		`INSERT INTO platform.memberships (tenant_id, user_id, role) SELECT $1, id, 'TRADER' FROM unnest($2::int[]) AS of(id)`,
		[tenantId, userIds],
	);
	await client.query(
		`INSERT INTO platform.sessions (id, user_id, tenant_id, methods, scopes, user_agent, source_ip, expires_at)
		SELECT s, u, $1, '{password}', '{}', 'bench', '', now() + interval '1 day' FROM unnest($2::bigint[], $3::int[]) AS of(s, u)`,
		[tenantId, sessions.map(({ sessionId }) => sessionId), userIds],
	);
	return Promise.all(
		sessions.map(async ({ userId, sessionId }) => {
			const { token } = await issueToken(authSecret, { userId, tenantId, role: 'TRADER', sessionId }, { ttlSec: 3_600 });
			return token;
		}),
	);
}
