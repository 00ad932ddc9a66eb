import pg from 'pg';
import { mainCell } from '../cell-pool.ts';
import type { CellAdmins } from '../provision/life.ts';
import { applyMigrations, type Migration, readMigrations } from './apply.ts';
import { grantTenant } from './grants.ts';
import { connectAdmin, migrationLock } from './transaction.ts';

type Row = { readonly id: number; readonly slug: string; readonly cell: string; readonly schema_name: string; readonly role_name: string };
export type TenantMigration = { readonly tenantId: number; readonly slug: string; readonly version: number } | TenantMigrationFailure;
export type TenantMigrationFailure = { readonly tenantId: number; readonly slug: string; readonly error: Error };

const lockTimeoutMs = 3_000;
const attemptsMax = 5;
/** lock_not_available, deadlock_detected, serialization_failure: somebody was in the way; nothing is wrong. */
const passing = new Set(['55P03', '40P01', '40001']);

/** The platform's connection, and the one to the database of the tenant: the same where it is in the main one. */
type Connections = { readonly platform: pg.Client; readonly own: pg.Client };

/**
 * One tenant. In the main database that is one transaction. In another the tables come first: cut off in between, they are newer than the
 * platform's row says, and the next run finds nothing to do there and writes the row.
 */
async function migrateOne({ platform, own }: Connections, tenant: Row, migrations: readonly Migration[]): Promise<number> {
	const schema = pg.escapeIdentifier(tenant.schema_name);
	const both = own === platform ? [platform] : [platform, own];
	for (let attempt = 1; ; attempt += 1) {
		try {
			for (const client of both) await client.query('BEGIN');
			for (const client of both) await client.query(`SET LOCAL lock_timeout = ${lockTimeoutMs}`);
			await platform.query('SELECT pg_advisory_xact_lock_shared($1)', [migrationLock]);
			await platform.query('SELECT 1 FROM "platform"."tenants" WHERE "id" = $1 FOR UPDATE', [tenant.id]);
			const version = await applyMigrations(own, { schema, kind: 'tenant', migrations });
			await grantTenant(own, { schema, role: pg.escapeIdentifier(tenant.role_name) });
			if (own !== platform) await own.query('COMMIT');
			await platform.query('UPDATE "platform"."tenants" SET "schema_version" = $2 WHERE "id" = $1', [tenant.id, version]);
			await platform.query('COMMIT');
			return version;
		} catch (error) {
			for (const client of both) await client.query('ROLLBACK');
			const code = error instanceof pg.DatabaseError ? error.code : undefined;
			if (code === undefined || !passing.has(code) || attempt >= attemptsMax) throw error;
		}
	}
}

/** The connections of one worker, opened as its tenants need them. */
class WorkerConnections {
	readonly #urls: CellAdmins;
	readonly #platform: pg.Client;
	readonly #own = new Map<string, pg.Client>();

	constructor(platform: pg.Client, urls: CellAdmins) {
		this.#platform = platform;
		this.#urls = urls;
	}

	async of(cell: string): Promise<Connections> {
		if (cell === mainCell) return { platform: this.#platform, own: this.#platform };
		const url = this.#urls[cell];
		if (url === undefined) throw new Error(`it is in cell ${cell}, whose administrator's URL is not given (MERIDIAN_CELL_ADMINS)`);
		const own = this.#own.get(cell) ?? (await connectAdmin(url));
		this.#own.set(cell, own);
		return { platform: this.#platform, own };
	}

	async end(): Promise<void> {
		await Promise.all([this.#platform, ...this.#own.values()].map((client) => client.end()));
	}
}

/**
 * Brings every tenant that is behind to the newest schema, suspended and deleted ones too (they may come back). A tenant that fails
 * is reported and does not hold back the others; a run that was cut off is simply run again.
 * @param input.workers each with one tenant at a time (default 2). @param input.cells of the databases beside the main one.
 */
export async function migrateTenants(input: {
	adminUrl: string;
	cells?: CellAdmins;
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
			`SELECT "id", "slug", "cell", "schema_name", "role_name" FROM "platform"."tenants"
			WHERE "schema_version" < $1 AND "status" <> 'PROVISIONING' AND "purged_at" IS NULL ORDER BY "id"`,
			[newest],
		);
		const queue = behind.rows;
		const work = async (client: pg.Client): Promise<void> => {
			const connections = new WorkerConnections(client, input.cells ?? {});
			try {
				for (let tenant = queue.shift(); tenant !== undefined; tenant = queue.shift()) {
					const { id: tenantId, slug } = tenant;
					try {
						results.push({ tenantId, slug, version: await migrateOne(await connections.of(tenant.cell), tenant, migrations) });
					} catch (error) {
						results.push({ tenantId, slug, error: error instanceof Error ? error : new Error(String(error)) });
					}
				}
			} finally {
				await connections.end();
			}
		};
		const extra = Math.min(input.workers ?? 2, queue.length) - 1;
		for (let i = 0; i < extra; i += 1) workers.push(connectAdmin(input.adminUrl).then(work));
		await Promise.all([work(first), ...workers]);
	} finally {
		await Promise.allSettled(workers);
	}
	return results.toSorted((a, b) => a.tenantId - b.tenantId);
}
