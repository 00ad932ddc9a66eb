import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { BindingBroken } from '../src/index.ts';
import { newestTenantVersion } from '../src/migrate/apply.ts';
import { minimumTenantVersion } from '../src/migrate/versions.ts';
import { asked } from './support/admin.ts';
import { createFleet, type Fleet } from './support/fleet.ts';

let fleet: Fleet;
let own = '';
let other = '';
beforeAll(async () => {
	fleet = await createFleet(3, { poolSize: 2, tenantCacheMs: 50 });
	[own = '', other = ''] = fleet.schemas;
}, 60_000);
afterAll(() => fleet?.close());

const sqlAt = (schema: string) => ({
	read: `SELECT * FROM "${schema}"."accounts"`,
	'read in a subquery': `SELECT (SELECT max("id") FROM "${schema}"."orders")`,
	insert: `INSERT INTO "${schema}"."journal_cursor" VALUES (1, 1)`,
	update: `UPDATE "${schema}"."accounts" SET "name" = 'taken'`,
	delete: `DELETE FROM "${schema}"."orders"`,
	truncate: `TRUNCATE "${schema}"."orders"`,
	'create table': `CREATE TABLE "${schema}"."mine" ("id" int)`,
	'alter table': `ALTER TABLE "${schema}"."orders" ADD COLUMN "x" int`,
	'drop table': `DROP TABLE "${schema}"."orders"`,
	'drop schema': `DROP SCHEMA "${schema}" CASCADE`,
	grant: `GRANT ALL ON SCHEMA "${schema}" TO PUBLIC`,
	'use a sequence': `SELECT nextval('"${schema}"."accounts_id_seq"')`,
});

describe('raw SQL that names another schema is refused by the database itself', () => {
	test.each(Object.keys(sqlAt('')) as (keyof ReturnType<typeof sqlAt>)[])('another tenant’s: %s', async (kind) => {
		await expect(fleet.handle(0).$executeRawUnsafe(sqlAt(other)[kind])).rejects.toThrow(/permission denied|must be owner/);
	});
	test('inside a transaction too, which is then rolled back whole', async () => {
		const work = fleet.handle(0).$transaction(async (tx) => {
			await tx.journalCursor.create({ data: { shard: 99, seq: 1n } });
			await tx.$executeRawUnsafe(sqlAt(other).update);
		});
		await expect(work).rejects.toThrow(/permission denied/);
		expect(await fleet.handle(0).journalCursor.findUnique({ where: { shard: 99 } })).toBeNull();
	});
	test.each([
		['the platform’s users', 'SELECT * FROM "platform"."users"'],
		['the platform’s tenants', `UPDATE "platform"."tenants" SET "name" = 'x'`],
		['the passwords of roles', 'SELECT * FROM pg_authid'],
		['files of the server', `SELECT pg_read_file('/etc/passwd')`],
		['a new role', 'CREATE ROLE mine'],
		['a table in public', 'CREATE TABLE public.mine (id int)'],
	])('%s', async (_name, sql) => {
		await expect(fleet.handle(0).$executeRawUnsafe(sql)).rejects.toThrow(/permission denied/);
	});
	test.each(['alter table', 'drop table', 'create table', 'truncate', 'delete'] as const)(
		'its own schema can’t be changed either: %s',
		async (kind) => {
			await expect(fleet.handle(0).$executeRawUnsafe(sqlAt(own)[kind])).rejects.toThrow(/permission denied|must be owner/);
		},
	);
	test.each(['executions', 'breaks'])('booked facts are never edited: %s', async (table) => {
		await expect(fleet.handle(0).$executeRawUnsafe(`UPDATE "${own}"."${table}" SET "account_seq" = 1`)).rejects.toThrow(
			/permission denied/,
		);
	});
	test('its own tables, named by the sentinel or by name, are open', async () => {
		for (const schema of ['__tenant__', own])
			expect(await fleet.handle(0).$queryRawUnsafe(`SELECT "name" FROM "${schema}"."accounts"`)).toEqual([{ name: 'Twin' }]);
	});
});

describe('the roles', () => {
	test('the login role alone reads nothing, whatever it may become', async () => {
		const client = new pg.Client({ connectionString: fleet.database.url });
		await client.connect();
		try {
			for (const sql of [sqlAt(own).read, 'SELECT * FROM "platform"."users"', 'CREATE SCHEMA mine']) {
				await expect(client.query(sql)).rejects.toThrow(/permission denied/);
			}
		} finally {
			await client.end();
		}
	});
	test('the platform role reads no tenant, and can neither add tenants nor edit the audit', async () => {
		const run = (sql: string) => fleet.db.platform.$executeRawUnsafe(sql);
		await expect(run(sqlAt(own).read)).rejects.toThrow(/permission denied/);
		await expect(run(`UPDATE "platform"."admin_audit" SET "action" = 'x'`)).rejects.toThrow(/permission denied/);
		await expect(run('DELETE FROM "platform"."admin_audit"')).rejects.toThrow(/permission denied/);
		await expect(run('DELETE FROM "platform"."tenants"')).rejects.toThrow(/permission denied/);
		await expect(run(`INSERT INTO "platform"."tenants" ("slug") VALUES ('x')`)).rejects.toThrow(/permission denied/);
	});
	test('each tenant’s statements run as its own role', async () => {
		const roles = await Promise.all(
			[0, 1, 2].map((at) => fleet.handle(at).$queryRaw<{ role: string }[]>`SELECT current_user::text AS role`),
		);
		expect(roles.flat().map(({ role }) => role)).toEqual([...fleet.roles]);
	});
});

describe('the adapter refuses', () => {
	test.each([
		['SET ROLE', () => `SET ROLE "${other}"`],
		['RESET ROLE', () => 'RESET ROLE'],
		['set_config', () => `SELECT set_config('role', '${other}', false)`],
		['SET SESSION', () => 'SET SESSION AUTHORIZATION postgres'],
		['two statements', () => `SELECT 1; ${sqlAt(other).read}`],
		['COMMIT', () => 'COMMIT'],
		['DO', () => `DO $$ BEGIN EXECUTE 'SET ROLE "${other}"'; END $$`],
	])('%s, in and outside a transaction, with its own code', async (_name, sql) => {
		const refused = { code: 'SQL_REFUSED' };
		await expect(fleet.handle(0).$executeRawUnsafe(sql())).rejects.toMatchObject(refused);
		await expect(fleet.handle(0).$queryRawUnsafe(sql())).rejects.toMatchObject(refused);
		await expect(fleet.handle(0).$transaction((tx) => tx.$executeRawUnsafe(sql()))).rejects.toMatchObject(refused);
	});
	test('array transactions, which would run in the first caller’s name', async () => {
		const handle = fleet.handle(0);
		const loose = handle as unknown as { $transaction(list: unknown[]): Promise<unknown> };
		await expect(loose.$transaction([handle.account.findMany()])).rejects.toBeInstanceOf(BindingBroken);
	});
	test('a transaction in a transaction', async () => {
		const nested = fleet.handle(0).$transaction(async (tx) => {
			const loose = tx as unknown as { $transaction(work: () => Promise<void>): Promise<void> };
			await loose.$transaction(async () => undefined);
		});
		await expect(nested).rejects.toMatchObject({ code: 'METHOD_REFUSED' });
	});
	test('a way to the shared client: a handle has none', () => {
		for (const name of ['$extends', '$connect', '$disconnect', '$on', '_engine']) expect(name in fleet.handle(0)).toBe(false);
	});
});

describe('a tenant that can’t be served is refused alone, with the reason', () => {
	const refusedWith = (code: string) => expect(fleet.handle(2).account.findMany()).rejects.toMatchObject({ name: 'TenantRefused', code });
	const set = (column: string, value: string) =>
		asked(fleet.database.adminUrl, `UPDATE "platform"."tenants" SET "${column}" = ${value} WHERE "id" = ${fleet.ids[2]}`);

	test('absent', async () => {
		await expect(fleet.db.forTenant(999_999).account.findMany()).rejects.toMatchObject({ code: 'TENANT_ABSENT' });
		await expect(fleet.db.forTenant(999_999).$transaction(async () => 1)).rejects.toMatchObject({ code: 'TENANT_ABSENT' });
		await expect(fleet.db.requireTenant(999_999)).rejects.toMatchObject({ code: 'TENANT_ABSENT' });
	});
	test('suspended by another process: a handle that is already held stops within the cache’s time, and works again after', async () => {
		await fleet.handle(2).account.findMany();
		await set('status', `'SUSPENDED'`);
		await vi.waitFor(() => refusedWith('TENANT_SUSPENDED'), { timeout: 5_000, interval: 20 });
		await expect(fleet.handle(1).account.findMany()).resolves.toHaveLength(1);
		await set('status', `'ACTIVE'`);
		await vi.waitFor(() => fleet.handle(2).account.findMany(), { timeout: 5_000, interval: 20 });
	});
	test('a schema older than this code can serve', async () => {
		await set('schema_version', `${minimumTenantVersion - 1}`);
		fleet.db.forgetTenant(fleet.ids[2]);
		await refusedWith('TENANT_SCHEMA_TOO_OLD');
		await expect(fleet.handle(1).account.findMany()).resolves.toHaveLength(1);
		await set('schema_version', String(newestTenantVersion()));
		fleet.db.forgetTenant();
		await expect(fleet.handle(2).account.findMany()).resolves.toHaveLength(1);
	});
});
