import { issueToken, newSessionId } from '@meridian/auth';
import { connectAdmin, openCell, provisionTenant, standardTemplate } from '@meridian/db/testing';

export type Tenant = { readonly token: string; readonly accountId: string; readonly instrumentId: string };
type Row = { readonly n: number; readonly tenantId: number; readonly userId: number; readonly accountId: number };

const workers = 3;
const tokenTtlSec = 7_200;
/** Beside the demo's own. */
const roomFor = (tenants: number): number => tenants + 100;

/**
 * Tenants bench0 to bench<n-1> with an account, orders and positions each; those of an earlier run are taken as they are. Several at a time, each in
 * transactions of its own: a run that was cut off goes on where it was.
 */
export async function makeTenants(
	env: Readonly<Record<string, string>>,
	input: { readonly tenants: number; readonly ordersEach: number },
): Promise<{ readonly known: readonly Tenant[]; readonly made: number }> {
	const adminUrl = env.DATABASE_ADMIN_URL ?? '';
	// A database takes 500 unless somebody says otherwise: the design's own ceiling, which this load goes beyond on purpose.
	await openCell(adminUrl, { name: 'main', tenantsMax: roomFor(input.tenants) });
	const client = await connectAdmin(adminUrl);
	try {
		const there = new Set((await filled(client)).map(({ n }) => n));
		const missing = Array.from({ length: input.tenants }, (_, n) => n).filter((n) => !there.has(n));
		const queue = [...missing];
		const work = async (): Promise<void> => {
			for (let n = queue.shift(); n !== undefined; n = queue.shift()) await make(n, { adminUrl, ordersEach: input.ordersEach });
		};
		await Promise.all(Array.from({ length: workers }, work));
		const rows = (await filled(client)).filter(({ n }) => n < input.tenants);
		if (rows.length !== input.tenants) throw new Error(`${rows.length} of ${input.tenants} tenants are there`);
		return { known: await logIn(client, { rows, authSecret: env.AUTH_SECRET ?? '' }), made: missing.length };
	} finally {
		await client.end();
	}
}

type Client = Awaited<ReturnType<typeof connectAdmin>>;

/** A tenant is whole when its person is there, which is written last. */
async function filled(client: Client): Promise<Row[]> {
	const found = await client.query<{ slug: string; id: number; user_id: number }>(
		`SELECT t.slug, t.id, m.user_id FROM platform.tenants t JOIN platform.memberships m ON m.tenant_id = t.id
		WHERE t.slug ~ '^bench[0-9]+$' AND t.status = 'ACTIVE'`,
	);
	return found.rows.map(({ slug, id, user_id }) => ({ n: Number(slug.slice(5)), tenantId: id, userId: user_id, accountId: 1 }));
}

async function make(n: number, input: { readonly adminUrl: string; readonly ordersEach: number }): Promise<void> {
	const { adminUrl, ordersEach } = input;
	const slug = `bench${n}`;
	const template = standardTemplate({ slug, name: `Bench ${n}`, baseCurrency: 'USD' });
	// Named as a cell, the main database makes schemas beside each other.
	const { tenantId } = await provisionTenant(adminUrl, template, { cell: { name: 'main', adminUrl } });
	const client = await connectAdmin(adminUrl);
	try {
		await client.query(`BEGIN;
			INSERT INTO tenant_${slug}.accounts (name, mode, currency, currency_digits, server, login, limits)
				SELECT 'Bench', 'NETTING', 'USD', 2, 'bench', ${n + 1}, limits FROM tenant_aurora.accounts LIMIT 1;
			INSERT INTO tenant_${slug}.orders (id, account_id, instrument_id, instrument_id_asked, client_order_id, side, type, tif, qty, position_ticket, life,
				pending, filled_qty, filled_notional, reserved_qty, venue_order_ticket, principal_id, session_id, investment_decider_id, execution_decider_id,
				account_seq, created_at, updated_at)
				SELECT n, 1, 1, 1, 'bench-' || n, 'BUY', 'LIMIT', 'GTC', 100, 0, 'FILLED', 'NONE', 100, 0, 0, 0, 1, 1, 1, 1, n, now() - n * interval '1 second',
				now() FROM generate_series(1, ${ordersEach}) n;
			INSERT INTO tenant_${slug}.positions (account_id, position_ticket, instrument_id, side, qty, open_notional, sl, tp, realised_minor, swap_minor,
				account_seq, opened_at, updated_at) SELECT 1, n, n, 'BUY', 100, 11000000, 0, 0, 0, 0, n, now(), now() FROM generate_series(1, 5) n;
			WITH person AS (INSERT INTO platform.users (email, name, password_hash) VALUES ('${slug}@bench.example', 'Bench', 'none') RETURNING id)
				INSERT INTO platform.memberships (tenant_id, user_id, role) SELECT ${tenantId}, id, 'TRADER' FROM person;
			UPDATE platform.tenants SET config_version = config_version + 1 WHERE id = ${tenantId};
			COMMIT;
			ANALYZE tenant_${slug}.orders, tenant_${slug}.positions, tenant_${slug}.accounts`);
	} finally {
		await client.end();
	}
}

/** A session and a token for each tenant's person. */
async function logIn(client: Client, input: { readonly rows: readonly Row[]; readonly authSecret: string }): Promise<Tenant[]> {
	const sessions = input.rows.map((row) => ({ ...row, sessionId: newSessionId() }));
	await client.query(
		`INSERT INTO platform.sessions (id, user_id, tenant_id, methods, scopes, user_agent, source_ip, expires_at)
		SELECT id, user_id, tenant_id, '{password}', '{}', 'bench', '', now() + interval '1 day'
		FROM unnest($1::bigint[], $2::int[], $3::int[]) AS made(id, user_id, tenant_id)`,
		[sessions.map(({ sessionId }) => sessionId), sessions.map(({ userId }) => userId), sessions.map(({ tenantId }) => tenantId)],
	);
	return Promise.all(
		sessions.map(async ({ userId, tenantId, sessionId, accountId }) => {
			const { token } = await issueToken(input.authSecret, { userId, tenantId, role: 'TRADER', sessionId }, { ttlSec: tokenTtlSec });
			return { token, accountId: idOf('Account', accountId), instrumentId: idOf('Instrument', 1) };
		}),
	);
}

const idOf = (type: string, id: number): string => Buffer.from(`${type}:${id}`).toString('base64');
