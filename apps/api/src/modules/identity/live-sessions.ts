import { isRole, type Role } from '@meridian/auth';
import type { Db } from '@meridian/db';
import { z } from 'zod';

const rowShape = z.object({
	id: z.string(),
	user_id: z.int(),
	tenant_id: z.int().nullable(),
	proved_at: z.date(),
	email: z.string(),
	name: z.string(),
	operator: z.boolean(),
	role: z.string().nullable(),
	tenant_status: z.string().nullable(),
});

/** A session that is in force, and whose: of a member of a tenant, or of an operator, who belongs to none. */
export type LiveSession = {
	readonly sessionId: number;
	readonly userId: number;
	readonly email: string;
	readonly name: string;
	readonly provedAtMs: number;
	readonly of: { readonly tenantId: number; readonly role: Role; readonly tenantActive: boolean } | 'operator';
};

/**
 * Which of these sessions are in force: not ended, and their user, membership and tenant are still there. The role is the one in force now.
 * One statement for any number, so that a process asks once for all its sockets.
 */
export async function liveSessions(db: Db, sessionIds: readonly number[]): Promise<Map<number, LiveSession>> {
	if (sessionIds.length === 0) return new Map();
	const ids = sessionIds.map(BigInt);
	const rows = await db.platform.$queryRaw<unknown[]>`
		SELECT s."id"::text AS "id", s."user_id", s."tenant_id", s."proved_at", u."email", u."name", u."operator",
			m."role"::text AS "role", t."status"::text AS "tenant_status"
		FROM "platform"."sessions" s
		JOIN "platform"."users" u ON u."id" = s."user_id" AND u."active"
		LEFT JOIN "platform"."memberships" m ON m."tenant_id" = s."tenant_id" AND m."user_id" = s."user_id" AND m."active"
		LEFT JOIN "platform"."tenants" t ON t."id" = s."tenant_id" AND t."status" IN ('ACTIVE', 'SUSPENDED')
		WHERE s."id" = ANY(${ids}) AND s."revoked_at" IS NULL AND s."expires_at" > now()`;
	return new Map(
		z
			.array(rowShape)
			.parse(rows)
			.flatMap((row) => {
				const of = ownerOf(row);
				if (of === null) return [];
				const sessionId = Number(row.id);
				const { user_id: userId, email, name } = row;
				return [[sessionId, { sessionId, userId, email, name, provedAtMs: row.proved_at.getTime(), of }] as const];
			}),
	);
}

function ownerOf(row: z.infer<typeof rowShape>): LiveSession['of'] | null {
	if (row.tenant_id === null) return row.operator ? 'operator' : null;
	if (!isRole(row.role) || row.tenant_status === null) return null;
	return { tenantId: row.tenant_id, role: row.role, tenantActive: row.tenant_status === 'ACTIVE' };
}
