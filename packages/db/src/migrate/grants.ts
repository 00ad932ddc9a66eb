import pg from 'pg';

export async function roleExists(client: pg.ClientBase, role: string): Promise<boolean> {
	const found = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
	return found.rowCount === 1;
}

/** A role that nobody logs in as, and that the login role may become but has nothing of by itself. */
export async function createRole(client: pg.ClientBase, { role, app }: { role: string; app: string }): Promise<void> {
	const name = pg.escapeIdentifier(role);
	if (!(await roleExists(client, role))) await client.query(`CREATE ROLE ${name} NOLOGIN NOINHERIT`);
	const server = await client.query<{ version: number }>("SELECT current_setting('server_version_num')::int AS version");
	// Before PostgreSQL 16 inheritance was the member's attribute alone, and the login role is NOINHERIT.
	const options = (server.rows[0]?.version ?? 0) >= 160_000 ? ' WITH INHERIT FALSE, SET TRUE' : '';
	await client.query(`GRANT ${name} TO ${pg.escapeIdentifier(app)}${options}`);
}

const appendOnly = ['executions', 'order_events', 'breaks', 'alert_events', 'webhook_attempts', 'ml_feature_sets', 'ml_watch_points'];

/**
 * Rights of a tenant's role: its own schema and nothing else. Rows are never deleted; executions, order events and breaks are added and read,
 * never changed, but for what became of a break. Both names are quoted.
 */
export async function grantTenant(client: pg.ClientBase, { schema, role }: { schema: string; role: string }): Promise<void> {
	await client.query(`REVOKE ALL ON SCHEMA ${schema} FROM PUBLIC`);
	await client.query(`GRANT USAGE ON SCHEMA ${schema} TO ${role}`);
	await client.query(`GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA ${schema} TO ${role}`);
	for (const table of appendOnly) {
		// A schema of an earlier version has fewer tables.
		const there = await client.query('SELECT 1 WHERE to_regclass($1) IS NOT NULL', [`${schema}."${table}"`]);
		if (there.rowCount === 1) await client.query(`REVOKE UPDATE ON ${schema}."${table}" FROM ${role}`);
	}
	const resolution = await client.query(
		"SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass($1) AND attname = 'resolved_at' AND NOT attisdropped",
		[`${schema}."breaks"`],
	);
	if (resolution.rowCount === 1)
		await client.query(`GRANT UPDATE ("resolved_at", "choice", "resolved_by") ON ${schema}."breaks" TO ${role}`);
	await client.query(`REVOKE INSERT, UPDATE ON ${schema}."schema_migrations" FROM ${role}`);
	await client.query(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${schema} TO ${role}`);
}
