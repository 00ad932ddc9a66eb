import pg from 'pg';
import { z } from 'zod';
import { limitsShape } from '../limits.ts';
import { applyMigrations } from '../migrate/apply.ts';
import { createRole, grantTenant } from '../migrate/grants.ts';
import { asAdmin } from '../migrate/transaction.ts';
import { databaseOf, rolesFor } from '../roles.ts';

/** What a new tenant begins with. Ids follow the order given. */
export const tenantTemplate = z.object({
	slug: z.string().regex(/^[a-z][a-z0-9_]{0,40}$/, 'a slug is 1 to 41 of a-z 0-9 _ and begins with a letter'),
	name: z.string().min(1),
	baseCurrency: z.string().regex(/^[A-Z]{3}$/),
	instruments: z.array(
		z.object({
			symbol: z.string(),
			description: z.string(),
			priceDigits: z.number().int(),
			qtyDigits: z.number().int(),
			contractSize: z.number().int(),
			baseCurrency: z.string(),
			quoteCurrency: z.string(),
			brokerSymbols: z.array(z.object({ server: z.string(), symbol: z.string() })),
		}),
	),
	accounts: z.array(
		z.object({
			name: z.string(),
			mode: z.enum(['NETTING', 'HEDGING']),
			currency: z.string(),
			currencyDigits: z.number().int(),
			server: z.string(),
			login: z.bigint(),
			limits: limitsShape,
		}),
	),
	users: z.array(
		z.object({ email: z.email(), name: z.string(), passwordHash: z.string(), role: z.enum(['TENANT_ADMIN', 'TRADER', 'RISK_OFFICER']) }),
	),
});
export type TenantTemplate = z.infer<typeof tenantTemplate>;

/**
 * Role, schema, tables, rows and the platform's entry of a tenant, in one transaction: all of it or none of it.
 * A tenant that is there already is only brought to the newest schema version. @returns its id, and whether it is new.
 * @param shards of the gateways: a new tenant goes to the one with the fewest tenants, and stays there.
 */
export async function provisionTenant(
	adminUrl: string,
	template: TenantTemplate,
	{ shards = 1 }: { readonly shards?: number | undefined } = {},
): Promise<{ tenantId: number; created: boolean }> {
	const tenant = tenantTemplate.parse(template);
	const schemaName = `tenant_${tenant.slug}`;
	const schema = pg.escapeIdentifier(schemaName);
	const roles = rolesFor(databaseOf(adminUrl));
	const roleName = roles.tenant(tenant.slug);
	const role = pg.escapeIdentifier(roleName);
	return asAdmin(adminUrl, async (client) => {
		const known = await client.query<{ id: number }>('SELECT "id" FROM "platform"."tenants" WHERE "slug" = $1', [tenant.slug]);
		await createRole(client, { role: roleName, app: roles.app });
		await client.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
		const version = await applyMigrations(client, { schema, kind: 'tenant' });
		await grantTenant(client, { schema, role });
		const tenantId = known.rows[0]?.id;
		if (tenantId !== undefined) {
			await client.query('UPDATE "platform"."tenants" SET "schema_version" = $2 WHERE "id" = $1', [tenantId, version]);
			return { tenantId, created: false };
		}
		const inserted = await client.query<{ id: number }>(
			'INSERT INTO "platform"."tenants" ("slug", "name", "schema_name", "role_name", "schema_version", "base_currency", "shard") VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING "id"',
			[tenant.slug, tenant.name, schemaName, roleName, version, tenant.baseCurrency, await emptiestShard(client, shards)],
		);
		const id = inserted.rows[0]?.id;
		if (id === undefined) throw new Error('the tenant row was not written');
		await fill(client, { schema, tenant });
		await addUsers(client, { tenantId: id, tenant });
		await client.query(
			`INSERT INTO "platform"."admin_audit" ("tenant_id", "action", "detail", "correlation_id") VALUES ($1, 'tenant.provision', $2, 'provision')`,
			[id, JSON.stringify({ slug: tenant.slug, version })],
		);
		return { tenantId: id, created: true };
	});
}

async function emptiestShard(client: pg.Client, shards: number): Promise<number> {
	const found = await client.query<{ shard: number }>(
		`SELECT "shard" FROM generate_series(0, $1::int - 1) AS "shard"
		ORDER BY (SELECT count(*) FROM "platform"."tenants" AS "tenant" WHERE "tenant"."shard" = "shard"."shard"), "shard" LIMIT 1`,
		[shards],
	);
	return found.rows[0]?.shard ?? 0;
}

async function fill(client: pg.Client, { schema, tenant }: { schema: string; tenant: TenantTemplate }): Promise<void> {
	for (const i of tenant.instruments) {
		const row = await client.query<{ id: number }>(
			`INSERT INTO ${schema}."instruments" ("symbol", "description", "price_digits", "qty_digits", "contract_size", "base_currency", "quote_currency") VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING "id"`,
			[i.symbol, i.description, i.priceDigits, i.qtyDigits, i.contractSize, i.baseCurrency, i.quoteCurrency],
		);
		for (const broker of i.brokerSymbols)
			await client.query(`INSERT INTO ${schema}."broker_symbols" ("instrument_id", "server", "symbol") VALUES ($1, $2, $3)`, [
				row.rows[0]?.id,
				broker.server,
				broker.symbol,
			]);
	}
	for (const a of tenant.accounts) {
		await client.query(
			`INSERT INTO ${schema}."accounts" ("name", "mode", "currency", "currency_digits", "server", "login", "limits") VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			[a.name, a.mode, a.currency, a.currencyDigits, a.server, a.login.toString(), JSON.stringify(a.limits)],
		);
	}
}

async function addUsers(client: pg.Client, { tenantId, tenant }: { tenantId: number; tenant: TenantTemplate }): Promise<void> {
	for (const user of tenant.users) {
		const row = await client.query<{ id: number }>(
			'INSERT INTO "platform"."users" ("email", "name", "password_hash") VALUES ($1, $2, $3) ON CONFLICT ("email") DO UPDATE SET "email" = EXCLUDED."email" RETURNING "id"',
			[user.email, user.name, user.passwordHash],
		);
		await client.query('INSERT INTO "platform"."memberships" ("tenant_id", "user_id", "role") VALUES ($1, $2, $3::"platform"."role")', [
			tenantId,
			row.rows[0]?.id,
			user.role,
		]);
	}
}
