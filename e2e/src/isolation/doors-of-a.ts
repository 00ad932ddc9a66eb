import { randomUUID } from 'node:crypto';
import { sql } from './people.ts';

/** How people of tenant A come in. */
export function doorsOf(adminUrl: string, tenantId: number) {
	let made = 0;
	const row = (table: string, values: Record<string, string>) =>
		sql(adminUrl, async (query) => {
			const id = randomUUID();
			const names = Object.keys(values).map((name) => `, ${name}`);
			await query(
				`INSERT INTO platform.${table} (id, tenant_id${names.join('')}) VALUES ('${id}', ${tenantId}${Object.values(values)
					.map((value) => `, ${value}`)
					.join('')})`,
			);
			return id;
		});
	return {
		scimToken: () =>
			row('scim_tokens', { name: "'walk'", token_hash: `'${randomUUID()}'`, created_by: '1', expires_at: "now() + interval '1 day'" }),
		app: () =>
			row('oauth_apps', { name: "'Walk of A'", redirect_uris: "'{https://walk.example/back}'", scopes: "'{read}'", created_by: '1' }),
		/** An operator's wish to look in, and what the tenant has said to it. */
		support: (state: 'REQUESTED' | 'ALLOWED') =>
			row('support_grants', {
				...{ reason: "'walk'", hours: '1', requested_by: "(SELECT id FROM platform.users WHERE email = 'operator@meridian.example')" },
				...(state === 'REQUESTED'
					? {}
					: {
							decided_by: `(SELECT min(user_id) FROM platform.memberships WHERE tenant_id = ${tenantId})`,
							decided_at: 'now()',
							expires_at: "now() + interval '1 hour'",
						}),
			}),
		group: () => row('directory_groups', { display_name: "'Walkers of A'" }),
		/** An identity provider that nobody can reach. */
		provider: () =>
			sql(adminUrl, async (query) => {
				const id = randomUUID();
				const config = { kind: 'OIDC', issuer: 'https://127.0.0.1/', clientId: 'walk', roleClaim: null, roleMap: [], defaultRole: null };
				await query(`INSERT INTO platform.identity_providers (id, tenant_id, kind, name, config)
					VALUES ('${id}', ${tenantId}, 'OIDC', 'Walk', '${JSON.stringify(config)}')`);
				return id;
			}),
		/** A domain that is not proved. */
		domain: () =>
			sql(adminUrl, async (query) => {
				made += 1;
				await query(
					`INSERT INTO platform.tenant_domains (id, tenant_id, domain, token) VALUES ('${randomUUID()}', ${tenantId}, 'walk-${made}.example', 'none')`,
				);
				return `walk-${made}.example`;
			}),
	};
}
/** What a stranger could have changed of them. */
export const doorTables = ['identity_providers', 'tenant_domains', 'scim_tokens', 'directory_groups', 'oauth_apps', 'support_grants'];
