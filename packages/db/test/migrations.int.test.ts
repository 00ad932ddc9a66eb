import { limitNames } from '@meridian/core';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { limitsOf } from '../src/limits.ts';
import { applyMigrations, type Migration, readMigrations } from '../src/migrate/apply.ts';
import { createRole } from '../src/migrate/grants.ts';
import { migratePlatform } from '../src/migrate/platform.ts';
import { resetDatabase } from '../src/migrate/reset.ts';
import { migrateTenants } from '../src/migrate/tenants.ts';
import { asAdmin } from '../src/migrate/transaction.ts';
import { demoEmails, seedDemo } from '../src/provision/demo.ts';
import { databaseOf, rolesFor } from '../src/roles.ts';
import { provisionTenant } from '../src/testing/index.ts';
import { asked } from './support/admin.ts';
import { actualFacts } from './support/catalogue.ts';
import { createFleet, type Fleet, twin } from './support/fleet.ts';
import { expectedFacts } from './support/prisma-schema.ts';

let fleet: Fleet;
let adminUrl = '';
beforeAll(async () => {
	fleet = await createFleet(4);
	adminUrl = fleet.database.adminUrl;
}, 60_000);
afterAll(() => fleet?.close());

/** Everything that is in the database: rows of all tables of all our schemas, and who may do what. */
const snapshot = async (): Promise<unknown> => {
	const tables = await asked<{ name: string }>(
		adminUrl,
		`SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'platform' OR schemaname LIKE 'tenant\\_%' ORDER BY 1`,
	);
	const rows = await asked(
		adminUrl,
		`${tables.map(({ name }) => `SELECT '${name}' AS name, to_jsonb(t)::text AS row FROM ${name} t`).join(' UNION ALL ')} ORDER BY 1, 2`,
	);
	const rights = await asked(
		adminUrl,
		"SELECT n.nspname, c.relname, c.relacl::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'platform' OR n.nspname LIKE 'tenant\\_%' ORDER BY 1, 2",
	);
	return { rows, rights };
};

describe('the migrations', () => {
	test('make the platform’s schema exactly as Prisma believes it to be', async () => {
		expect(await actualFacts(adminUrl, 'platform')).toEqual(expectedFacts('platform'));
	});
	test('make every tenant’s schema exactly as Prisma believes it to be', async () => {
		for (const schema of ['tenant_aurora', fleet.schemas[0] ?? ''])
			expect(await actualFacts(adminUrl, schema)).toEqual(expectedFacts('tenant'));
	});
	test('run again change nothing, and neither does a second seed, with whatever passwords', async () => {
		const before = await snapshot();
		await migratePlatform({ adminUrl, appPassword: new URL(fleet.database.url).password });
		expect(await migrateTenants({ adminUrl })).toEqual([]);
		const seeded = await seedDemo(adminUrl, Object.fromEntries(demoEmails.map((email) => [email, 'another password'])));
		expect(seeded.map(({ created }) => created)).toEqual([false, false]);
		expect(await snapshot()).toEqual(before);
	});
	test('refuse a file that was edited after it had been applied', async () => {
		await asked(adminUrl, `UPDATE "platform"."schema_migrations" SET "checksum" = 'other' WHERE "version" = 1`);
		await expect(migratePlatform({ adminUrl, appPassword: new URL(fleet.database.url).password })).rejects.toThrow(
			/0001_control_plane.sql was changed after/,
		);
		const checksum = readMigrations('platform')[0]?.checksum;
		await asked(adminUrl, `UPDATE "platform"."schema_migrations" SET "checksum" = '${checksum}' WHERE "version" = 1`);
	});
});

test('an account from before the loss and exposure limits gets wide ones and keeps what it had', async () => {
	const client = new pg.Client({ connectionString: adminUrl });
	await client.connect();
	const schema = `"upgrade_${process.pid}"`;
	await client.query(`CREATE SCHEMA ${schema}`);
	await applyMigrations(client, { schema, kind: 'tenant', migrations: readMigrations('tenant').slice(0, 3) });
	await client.query(
		`INSERT INTO ${schema}."accounts" ("name", "mode", "currency", "currency_digits", "server", "login", "limits") VALUES ('A', 'NETTING', 'EUR', 2, 'S', 1, '{"maxNetLots": 7, "maxSpreadBps": 3}')`,
	);
	await applyMigrations(client, { schema, kind: 'tenant' });
	const row = await client.query<{ limits: unknown }>(`SELECT "limits" FROM ${schema}."accounts"`);
	await client.query(`DROP SCHEMA ${schema} CASCADE`);
	await client.end();
	const limits = limitsOf(row.rows[0]?.limits);
	expect(limits).toMatchObject({ maxNetLots: 7, maxSpreadBps: 3, maxOrderQtyLots: null });
	const added = limitNames.slice(limitNames.indexOf('maxSpreadBps'));
	expect(added.filter((name) => limits[name] === null)).toEqual([]);
});

describe('provisioning', () => {
	test('is all or nothing: a fault in its middle leaves no schema, role, row or user', async () => {
		const before = await snapshot();
		const broken = twin(`broken_${process.pid}`);
		const [account] = broken.accounts;
		if (account === undefined) throw new Error('the twin has an account');
		const user = { email: 'x@broken.example', name: 'X', passwordHash: 'x', role: 'TRADER' as const };
		await expect(provisionTenant(adminUrl, { ...broken, accounts: [account, account], users: [user] })).rejects.toThrow(/unique/);
		await expect(provisionTenant(adminUrl, { ...broken, users: [user, user] })).rejects.toThrow(/unique/);
		expect(await snapshot()).toEqual(before);
		expect(
			await asked(adminUrl, 'SELECT 1 FROM pg_roles WHERE rolname = $1', [rolesFor(databaseOf(adminUrl)).tenant(broken.slug)]),
		).toEqual([]);
		expect((await provisionTenant(adminUrl, broken)).created).toBe(true);
	});
	test('of one tenant by two processes at once makes it once', async () => {
		const template = twin(`race_${process.pid}`);
		const results = await Promise.all([provisionTenant(adminUrl, template), provisionTenant(adminUrl, template)]);
		expect(results.map(({ created }) => created).sort()).toEqual([false, true]);
		expect(new Set(results.map(({ tenantId }) => tenantId)).size).toBe(1);
	});
	test.each(['', 'A', '1a', 'a-b', 'a"; DROP SCHEMA platform; --', 'x'.repeat(60)])(
		'a slug that would not make a name is refused: %j',
		async (slug) => {
			await expect(provisionTenant(adminUrl, twin(slug))).rejects.toThrow(/slug/);
		},
	);
});

describe('a fleet that is behind', () => {
	const known = readMigrations('tenant');
	const newest = known.length;
	const next = (sql: string): Migration => ({ version: newest + 1, name: 'next_notes.sql', sql, checksum: 'next' });
	const add = next(
		'ALTER TABLE "__tenant__"."orders" ADD COLUMN "note" TEXT; CREATE TABLE "__tenant__"."notes" ("id" INTEGER PRIMARY KEY);',
	);
	const versions = async () =>
		Object.fromEntries(
			(await asked<{ id: number; v: number }>(adminUrl, 'SELECT "id", "schema_version" AS v FROM "platform"."tenants"')).map(
				({ id, v }) => [id, v],
			),
		);

	test('a tenant of the first version is refused until it is brought up, and keeps what it had', async () => {
		const name = `tenant_first_${process.pid}`;
		const schema = pg.escapeIdentifier(name);
		const tenantId = await asAdmin(adminUrl, async (client) => {
			const roles = rolesFor(databaseOf(adminUrl));
			await createRole(client, { role: name, app: roles.app });
			await client.query(`CREATE SCHEMA ${schema}`);
			const version = await applyMigrations(client, { schema, kind: 'tenant', migrations: known.slice(0, 1) });
			await client.query(
				`INSERT INTO ${schema}."accounts" ("name", "mode", "currency", "currency_digits", "server", "login", "limits") VALUES ('A', 'NETTING', 'EUR', 2, 'S', 1, '{}')`,
			);
			await client.query(`INSERT INTO ${schema}."orders" VALUES
				(7, 1, NULL, 1, 'c-7', 'BUY', 'MARKET', 'IOC', 10, NULL, NULL, NULL, 0, 'FILLED', 'NONE', 10, 1100, 0, 5, NULL, NULL, NULL, 0, 1, 1, 1, 1, 42, now(), now())`);
			const row = await client.query<{ id: number }>(
				'INSERT INTO "platform"."tenants" ("slug", "name", "schema_name", "role_name", "schema_version", "base_currency") VALUES ($1, $1, $1, $1, $2, $3) RETURNING "id"',
				[name, version, 'EUR'],
			);
			return row.rows[0]?.id ?? 0;
		});
		const own = fleet.db.forTenant(tenantId);
		await expect(own.order.count()).rejects.toThrow(/TENANT_SCHEMA_TOO_OLD/);
		await migratePlatform({ adminUrl, appPassword: new URL(fleet.database.url).password });
		expect(await migrateTenants({ adminUrl })).toEqual([{ tenantId, slug: name, version: newest }]);
		fleet.db.forgetTenant(tenantId);
		expect(await own.orderEvent.findMany()).toMatchObject([{ accountId: 1, accountSeq: 42n, orderId: 7n, life: 'FILLED', filledQty: 10n }]);
		expect(await actualFacts(adminUrl, name)).toEqual(expectedFacts('tenant'));
		await expect(own.orderEvent.updateMany({ data: { life: 'CANCELED' } })).rejects.toThrow(/denied/);
	});
	test('one that can’t be migrated is reported and served at its old version; the others, suspended ones too, go on; the next run finishes', async () => {
		const [stuck = 0, suspended = 0] = fleet.ids;
		await asked(adminUrl, `UPDATE "platform"."tenants" SET "status" = 'SUSPENDED' WHERE "id" = ${suspended}`);
		await asked(adminUrl, `CREATE TABLE "${fleet.schemas[0]}"."notes" ("in_the_way" INTEGER)`);
		const migrations = [...known, add];

		const first = await migrateTenants({ adminUrl, migrations, workers: 3 });
		expect(first.filter((result) => 'error' in result).map(({ tenantId }) => tenantId)).toEqual([stuck]);
		expect(await versions()).toMatchObject({ [stuck]: newest, [suspended]: newest + 1 });
		await expect(fleet.handle(0).order.findMany()).resolves.toEqual([]);
		await expect(fleet.handle(2).order.findMany()).resolves.toEqual([]);
		const column = await asked(
			adminUrl,
			`SELECT 1 FROM information_schema.columns WHERE table_schema = '${fleet.schemas[0]}' AND column_name = 'note'`,
		);
		expect(column).toEqual([]);

		await asked(adminUrl, `DROP TABLE "${fleet.schemas[0]}"."notes"`);
		expect((await migrateTenants({ adminUrl, migrations })).map(({ tenantId }) => tenantId)).toEqual([stuck]);
		expect(await migrateTenants({ adminUrl, migrations })).toEqual([]);
		expect(new Set(Object.values(await versions()))).toEqual(new Set([newest + 1]));
		// A new table is open to its tenant alone.
		await expect(fleet.handle(0).$queryRawUnsafe('SELECT * FROM "__tenant__"."notes"')).resolves.toEqual([]);
		await expect(fleet.handle(0).$queryRawUnsafe(`SELECT * FROM "${fleet.schemas[1]}"."notes"`)).rejects.toThrow(/permission denied/);
	});
	test('waits for a table that is in use for a moment, and does it then', async () => {
		const holder = new pg.Client({ connectionString: adminUrl });
		await holder.connect();
		await holder.query(`BEGIN; LOCK TABLE "${fleet.schemas[3]}"."orders" IN ACCESS EXCLUSIVE MODE`);
		const third: Migration = {
			version: newest + 2,
			name: 'after_next.sql',
			sql: 'ALTER TABLE "__tenant__"."orders" ADD COLUMN "more" TEXT',
			checksum: 'after next',
		};
		const running = migrateTenants({ adminUrl, migrations: [...known, add, third], workers: 4 });
		await expect
			.poll(
				async () =>
					(
						await asked(
							adminUrl,
							`SELECT 1 FROM pg_stat_activity WHERE application_name = 'meridian-migrate' AND wait_event_type = 'Lock' AND datname = current_database()`,
						)
					).length,
				{ timeout: 10_000 },
			)
			.toBeGreaterThan(0);
		await holder.query('COMMIT');
		await holder.end();
		expect((await running).filter((result) => 'error' in result)).toEqual([]);
	});
});

describe('reset (last: it takes all away)', () => {
	test('drops what is ours and nothing that only looks like it, and may be run again', async () => {
		await fleet.db.close();
		await asked(adminUrl, 'CREATE SCHEMA "tenant_of_somebody_else"');
		await resetDatabase(adminUrl);
		await resetDatabase(adminUrl);
		const left = await asked<{ nspname: string }>(
			adminUrl,
			"SELECT nspname FROM pg_namespace WHERE nspname = 'platform' OR nspname LIKE 'tenant\\_%'",
		);
		expect(left.map(({ nspname }) => nspname)).toEqual(['tenant_of_somebody_else']);
		expect(await asked(adminUrl, 'SELECT 1 FROM pg_roles WHERE rolname = $1', [fleet.roles[0] ?? ''])).toEqual([]);
	});
});
