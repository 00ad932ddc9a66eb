import pg from 'pg';
import type { Roles } from '../roles.ts';
import { createRole, grantTenant, roleExists } from './grants.ts';

/** The platform's role in earlier versions. */
const sharedPlatformRole = 'meridian_platform';

/**
 * Gives every tenant the role that carries this database's name. Roles of earlier versions did not, so that two installations in one
 * cluster shared them; what such a role may do in this database is taken from it, and it goes where nobody else uses it.
 */
export async function replaceSharedRoles(client: pg.ClientBase, roles: Roles): Promise<void> {
	const tenants = await client.query<{ id: number; slug: string; schema_name: string; role_name: string }>(
		'SELECT "id", "slug", "schema_name", "role_name" FROM "platform"."tenants" ORDER BY "id"',
	);
	for (const { id, slug, schema_name, role_name: before } of tenants.rows) {
		const role = roles.tenant(slug);
		if (role === before) continue;
		await createRole(client, { role, app: roles.app });
		await grantTenant(client, { schema: pg.escapeIdentifier(schema_name), role: pg.escapeIdentifier(role) });
		await client.query('UPDATE "platform"."tenants" SET "role_name" = $2 WHERE "id" = $1', [id, role]);
		await retire(client, before);
	}
	if (await roleExists(client, sharedPlatformRole)) await retire(client, sharedPlatformRole);
}

async function retire(client: pg.ClientBase, role: string): Promise<void> {
	await client.query(`DROP OWNED BY ${pg.escapeIdentifier(role)}`); // it owns nothing: this takes its rights in this database
	await dropRole(client, role);
}

/** Unless another database of the cluster still uses it. */
export async function dropRole(client: pg.ClientBase, role: string): Promise<void> {
	await client.query('SAVEPOINT role');
	await client.query(`DROP ROLE IF EXISTS ${pg.escapeIdentifier(role)}`).catch(async (error: unknown) => {
		if (!(error instanceof pg.DatabaseError) || error.code !== '2BP01') throw error; // dependent_objects_still_exist
		await client.query('ROLLBACK TO SAVEPOINT role');
	});
}
