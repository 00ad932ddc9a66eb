import pg from 'pg';
import { z } from 'zod';
import { mainCell } from '../cell-pool.ts';
import { limitsShape } from '../limits.ts';
import { applyMigrations } from '../migrate/apply.ts';
import { createRole, grantTenant } from '../migrate/grants.ts';
import { asAdmin } from '../migrate/transaction.ts';
import { databaseOf, rolesFor } from '../roles.ts';
import { record } from './life.ts';

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

export type Placement = {
	/** The database that gets it, as its administrator; absent: the main one. */
	readonly cell?: { readonly name: string; readonly adminUrl: string } | undefined;
	/** Of the gateways: a new tenant goes to the one with the fewest tenants, and stays there. */
	readonly shards?: number | undefined;
};
export type Provisioned = { readonly tenantId: number; readonly created: boolean };

/**
 * Role, schema, tables, rows and the platform's entry of a tenant. In the main database that is one transaction: all of it or none. In another
 * the entry is made first as PROVISIONING, which nobody is served; then all of the schema in one transaction; then the entry becomes ACTIVE.
 * Cut off in between, the same call goes on where it was. A tenant that is there already is only brought to the newest schema version.
 * @returns its id, and whether it is new.
 */
export async function provisionTenant(adminUrl: string, template: TenantTemplate, placement: Placement = {}): Promise<Provisioned> {
	const tenant = tenantTemplate.parse(template);
	const { cell, shards = 1 } = placement;
	if (cell === undefined) {
		const place = placeOf(adminUrl, tenant.slug);
		return asAdmin(adminUrl, async (client) => {
			const known = await enter(client, { tenant, place, cell: mainCell, shards });
			const version = await makeSchema(client, { tenant, place, isNew: known.isNew });
			return finish(client, { tenant, version, ...known });
		});
	}
	const place = placeOf(cell.adminUrl, tenant.slug);
	const known = await asAdmin(adminUrl, (client) => enter(client, { tenant, place, cell: cell.name, shards }));
	// Beside other tenants, but one at a time for this one.
	const version = await asAdmin(cell.adminUrl, (client) => makeSchema(client, { tenant, place, isNew: known.isNew }), {
		besideTenant: known.tenantId,
	});
	return asAdmin(adminUrl, (client) => finish(client, { tenant, version, ...known }));
}

type Place = { readonly schemaName: string; readonly roleName: string; readonly app: string };

/** Roles carry the name of their database, so the cells of one cluster share none. */
function placeOf(cellUrl: string, slug: string): Place {
	const roles = rolesFor(databaseOf(cellUrl));
	return { schemaName: `tenant_${slug}`, roleName: roles.tenant(slug), app: roles.app };
}

type Entered = {
	readonly tenantId: number;
	/** Not finished yet, by this call or an earlier one that was cut off. */
	readonly isNew: boolean;
};

async function enter(client: pg.Client, input: { tenant: TenantTemplate; place: Place; cell: string; shards: number }): Promise<Entered> {
	const { tenant, place, cell } = input;
	const known = await client.query<{ id: number; status: string; cell: string }>(
		'SELECT "id", "status"::text, "cell" FROM "platform"."tenants" WHERE "slug" = $1',
		[tenant.slug],
	);
	const row = known.rows[0];
	if (row !== undefined && row.cell !== cell) throw new Error(`tenant ${tenant.slug} is in cell ${row.cell}, not in ${cell}`);
	if (row !== undefined) return { tenantId: row.id, isNew: row.status === 'PROVISIONING' };
	await requireRoom(client, cell);
	const inserted = await client.query<{ id: number }>(
		`INSERT INTO "platform"."tenants" ("slug", "name", "schema_name", "role_name", "schema_version", "base_currency", "cell", "shard", "status")
		VALUES ($1, $2, $3, $4, 0, $5, $6, $7, 'PROVISIONING') RETURNING "id"`,
		[tenant.slug, tenant.name, place.schemaName, place.roleName, tenant.baseCurrency, cell, await emptiestShard(client, input.shards)],
	);
	const id = inserted.rows[0]?.id;
	if (id === undefined) throw new Error('the tenant row was not written');
	return { tenantId: id, isNew: true };
}

/** A backend's memory grows with the schemas it touches, so a database takes only so many. */
async function requireRoom(client: pg.Client, cell: string): Promise<void> {
	const found = await client.query<{ has_room: boolean }>(
		`SELECT c."open" AND count(t."id") < c."tenants_max" AS "has_room" FROM "platform"."database_cells" c
		LEFT JOIN "platform"."tenants" t ON t."cell" = c."name" AND t."purged_at" IS NULL WHERE c."name" = $1 GROUP BY c."name"`,
		[cell],
	);
	if (found.rows[0]?.has_room !== true) throw new Error(`cell ${cell} is unknown, closed or full: open another one`);
}

async function makeSchema(client: pg.Client, input: { tenant: TenantTemplate; place: Place; isNew: boolean }): Promise<number> {
	const { tenant, place, isNew } = input;
	const schema = pg.escapeIdentifier(place.schemaName);
	await createRole(client, { role: place.roleName, app: place.app });
	const there = await client.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [place.schemaName]);
	await client.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
	const version = await applyMigrations(client, { schema, kind: 'tenant' });
	await grantTenant(client, { schema, role: pg.escapeIdentifier(place.roleName) });
	if (isNew && there.rowCount === 0) await fill(client, { schema, tenant });
	return version;
}

async function finish(client: pg.Client, input: Entered & { tenant: TenantTemplate; version: number }): Promise<Provisioned> {
	const { tenantId, isNew, tenant, version } = input;
	await client.query(
		`UPDATE "platform"."tenants" SET "schema_version" = $2, "status" = CASE WHEN $3 THEN 'ACTIVE' ELSE "status" END WHERE "id" = $1`,
		[tenantId, version, isNew],
	);
	if (!isNew) return { tenantId, created: false };
	await addUsers(client, { tenantId, tenant });
	await record(client, {
		...{ tenantId, by: null, correlationId: 'provision' },
		...{ action: 'tenant.provision', detail: { slug: tenant.slug, version } },
	});
	return { tenantId, created: true };
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
