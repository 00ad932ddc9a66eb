import pg from 'pg';
import { appRole } from '../roles.ts';

export async function roleExists(client: pg.ClientBase, role: string): Promise<boolean> {
	const found = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
	return found.rowCount === 1;
}

/** A role that nobody logs in as, and that the login role may become but has nothing of by itself. */
export async function createRole(client: pg.ClientBase, role: string): Promise<void> {
	const name = pg.escapeIdentifier(role);
	if (!(await roleExists(client, role))) await client.query(`CREATE ROLE ${name} NOLOGIN NOINHERIT`);
	const server = await client.query<{ version: number }>("SELECT current_setting('server_version_num')::int AS version");
	// Before PostgreSQL 16 inheritance was the member's attribute alone, and the login role is NOINHERIT.
	const options = (server.rows[0]?.version ?? 0) >= 160_000 ? ' WITH INHERIT FALSE, SET TRUE' : '';
	await client.query(`GRANT ${name} TO ${pg.escapeIdentifier(appRole)}${options}`);
}

/**
 * Rights of a tenant's role: its own schema and nothing else. Rows are never deleted; executions, order events and breaks are added and read,
 * never changed. Both names are quoted.
 */
export async function grantTenant(client: pg.ClientBase, { schema, role }: { schema: string; role: string }): Promise<void> {
	await client.query(`REVOKE ALL ON SCHEMA ${schema} FROM PUBLIC`);
	await client.query(`GRANT USAGE ON SCHEMA ${schema} TO ${role}`);
	await client.query(`GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA ${schema} TO ${role}`);
	await client.query(`REVOKE UPDATE ON ${schema}."executions", ${schema}."breaks", ${schema}."order_events" FROM ${role}`);
	await client.query(`REVOKE INSERT, UPDATE ON ${schema}."schema_migrations" FROM ${role}`);
	await client.query(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${schema} TO ${role}`);
}
