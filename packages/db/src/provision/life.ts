import pg from 'pg';
import { mainCell } from '../cell-pool.ts';
import { dropRole } from '../migrate/shared-roles.ts';
import { asAdmin } from '../migrate/transaction.ts';

/** URLs of the cells as their administrator, beside the main one. */
export type CellAdmins = Readonly<Record<string, string>>;

type Moved = { readonly tenantId: number; readonly slug: string };
type Move = { readonly tenantId: number; readonly by: number | null; readonly correlationId: string };

/** From which states a tenant may go where. A purged one is gone: it has no row that any of these finds. */
const moves = {
	suspend: { from: ['ACTIVE'], to: 'SUSPENDED' },
	resume: { from: ['SUSPENDED'], to: 'ACTIVE' },
	/** Suspended first: the engine has taken its orders back before anything of it goes. */
	delete: { from: ['SUSPENDED'], to: 'DELETED' },
	restore: { from: ['DELETED'], to: 'SUSPENDED' },
} as const;
export type TenantMove = keyof typeof moves;

/** The tenant can't go there from where it is. */
export class MoveRefused extends Error {
	override readonly name = 'MoveRefused';
}

/**
 * Moves a tenant through its life. The configuration's version moves too, so the gateway is told within seconds: suspended or deleted, the
 * engine takes working entry orders back and nothing new. A deleted tenant may be restored (suspended) until its grace has passed.
 * @param input.graceDays of a deletion. @throws MoveRefused
 */
export async function moveTenant(adminUrl: string, move: TenantMove, input: Move & { readonly graceDays?: number }): Promise<Moved> {
	const { from, to } = moves[move];
	return asAdmin(adminUrl, async (client) => {
		const changed = await client.query<{ id: number; slug: string }>(
			`UPDATE "platform"."tenants" SET "status" = $2::"platform"."tenant_status", "config_version" = "config_version" + 1,
				"purge_after" = CASE WHEN $3 THEN now() + make_interval(days => $4) ELSE NULL END
			WHERE "id" = $1 AND "status"::text = ANY($5) AND "purged_at" IS NULL RETURNING "id", "slug"`,
			[input.tenantId, to, move === 'delete', input.graceDays ?? 30, from],
		);
		const row = changed.rows[0];
		if (row === undefined) throw new MoveRefused(`tenant ${input.tenantId} can't ${move}: it is not ${from.join(' or ')}`);
		await record(client, { ...input, action: `tenant.${move}`, detail: { slug: row.slug } });
		return { tenantId: row.id, slug: row.slug };
	});
}

/**
 * Destroys what deleted tenants left whose grace has passed: schema and role. The platform's row stays, under another slug, so that ids are
 * never used twice and the audit still says who it was.
 */
export async function purgeDeleted(
	adminUrl: string,
	input: { readonly cells: CellAdmins; readonly correlationId: string },
): Promise<Moved[]> {
	const due = await asAdmin(adminUrl, async (client) => {
		const rows = await client.query<{ id: number; slug: string; cell: string; schema_name: string; role_name: string }>(
			`SELECT "id", "slug", "cell", "schema_name", "role_name" FROM "platform"."tenants"
			WHERE "status" = 'DELETED' AND "purged_at" IS NULL AND "purge_after" <= now() ORDER BY "id"`,
		);
		return rows.rows;
	});
	const purged: Moved[] = [];
	for (const tenant of due) {
		const cellUrl = tenant.cell === mainCell ? adminUrl : input.cells[tenant.cell];
		if (cellUrl === undefined) throw new Error(`tenant ${tenant.slug} is in cell ${tenant.cell}, whose administrator's URL is not given`);
		// The data first: should this stop in between, the next run finds the tenant still due and nothing left to drop.
		await asAdmin(cellUrl, async (client) => {
			await client.query(`DROP SCHEMA IF EXISTS ${pg.escapeIdentifier(tenant.schema_name)} CASCADE`);
			await dropRole(client, tenant.role_name);
		});
		await asAdmin(adminUrl, async (client) => {
			await client.query(
				`UPDATE "platform"."tenants" SET "purged_at" = now(), "slug" = "slug" || '~' || "id", "schema_name" = "schema_name" || '~' || "id",
					"role_name" = "role_name" || '~' || "id" WHERE "id" = $1`,
				[tenant.id],
			);
			await client.query('UPDATE "platform"."memberships" SET "active" = false WHERE "tenant_id" = $1', [tenant.id]);
			await record(client, {
				...{ tenantId: tenant.id, by: null, correlationId: input.correlationId },
				...{ action: 'tenant.purge', detail: { slug: tenant.slug } },
			});
		});
		purged.push({ tenantId: tenant.id, slug: tenant.slug });
	}
	return purged;
}

export async function record(
	client: pg.ClientBase,
	entry: Move & { readonly action: string; readonly detail: Readonly<Record<string, unknown>> },
): Promise<void> {
	await client.query(
		'INSERT INTO "platform"."admin_audit" ("tenant_id", "user_id", "action", "detail", "correlation_id") VALUES ($1, $2, $3, $4, $5)',
		[entry.tenantId, entry.by, entry.action, JSON.stringify(entry.detail), entry.correlationId],
	);
}
