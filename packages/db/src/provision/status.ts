import { asAdmin } from '../migrate/transaction.ts';
import { moveTenant } from './life.ts';

/** Suspends a tenant or makes it active again, by its slug. @throws where there is no such tenant, or it can't go there. */
export async function setTenantStatus(
	adminUrl: string,
	{ slug, status }: { readonly slug: string; readonly status: 'ACTIVE' | 'SUSPENDED' },
): Promise<void> {
	const tenantId = await asAdmin(adminUrl, async (client) => {
		const found = await client.query<{ id: number; status: string }>(
			`SELECT "id", "status"::text FROM "platform"."tenants" WHERE "slug" = $1 AND "status" <> 'DELETED'`,
			[slug],
		);
		const row = found.rows[0];
		if (row === undefined) throw new Error(`there is no tenant with the slug "${slug}"`);
		return row.status === status ? null : row.id;
	});
	if (tenantId === null) return;
	await moveTenant(adminUrl, status === 'SUSPENDED' ? 'suspend' : 'resume', { tenantId, by: null, correlationId: 'cli' });
}
