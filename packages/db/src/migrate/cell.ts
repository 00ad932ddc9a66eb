import pg from 'pg';
import { databaseOf, rolesFor } from '../roles.ts';
import { roleExists } from './grants.ts';
import { asAdmin } from './transaction.ts';

/**
 * Makes a database fit to hold tenants: its login role, and nothing that everybody may create in. The database with schema platform needs it
 * no less (migratePlatform). Idempotent.
 */
export async function prepareCell(input: { readonly adminUrl: string; readonly appPassword: string }): Promise<void> {
	await asAdmin(input.adminUrl, (client) => createLogin(client, { database: databaseOf(input.adminUrl), appPassword: input.appPassword }));
}

export async function createLogin(
	client: pg.ClientBase,
	input: { readonly database: string; readonly appPassword: string },
): Promise<void> {
	const roles = rolesFor(input.database);
	const app = pg.escapeIdentifier(roles.app);
	if (!(await roleExists(client, roles.app))) await client.query(`CREATE ROLE ${app} LOGIN NOINHERIT`);
	await client.query(
		`ALTER ROLE ${app} LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD ${pg.escapeLiteral(input.appPassword)}`,
	);
	await client.query(`GRANT CONNECT ON DATABASE ${pg.escapeIdentifier(input.database)} TO ${app}`);
	await client.query('REVOKE CREATE ON SCHEMA public FROM PUBLIC');
}

/** Names a cell to the platform, so that tenants may be placed there. */
export async function openCell(adminUrl: string, cell: { readonly name: string; readonly tenantsMax?: number }): Promise<void> {
	await asAdmin(adminUrl, (client) =>
		client.query(
			`INSERT INTO "platform"."database_cells" ("name", "tenants_max") VALUES ($1, $2)
			ON CONFLICT ("name") DO UPDATE SET "tenants_max" = EXCLUDED."tenants_max", "open" = true`,
			[cell.name, cell.tenantsMax ?? 500],
		),
	);
}
