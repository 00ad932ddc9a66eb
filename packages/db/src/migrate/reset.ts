import pg from 'pg';
import { asAdmin } from './transaction.ts';

/** Drops the tenants' schemas and schema platform. Roles stay: another database of the cluster may use them. */
export async function resetDatabase(adminUrl: string): Promise<void> {
	await asAdmin(adminUrl, async (client) => {
		const found = await client.query<{ name: string }>(
			"SELECT nspname AS name FROM pg_namespace WHERE nspname = 'platform' OR nspname LIKE 'tenant\\_%'",
		);
		for (const { name } of found.rows) await client.query(`DROP SCHEMA ${pg.escapeIdentifier(name)} CASCADE`);
	});
}
