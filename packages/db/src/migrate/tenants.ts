import pg from 'pg';
import { applyMigrations, type Migration, readMigrations } from './apply.ts';
import { grantTenant } from './grants.ts';
import { connectAdmin, migrationLock } from './transaction.ts';

type Row = { readonly id: number; readonly slug: string; readonly schema_name: string; readonly role_name: string };
export type TenantMigration = { readonly tenantId: number; readonly slug: string; readonly version: number } | TenantMigrationFailure;
export type TenantMigrationFailure = { readonly tenantId: number; readonly slug: string; readonly error: Error };

const lockTimeoutMs = 3_000;
const attemptsMax = 5;
/** lock_not_available, deadlock_detected, serialization_failure: somebody was in the way; nothing is wrong. */
const passing = new Set(['55P03', '40P01', '40001']);

/** One tenant, in one transaction: the version in the platform's row and the tables agree at every moment. */
async function migrateOne(client: pg.Client, tenant: Row, migrations: readonly Migration[]): Promise<number> {
	const schema = pg.escapeIdentifier(tenant.schema_name);
	for (let attempt = 1; ; attempt += 1) {
		try {
			await client.query('BEGIN');
			await client.query(`SET LOCAL lock_timeout = ${lockTimeoutMs}`);
			await client.query('SELECT pg_advisory_xact_lock_shared($1)', [migrationLock]);
			await client.query('SELECT 1 FROM "platform"."tenants" WHERE "id" = $1 FOR UPDATE', [tenant.id]);
			const version = await applyMigrations(client, { schema, kind: 'tenant', migrations });
			await grantTenant(client, { schema, role: pg.escapeIdentifier(tenant.role_name) });
			await client.query('UPDATE "platform"."tenants" SET "schema_version" = $2 WHERE "id" = $1', [tenant.id, version]);
			await client.query('COMMIT');
			return version;
		} catch (error) {
			await client.query('ROLLBACK');
			const code = error instanceof pg.DatabaseError ? error.code : undefined;
			if (code === undefined || !passing.has(code) || attempt >= attemptsMax) throw error;
		}
	}
}

/**
 * Brings every tenant that is behind to the newest schema, suspended and deleted ones too (they may come back). A tenant that fails
 * is reported and does not hold back the others; a run that was cut off is simply run again.
 * @param input.workers connections, each with one tenant at a time (default 2).
 */
export async function migrateTenants(input: {
	adminUrl: string;
	workers?: number;
	migrations?: readonly Migration[];
}): Promise<TenantMigration[]> {
	const migrations = input.migrations ?? readMigrations('tenant');
	const newest = migrations.at(-1)?.version ?? 0;
	const first = await connectAdmin(input.adminUrl);
	const results: TenantMigration[] = [];
	const workers: Promise<void>[] = [];
	try {
		const behind = await first.query<Row>(
			'SELECT "id", "slug", "schema_name", "role_name" FROM "platform"."tenants" WHERE "schema_version" < $1 ORDER BY "id"',
			[newest],
		);
		const queue = behind.rows;
		const work = async (client: pg.Client): Promise<void> => {
			for (let tenant = queue.shift(); tenant !== undefined; tenant = queue.shift()) {
				const { id: tenantId, slug } = tenant;
				try {
					results.push({ tenantId, slug, version: await migrateOne(client, tenant, migrations) });
				} catch (error) {
					results.push({ tenantId, slug, error: error instanceof Error ? error : new Error(String(error)) });
				}
			}
		};
		const extra = Math.min(input.workers ?? 2, queue.length) - 1;
		for (let i = 0; i < extra; i += 1)
			workers.push(connectAdmin(input.adminUrl).then((client) => work(client).finally(() => client.end())));
		await Promise.all([work(first), ...workers]);
	} finally {
		await Promise.allSettled(workers);
		await first.end();
	}
	return results.toSorted((a, b) => a.tenantId - b.tenantId);
}
