import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDb } from '../src/index.ts';
import { createRole, grantTenant } from '../src/migrate/grants.ts';
import { migratePlatform } from '../src/migrate/platform.ts';
import { resetDatabase } from '../src/migrate/reset.ts';
import { asAdmin } from '../src/migrate/transaction.ts';
import { databaseOf, rolesFor } from '../src/roles.ts';
import { createTestDatabase, type TestDatabase } from '../src/testing/index.ts';
import { asked } from './support/admin.ts';

/** Both have the same tenants: Aurora and Borealis. */
describe('two installations in one cluster', () => {
	let one: TestDatabase;
	let two: TestDatabase;
	beforeEach(async () => {
		[one, two] = await Promise.all([createTestDatabase(), createTestDatabase()]);
	}, 60_000);
	afterEach(async () => {
		await Promise.all([one?.close(), two?.close()]);
	});

	const rolesOf = async ({ adminUrl }: TestDatabase): Promise<string[]> =>
		(await asked<{ role_name: string }>(adminUrl, 'SELECT "role_name" FROM "platform"."tenants"')).map(({ role_name }) => role_name);
	const works = async ({ url }: TestDatabase): Promise<number[]> => {
		const db = createDb({ url });
		try {
			return await Promise.all([db.platform.tenant.count(), db.forTenant(1).account.count(), db.forTenant(2).account.count()]);
		} finally {
			await db.close();
		}
	};
	/** What the login of one installation gets to see with this SQL in the database of the other. */
	const trespass = async (sql: string): Promise<unknown> => {
		const url = new URL(one.url);
		url.pathname = `/${databaseOf(two.url)}`;
		return asked(url.href, sql);
	};

	test('share no role', async () => {
		const [ones, twos] = [await rolesOf(one), await rolesOf(two)];
		expect(new Set([...ones, ...twos, new URL(one.url).username, new URL(two.url).username]).size).toBe(6);
		expect(await works(one)).toEqual(await works(two));
	});

	test('can’t become each other’s roles, nor read each other’s rows', async () => {
		const [role = ''] = await rolesOf(two);
		await expect(trespass(`SET ROLE ${pg.escapeIdentifier(role)}`)).rejects.toThrow(/permission denied/);
		await expect(trespass(`SET ROLE ${pg.escapeIdentifier(rolesFor(databaseOf(two.url)).platform)}`)).rejects.toThrow(/permission denied/);
		await expect(trespass('SELECT * FROM "tenant_aurora"."accounts"')).rejects.toThrow(/permission denied/);
		await expect(trespass('SELECT * FROM "platform"."users"')).rejects.toThrow(/permission denied/);
	});

	test('keep working while the other changes its password, or is taken away', async () => {
		await migratePlatform({ adminUrl: one.adminUrl, appPassword: 'another password of one' });
		await expect(works(one)).rejects.toThrow(/password authentication|Authentication failed/i);
		expect(await works(two)).toEqual([2, 2, 2]);
		await resetDatabase(one.adminUrl);
		expect(await works(two)).toEqual([2, 2, 2]);
	});

	test('from before roles carried the database’s name, each is given its own, and the shared one goes with its last user', async () => {
		const shared = `tenant_shared_${databaseOf(one.url).slice(-6)}`;
		for (const { adminUrl } of [one, two])
			await asAdmin(adminUrl, async (client) => {
				await createRole(client, { role: shared, app: rolesFor(databaseOf(adminUrl)).app });
				await grantTenant(client, { schema: '"tenant_aurora"', role: shared });
				await client.query(`UPDATE "platform"."tenants" SET "role_name" = '${shared}' WHERE "slug" = 'aurora'`);
			});
		const exists = async () => (await asked(one.adminUrl, 'SELECT 1 FROM pg_roles WHERE rolname = $1', [shared])).length === 1;
		const migrate = ({ adminUrl, url }: TestDatabase) => migratePlatform({ adminUrl, appPassword: new URL(url).password });

		await migrate(one);
		expect(await rolesOf(one)).toContain(rolesFor(databaseOf(one.url)).tenant('aurora'));
		expect([await exists(), await works(one), await works(two)]).toEqual([true, [2, 2, 2], [2, 2, 2]]);
		await migrate(two);
		expect([await exists(), await works(two)]).toEqual([false, [2, 2, 2]]);
	});
});
