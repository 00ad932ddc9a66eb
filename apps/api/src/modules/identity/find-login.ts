import { isRole, type Role } from '@meridian/auth';
import type { Db } from '@meridian/db';
import { z } from 'zod';

const rowShape = z.object({
	user_id: z.int(),
	email: z.string(),
	name: z.string(),
	password_hash: z.string(),
	user_active: z.boolean(),
	tenant_id: z.int().nullable(),
	role: z.string().nullable(),
	tenant_name: z.string().nullable(),
	tenant_status: z.string().nullable(),
	sso_enforced: z.boolean().nullable(),
	operator: z.boolean(),
	factors: z.array(z.string()),
});

export type LoginAccount = {
	readonly userId: number;
	readonly email: string;
	readonly name: string;
	readonly passwordHash: string;
	readonly active: boolean;
	/** Of the platform itself. */
	readonly operator: boolean;
	/** Kinds of confirmed second factors: TOTP, PASSKEY. */
	readonly factors: readonly string[];
	/** The tenant that a log-in leads to: an active one before a suspended one. Null: a user of no tenant that still is. */
	readonly membership: {
		readonly tenantId: number;
		readonly role: Role;
		readonly tenantName: string;
		readonly suspended: boolean;
		readonly ssoEnforced: boolean;
	} | null;
};

/** One statement whether there is such a user or not: neither the database's work nor its time tells which addresses exist. */
export async function findLogin(db: Db, email: string): Promise<LoginAccount | null> {
	const rows = await db.platform.$queryRaw<unknown[]>`
		SELECT u."id" AS "user_id", u."email", u."name", u."password_hash", u."active" AS "user_active", u."operator",
			ARRAY(SELECT DISTINCT f."kind" FROM "platform"."second_factors" f
				WHERE f."user_id" = u."id" AND f."confirmed_at" IS NOT NULL AND f."removed_at" IS NULL) AS "factors",
			t."id" AS "tenant_id", m."role"::text AS "role", t."name" AS "tenant_name", t."status"::text AS "tenant_status",
			(t."settings"->>'ssoEnforced')::boolean AS "sso_enforced"
		FROM "platform"."users" u
		LEFT JOIN "platform"."memberships" m ON m."user_id" = u."id" AND m."active"
		LEFT JOIN "platform"."tenants" t ON t."id" = m."tenant_id" AND t."status" <> 'DELETED'
		WHERE u."email" = ${email}
		ORDER BY (t."status" = 'ACTIVE') DESC NULLS LAST, t."id" ASC NULLS LAST
		LIMIT 1`;
	const row = rowShape.nullish().parse(rows[0]);
	if (!row) return null;
	const { tenant_id: tenantId, role, tenant_name: tenantName } = row;
	const membership =
		tenantId === null || tenantName === null || !isRole(role)
			? null
			: { tenantId, role, tenantName, suspended: row.tenant_status !== 'ACTIVE', ssoEnforced: row.sso_enforced === true };
	return {
		userId: row.user_id,
		email: row.email,
		name: row.name,
		passwordHash: row.password_hash,
		active: row.user_active,
		operator: row.operator,
		factors: row.factors,
		membership,
	};
}
