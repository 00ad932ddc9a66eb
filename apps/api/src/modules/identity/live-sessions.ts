import { isRole, type Role } from '@meridian/auth';
import { type Db, PlatformPrisma } from '@meridian/db';
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
	app_id: z.string().nullable(),
	scopes: z.array(z.string()).nullable(),
	support_id: z.string().nullable(),
	methods: z.array(z.string()),
	mark: z.string(),
});
const markShape = z.tuple([z.object({ marks: z.record(z.string(), z.string()).nullable() })]);

/** A session that is in force, and whose: of a member of a tenant, or of an operator, who belongs to none. */
export type LiveSession = {
	readonly sessionId: number;
	readonly userId: number;
	readonly email: string;
	readonly name: string;
	readonly provedAtMs: number;
	/** It came with a secret of its own, not as a person. */
	readonly isProgram: boolean;
	readonly of: TenantSide | 'operator';
	/** Another one after each change of what it says. */
	readonly mark: string;
};
type TenantSide = { readonly tenantId: number; readonly role: Role; readonly tenantActive: boolean; readonly delegated: Delegated | null };
/** Somebody else acts in the person's place, or an operator looks in: what they may is less than what the role may. */
export type Delegated = { readonly by: 'APP' | 'SUPPORT'; readonly id: string; readonly scopes: readonly string[] };

const { sql } = PlatformPrisma;
const inForce = (sessionIds: readonly number[]) => sql`
	FROM "platform"."sessions" s
	JOIN "platform"."users" u ON u."id" = s."user_id" AND u."active"
	LEFT JOIN "platform"."memberships" m ON m."tenant_id" = s."tenant_id" AND m."user_id" = s."user_id" AND m."active"
	LEFT JOIN "platform"."tenants" t ON t."id" = s."tenant_id" AND t."status" IN ('ACTIVE', 'SUSPENDED')
	LEFT JOIN "platform"."support_grants" g ON g."id" = s."support_grant_id" AND g."tenant_id" = s."tenant_id"
		AND g."revoked_at" IS NULL AND g."expires_at" > now()
	WHERE s."id" = ANY(${sessionIds.map(BigInt)}) AND s."revoked_at" IS NULL AND s."expires_at" > now()`;
/** The transactions that wrote the rows. */
const mark = sql`concat_ws('.', s.xmin, u.xmin, coalesce(m.xmin::text, '-'), coalesce(t.xmin::text, '-'), coalesce(g.xmin::text, '-'))`;

/**
 * Which of these sessions are in force: not ended, and their user, membership and tenant are still there. The role is the one in force now.
 * One statement for any number, so that a process asks once for all its sockets.
 */
export async function liveSessions(db: Db, sessionIds: readonly number[]): Promise<Map<number, LiveSession>> {
	if (sessionIds.length === 0) return new Map();
	const rows = await db.platform.$queryRaw<unknown[]>`
		SELECT s."id"::text AS "id", s."user_id", s."tenant_id", s."proved_at", u."email", u."name", u."operator",
			m."role"::text AS "role", t."status"::text AS "tenant_status", s."app_id", s."scopes", s."methods", g."id" AS "support_id",
			${mark} AS "mark" ${inForce(sessionIds)}`;
	return new Map(
		z
			.array(rowShape)
			.parse(rows)
			.flatMap((row) => {
				const of = ownerOf(row);
				if (of === null) return [];
				const sessionId = Number(row.id);
				const { user_id: userId, email, name, mark } = row;
				return [
					[
						sessionId,
						{
							sessionId,
							userId,
							email,
							name,
							provedAtMs: row.proved_at.getTime(),
							isProgram: row.methods.includes('client_secret'),
							of,
							mark,
						},
					] as const,
				];
			}),
	);
}

/** The marks of those that are in force; whether they speak for anybody is for who reads them. */
export async function sessionMarks(db: Db, sessionIds: readonly number[]): Promise<ReadonlyMap<number, string>> {
	const rows = await db.platform.$queryRaw`SELECT json_object_agg(s."id", ${mark}) AS "marks" ${inForce(sessionIds)}`;
	const [{ marks }] = markShape.parse(rows);
	return new Map(Object.entries(marks ?? {}).map(([id, text]) => [Number(id), text]));
}

function ownerOf(row: z.infer<typeof rowShape>): LiveSession['of'] | null {
	if (row.tenant_id === null) return row.operator ? 'operator' : null;
	if (row.tenant_status === null) return null;
	const side = { tenantId: row.tenant_id, tenantActive: row.tenant_status === 'ACTIVE' };
	// An operator is no member: only the tenant's consent, while it lasts, makes the session speak for anything.
	if (row.operator)
		return row.support_id === null
			? null
			: { ...side, role: 'READ_ONLY', delegated: { by: 'SUPPORT', id: row.support_id, scopes: ['read'] } };
	if (!isRole(row.role)) return null;
	return { ...side, role: row.role, delegated: row.app_id === null ? null : { by: 'APP', id: row.app_id, scopes: row.scopes ?? [] } };
}
