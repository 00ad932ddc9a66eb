import pg from 'pg';
import { dropRole } from './shared-roles.ts';
import { asAdmin } from './transaction.ts';

/**
 * Drops the schemas of the tenants that schema platform names, and schema platform. Nothing is found by its name's shape: the
 * database may hold other people's schemas. A tenant's role goes too, unless another database of the cluster still uses it.
 */
export async function resetDatabase(adminUrl: string): Promise<void> {
	await asAdmin(adminUrl, async (client) => {
		const there = await client.query("SELECT 1 WHERE to_regclass('platform.tenants') IS NOT NULL");
		if (there.rowCount === 1) {
			const tenants = await client.query<{ schema_name: string; role_name: string }>(
				'SELECT "schema_name", "role_name" FROM "platform"."tenants"',
			);
			for (const { schema_name: schema, role_name: role } of tenants.rows) {
				await client.query(`DROP SCHEMA IF EXISTS ${pg.escapeIdentifier(schema)} CASCADE`);
				await dropRole(client, role);
			}
		}
		await client.query('DROP SCHEMA IF EXISTS "platform" CASCADE');
	});
}
