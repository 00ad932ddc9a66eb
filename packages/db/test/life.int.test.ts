import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDb, type Db } from '../src/index.ts';
import { type Migration, readMigrations } from '../src/migrate/apply.ts';
import { databaseOf, rolesFor } from '../src/roles.ts';
import {
	createTestDatabase,
	exportTenant,
	migrateTenants,
	moveTenant,
	openCell,
	prepareCell,
	provisionTenant,
	purgeDeleted,
	type TestDatabase,
} from '../src/testing/index.ts';
import { asked } from './support/admin.ts';
import { twin } from './support/fleet.ts';

/** Two databases, each with tenants; the second has no schema platform. */
describe('a fleet over two databases', () => {
	let main: TestDatabase;
	let db: Db;
	let cellAdmin = '';
	let cells: Record<string, string> = {};
	let dir = '';
	const move = (tenantId: number) => ({ tenantId, by: null, correlationId: 'test' });

	beforeAll(async () => {
		main = await createTestDatabase();
		const name = `meridian_cell_${randomBytes(5).toString('hex')}`;
		await asked(main.adminUrl, `CREATE DATABASE ${name}`);
		const admin = Object.assign(new URL(main.adminUrl), { pathname: `/${name}` });
		const app = Object.assign(new URL(admin), { username: rolesFor(name).app, password: 'a password of the cell' });
		cellAdmin = admin.href;
		cells = { eu2: cellAdmin };
		await prepareCell({ adminUrl: cellAdmin, appPassword: 'a password of the cell' });
		await openCell(main.adminUrl, { name: 'eu2', tenantsMax: 3 });
		db = createDb({ url: main.url, cells: { eu2: app.href }, tenantCacheMs: 0, serveSuspended: true });
		dir = await mkdtemp(join(tmpdir(), 'meridian-export-'));
	}, 60_000);
	afterAll(async () => {
		await db?.close();
		const name = databaseOf(cellAdmin);
		await asked(main.adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
		for (const { rolname } of await asked<{ rolname: string }>(
			main.adminUrl,
			'SELECT rolname FROM pg_roles WHERE starts_with(rolname, $1)',
			[rolesFor(name).app.replace(/app$/, '')],
		))
			await asked(main.adminUrl, `DROP ROLE "${rolname}"`);
		await main?.close();
		await rm(dir, { recursive: true });
	});
	const far = (slug: string) => provisionTenant(main.adminUrl, twin(slug), { cell: { name: 'eu2', adminUrl: cellAdmin } });

	test('serves tenants of both at once, each its own rows, in a role of its own database', async () => {
		const [one, two] = [await far('far1'), await far('far2')];
		const near = await provisionTenant(main.adminUrl, twin('near1'));
		const ids = [one.tenantId, near.tenantId, two.tenantId];
		const marks = await Promise.all(
			Array.from({ length: 60 }, (_, at) => db.forTenant(ids[at % 3] ?? 0).instrument.findFirst({ where: { id: 1 } })),
		);
		expect(new Set(marks.map((row, at) => `${at % 3} ${row?.description}`))).toEqual(new Set(['0 far1', '1 near1', '2 far2']));
		const role = await db.forTenant(one.tenantId).$queryRaw<{ role: string }[]>`SELECT current_user::text AS role`;
		expect(role).toEqual([{ role: rolesFor(databaseOf(cellAdmin)).tenant('far1') }]);
		expect(await asked(main.adminUrl, `SELECT 1 FROM pg_namespace WHERE nspname = 'tenant_far1'`)).toEqual([]);
	});

	test('refuses a tenant of a database that a process does not know, alone, and a cell that is full', async () => {
		const lone = createDb({ url: main.url });
		const { tenantId } = await far('far1');
		await expect(lone.forTenant(tenantId).account.count()).rejects.toMatchObject({ code: 'CELL_UNKNOWN' });
		expect(await lone.forTenant(1).account.count()).toBe(2);
		await lone.close();
		await far('far3');
		await expect(far('far4')).rejects.toThrow(/full/);
	});

	test('finishes a tenant whose making was cut off between the two databases', async () => {
		await openCell(main.adminUrl, { name: 'eu2', tenantsMax: 9 });
		const { tenantId } = await far('torn');
		await asked(main.adminUrl, `UPDATE platform.tenants SET status = 'PROVISIONING', schema_version = 0 WHERE id = ${tenantId}`);
		await expect(db.forTenant(tenantId).account.count()).rejects.toMatchObject({ code: 'TENANT_ABSENT' });
		expect(await far('torn')).toEqual({ tenantId, created: true });
		expect(await db.forTenant(tenantId).instrument.count()).toBe(2); // filled once
	});

	test('half migrated, is finished by the next run; a tenant that fails is told and holds nobody back', async () => {
		const migrations = readMigrations('tenant');
		const version = migrations.length + 1;
		const sql = 'CREATE TABLE "__tenant__"."later" ("id" INTEGER NOT NULL)';
		const next: Migration = { version, name: 'later', sql, checksum: createHash('sha256').update(sql).digest('hex') };
		// In the way of one tenant of each database.
		await asked(main.adminUrl, 'CREATE TABLE tenant_near1.later (id INTEGER)');
		await asked(cellAdmin, 'CREATE TABLE tenant_far2.later (id INTEGER)');
		const run = () => migrateTenants({ adminUrl: main.adminUrl, cells, workers: 3, migrations: [...migrations, next] });
		const first = await run();
		expect(first.filter((result) => 'error' in result).map(({ slug }) => slug)).toEqual(['far2', 'near1']);
		expect(first.length).toBe(7);
		await asked(main.adminUrl, 'DROP TABLE tenant_near1.later');
		await asked(cellAdmin, 'DROP TABLE tenant_far2.later');
		// As if a run had died after the tables of far3 and before the platform's row.
		await asked(main.adminUrl, `UPDATE platform.tenants SET schema_version = ${version - 1} WHERE slug = 'far3'`);
		expect((await run()).map((result) => [result.slug, 'version' in result && result.version])).toEqual([
			['far2', version],
			['near1', version],
			['far3', version],
		]);
		expect(await run()).toEqual([]);
	});

	test('exports all of a tenant, and nothing of another', async () => {
		const { tenantId } = await far('far1');
		await db.forTenant(tenantId).desk.create({ data: { name: 'Export desk' } });
		const exported = await exportTenant(main.adminUrl, { tenantId, cells, dir, nowMs: 1_700_000_000_000 });
		const bytes = readFileSync(exported.file);
		expect(createHash('sha256').update(bytes).digest('hex')).toBe(exported.sha256);
		const lines = gunzipSync(bytes).toString('utf8').trim().split('\n');
		expect(JSON.parse(lines[0] ?? '')).toMatchObject({ meridianExport: 1, tenant: 'far1' });
		expect(exported.rows).toMatchObject({ accounts: 1, instruments: 2, desks: 1 });
		expect(lines.length - 1).toBe(Object.values(exported.rows).reduce((sum, rows) => sum + rows, 0));
		expect(lines.join()).toContain('Export desk');
		expect(lines.join()).not.toMatch(/far2|near1|aurora/);
	});

	test('deletes with grace: restored before it ends, destroyed after, with its role, in its own database alone', async () => {
		const { tenantId } = await far('far2');
		await expect(moveTenant(main.adminUrl, 'delete', move(tenantId))).rejects.toThrow(/not SUSPENDED/);
		await moveTenant(main.adminUrl, 'suspend', move(tenantId));
		await moveTenant(main.adminUrl, 'delete', { ...move(tenantId), graceDays: 30 });
		await expect(db.forTenant(tenantId).account.count()).rejects.toMatchObject({ code: 'TENANT_ABSENT' });
		expect(await purgeDeleted(main.adminUrl, { cells, correlationId: 'test' })).toEqual([]);
		await moveTenant(main.adminUrl, 'restore', move(tenantId));
		expect(await db.forTenant(tenantId).account.count()).toBe(1);

		await moveTenant(main.adminUrl, 'delete', { ...move(tenantId), graceDays: 0 });
		expect(await purgeDeleted(main.adminUrl, { cells, correlationId: 'test' })).toEqual([{ tenantId, slug: 'far2' }]);
		expect(await asked(cellAdmin, `SELECT 1 FROM pg_namespace WHERE nspname = 'tenant_far2'`)).toEqual([]);
		expect(await asked(cellAdmin, 'SELECT 1 FROM pg_roles WHERE rolname = $1', [rolesFor(databaseOf(cellAdmin)).tenant('far2')])).toEqual(
			[],
		);
		await expect(moveTenant(main.adminUrl, 'restore', move(tenantId))).rejects.toThrow(/not DELETED/);
		const again = await far('far2'); // the name is free, the id is not
		expect(again.created && again.tenantId !== tenantId).toBe(true);
		expect(await purgeDeleted(main.adminUrl, { cells, correlationId: 'test' })).toEqual([]);
	});

	test('each move is for the states it is for, tells the gateway by a new version, and is audited', async () => {
		const { tenantId } = await far('far3');
		const version = async () => (await db.platform.tenant.findUnique({ where: { id: tenantId } }))?.configVersion;
		const before = (await version()) ?? 0;
		await moveTenant(main.adminUrl, 'suspend', { tenantId, by: 7, correlationId: 'why' });
		await expect(moveTenant(main.adminUrl, 'suspend', move(tenantId))).rejects.toThrow(/not ACTIVE/);
		await moveTenant(main.adminUrl, 'resume', move(tenantId));
		expect(await version()).toBe(before + 2);
		const audit = await db.platform.adminAudit.findMany({
			where: { tenantId },
			orderBy: { id: 'asc' },
			select: { action: true, userId: true },
		});
		expect(audit.slice(-2)).toEqual([
			{ action: 'tenant.suspend', userId: 7 },
			{ action: 'tenant.resume', userId: null },
		]);
	});
}, 120_000);
