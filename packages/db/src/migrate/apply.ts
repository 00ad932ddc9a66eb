import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { tenantSentinel } from '../sql-guard.ts';

export type Migration = { readonly version: number; readonly name: string; readonly sql: string; readonly checksum: string };

/** The SQL files of packages/db/migrations/<kind>, in order; `0001_name.sql` is version 1. @throws where the numbers have a gap. */
export function readMigrations(kind: 'platform' | 'tenant'): Migration[] {
	const dir = join(import.meta.dirname, '../../migrations', kind);
	const files = readdirSync(dir).filter((name) => name.endsWith('.sql'));
	return files.sort().map((name, index) => {
		const version = Number(name.slice(0, 4));
		if (version !== index + 1) throw new Error(`migrations/${kind}/${name}: version ${index + 1} was expected`);
		const sql = readFileSync(join(dir, name), 'utf8').replaceAll('\r\n', '\n'); // a checkout on Windows is the same migration
		return { version, name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
	});
}

let newest: number | undefined;
/** Of this release. */
export function newestTenantVersion(): number {
	newest ??= readMigrations('tenant').at(-1)?.version ?? 0;
	return newest;
}

/** A tenant's SQL, with its own schema in place of the sentinel. `schema` is quoted already. */
export const forSchema = (sql: string, schema: string): string => sql.replaceAll(`"${tenantSentinel}"`, schema);

/**
 * Applies what is missing in one schema, inside the caller's transaction, and writes down version and checksum.
 * @throws where an applied migration was edited since: the database and the files then tell different stories.
 */
export async function applyMigrations(
	client: pg.ClientBase,
	input: { schema: string; kind: 'platform' | 'tenant'; migrations?: readonly Migration[] },
): Promise<number> {
	const { schema, kind } = input;
	await client.query(
		`CREATE TABLE IF NOT EXISTS ${schema}."schema_migrations" ("version" INTEGER PRIMARY KEY, "name" TEXT NOT NULL, "checksum" TEXT NOT NULL, "applied_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP)`,
	);
	const applied = await client.query<{ version: number; checksum: string }>(
		`SELECT "version", "checksum" FROM ${schema}."schema_migrations"`,
	);
	const known = new Map(applied.rows.map((row) => [row.version, row.checksum]));
	let version = 0;
	for (const migration of input.migrations ?? readMigrations(kind)) {
		version = migration.version;
		const checksum = known.get(version);
		if (checksum === migration.checksum) continue;
		if (checksum !== undefined)
			throw new Error(`migration ${kind}/${migration.name} was changed after it had been applied to ${schema}; add a new one instead`);
		await client.query(kind === 'tenant' ? forSchema(migration.sql, schema) : migration.sql);
		await client.query(`INSERT INTO ${schema}."schema_migrations" ("version", "name", "checksum") VALUES ($1, $2, $3)`, [
			version,
			migration.name,
			migration.checksum,
		]);
	}
	return version;
}
