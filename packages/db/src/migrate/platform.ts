import pg from 'pg';
import { databaseOf, rolesFor } from '../roles.ts';
import { applyMigrations } from './apply.ts';
import { createLogin } from './cell.ts';
import { createRole } from './grants.ts';
import { replaceSharedRoles } from './shared-roles.ts';
import { asAdmin } from './transaction.ts';

/** How people and programs come in, and what they may. Nothing is deleted: what ends is marked so. */
const doorTables = [
	...['oauth_apps', 'oauth_codes', 'support_grants'],

	'password_resets',
	'identity_providers',
	'tenant_domains',
	'external_identities',
	'scim_tokens',
	'directory_users',
	'directory_groups',
	'directory_group_members',
];

/** Roles and schema `platform`, from nothing or from any earlier version. Idempotent. */
export async function migratePlatform(input: { adminUrl: string; appPassword: string }): Promise<void> {
	await asAdmin(input.adminUrl, async (client) => {
		const roles = rolesFor(databaseOf(input.adminUrl));
		await createLogin(client, { database: databaseOf(input.adminUrl), appPassword: input.appPassword });
		await createRole(client, { role: roles.platform, app: roles.app });
		await client.query('CREATE SCHEMA IF NOT EXISTS "platform"');
		await applyMigrations(client, { schema: '"platform"', kind: 'platform' });
		const role = pg.escapeIdentifier(roles.platform);
		await client.query(`GRANT USAGE ON SCHEMA "platform" TO ${role}`);
		await client.query(`GRANT SELECT, UPDATE ON "platform"."tenants", "platform"."users", "platform"."memberships" TO ${role}`);
		await client.query(`GRANT SELECT, INSERT ON "platform"."admin_audit", "platform"."tenant_jobs" TO ${role}`); // append-only; jobs are done by the control process
		await client.query(`GRANT SELECT ON "platform"."database_cells" TO ${role}`);
		await client.query(`GRANT SELECT, INSERT, UPDATE ON "platform"."shard_epochs" TO ${role}`);
		await client.query(`GRANT SELECT, INSERT, UPDATE ON "platform"."trading_credentials", "platform"."terminal_keys" TO ${role}`); // revoked, never deleted
		// Sessions end, factors are removed, invitations are revoked: nothing of a person is deleted.
		await client.query(
			`GRANT SELECT, INSERT, UPDATE ON "platform"."sessions", "platform"."refresh_tokens", "platform"."invitations", "platform"."second_factors", "platform"."recovery_codes", "platform"."approvals", "platform"."api_clients" TO ${role}`,
		);
		for (const table of doorTables) await client.query(`GRANT SELECT, INSERT, UPDATE ON "platform"."${table}" TO ${role}`);
		await client.query(`GRANT INSERT ON "platform"."users", "platform"."memberships" TO ${role}`); // by invitation
		await client.query(`GRANT SELECT ON "platform"."market_data_entitlements" TO ${role}`); // granted by the operator's command alone
		await client.query(`GRANT SELECT, INSERT, UPDATE ON "platform"."market_data_usage" TO ${role}`);
		await client.query(`GRANT SELECT, INSERT, UPDATE ON "platform"."webhook_endpoints" TO ${role}`); // removed, never deleted
		await client.query(`GRANT SELECT, INSERT ON "platform"."usage_events" TO ${role}`); // append-only
		await client.query(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA "platform" TO ${role}`);
		await replaceSharedRoles(client, roles);
	});
}
