import { asAdmin } from '../migrate/transaction.ts';

/**
 * Suspends a tenant or makes it active again. The version moves too, so that the gateway's engine is told; API and gateway follow
 * within the time they believe a look-up. @throws where there is no such tenant, or it is deleted.
 */
export async function setTenantStatus(
	adminUrl: string,
	{ slug, status }: { readonly slug: string; readonly status: 'ACTIVE' | 'SUSPENDED' },
): Promise<void> {
	await asAdmin(adminUrl, async (client) => {
		const changed = await client.query<{ id: number }>(
			`UPDATE "platform"."tenants" SET "status" = $2::"platform"."tenant_status", "config_version" = "config_version" + 1
			 WHERE "slug" = $1 AND "status" <> 'DELETED' RETURNING "id"`,
			[slug, status],
		);
		const id = changed.rows[0]?.id;
		if (id === undefined) throw new Error(`there is no tenant with the slug "${slug}"`);
		await client.query(
			`INSERT INTO "platform"."admin_audit" ("tenant_id", "action", "detail", "correlation_id") VALUES ($1, $2, $3, 'cli')`,
			[id, status === 'SUSPENDED' ? 'tenant.suspend' : 'tenant.resume', JSON.stringify({ slug })],
		);
	});
}
