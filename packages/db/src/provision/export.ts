import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { mainCell } from '../cell-pool.ts';
import { connectAdmin } from '../migrate/transaction.ts';
import type { CellAdmins } from './life.ts';

export type TenantExport = {
	readonly file: string;
	/** Of the file, in hex. */
	readonly sha256: string;
	readonly rows: Readonly<Record<string, number>>;
};

const pageRows = 1_000;
/** Of the platform, what is the tenant's own: no password, no other tenant of its people. */
const platformTables = {
	people: `SELECT u."id", u."email", u."name", m."role", m."active" FROM "platform"."memberships" m JOIN "platform"."users" u ON u."id" = m."user_id" WHERE m."tenant_id" = $1`,
	admin_audit: 'SELECT * FROM "platform"."admin_audit" WHERE "tenant_id" = $1 ORDER BY "id"',
	trading_credentials: 'SELECT * FROM "platform"."trading_credentials" WHERE "tenant_id" = $1 ORDER BY "id"',
	// Without the keys, encrypted as they are.
	terminal_keys: `SELECT "id", "account_id", "created_by", "created_at", "revoked_at" FROM "platform"."terminal_keys" WHERE "tenant_id" = $1 ORDER BY "id"`,
} as const;

/**
 * Everything of a tenant as one gzipped file of JSON lines, `{"table":..., "row":{...}}`, first a line that says what it is. All tables of
 * its schema are read in one transaction, so the rows fit each other. 64-bit numbers are strings.
 */
export async function exportTenant(
	adminUrl: string,
	input: { readonly tenantId: number; readonly cells: CellAdmins; readonly dir: string; readonly nowMs: number },
): Promise<TenantExport> {
	const platform = await connectAdmin(adminUrl);
	try {
		const found = await platform.query<{ slug: string; cell: string; schema_name: string; schema_version: number }>(
			'SELECT "slug", "cell", "schema_name", "schema_version" FROM "platform"."tenants" WHERE "id" = $1 AND "purged_at" IS NULL',
			[input.tenantId],
		);
		const tenant = found.rows[0];
		if (tenant === undefined) throw new Error(`there is no tenant ${input.tenantId}`);
		const cellUrl = tenant.cell === mainCell ? adminUrl : input.cells[tenant.cell];
		if (cellUrl === undefined) throw new Error(`the administrator's URL of cell ${tenant.cell} is not given`);
		const own = await connectAdmin(cellUrl);
		try {
			await own.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
			const rows: Record<string, number> = {};
			const head = {
				meridianExport: 1,
				tenant: tenant.slug,
				schemaVersion: tenant.schema_version,
				at: new Date(input.nowMs).toISOString(),
			};
			await mkdir(input.dir, { recursive: true, mode: 0o700 });
			const file = join(input.dir, `${tenant.slug}-${input.nowMs}.jsonl.gz`);
			const hash = createHash('sha256');
			const lines = async function* () {
				yield `${JSON.stringify(head)}\n`;
				for (const [table, sql] of Object.entries(platformTables)) {
					const result = await platform.query<Record<string, unknown>>(sql, [input.tenantId]);
					rows[table] = result.rows.length;
					for (const row of result.rows) yield line(table, row);
				}
				for (const table of await tablesOf(own, tenant.schema_name)) {
					rows[table] = 0;
					for await (const row of rowsOf(own, { schema: tenant.schema_name, table })) {
						rows[table] += 1;
						yield line(table, row);
					}
				}
			};
			const hashing = async function* (chunks: AsyncIterable<Buffer>) {
				for await (const chunk of chunks) {
					hash.update(chunk);
					yield chunk;
				}
			};
			await pipeline(Readable.from(lines()), createGzip(), hashing, createWriteStream(`${file}.part`, { mode: 0o600 }));
			await rename(`${file}.part`, file);
			return { file, sha256: hash.digest('hex'), rows };
		} finally {
			await own.end();
		}
	} finally {
		await platform.end();
	}
}

const line = (table: string, row: Readonly<Record<string, unknown>>): string => `${JSON.stringify({ table, row })}\n`;

async function tablesOf(client: pg.ClientBase, schema: string): Promise<string[]> {
	const found = await client.query<{ name: string }>('SELECT tablename AS name FROM pg_tables WHERE schemaname = $1 ORDER BY 1', [schema]);
	return found.rows.map(({ name }) => name);
}

/** A page at a time through a cursor: a table may be larger than memory. */
async function* rowsOf(client: pg.ClientBase, input: { schema: string; table: string }): AsyncGenerator<Record<string, unknown>> {
	const name = `${pg.escapeIdentifier(input.schema)}.${pg.escapeIdentifier(input.table)}`;
	await client.query(`DECLARE "rows" NO SCROLL CURSOR FOR SELECT * FROM ${name}`);
	try {
		for (;;) {
			const page = await client.query<Record<string, unknown>>(`FETCH ${pageRows} FROM "rows"`);
			yield* page.rows;
			if (page.rows.length < pageRows) return;
		}
	} finally {
		await client.query('CLOSE "rows"');
	}
}
