import { PlatformPrisma } from '@meridian/db';
import { z } from 'zod';
import { auditActions } from '../../audit.ts';
import { type ApiContext, may, viewerOf } from '../../context.ts';
import { decodeCursor, pageSize, toConnection } from '../../graphql/cursor.ts';
import { apiError } from '../../graphql/errors.ts';
import { decodeId, toInt } from '../../graphql/ids.ts';
import type { AuditChoicesModel, AuditLineModel } from './types.ts';

export type AuditFilter = {
	/** A person's global id; one of nobody here finds nothing. */
	readonly personId?: string | null | undefined;
	readonly from?: Date | null | undefined;
	/** Not of this moment any more. */
	readonly to?: Date | null | undefined;
	readonly first?: number | null | undefined;
	readonly after?: string | null | undefined;
};

/** @throws FORBIDDEN */
export function requireAudit(context: ApiContext): number {
	const { tenantId } = viewerOf(context);
	if (!may(context, 'AUDIT_READ')) throw apiError('FORBIDDEN', 'Your role may not read the audit.');
	return tenantId;
}

/** The local id of a person, 0 where it names nobody, null where none was given. */
export function personOf({ personId }: AuditFilter): number | null {
	if (personId == null) return null;
	const { typename, id } = decodeId(personId);
	return typename === 'Person' ? (toInt(id) ?? 0) : 0;
}

/** @throws INVALID_INPUT */
export function cursorOf({ after }: AuditFilter) {
	const cursor = after == null ? null : decodeCursor(after);
	if (after != null && cursor === null)
		throw apiError('INVALID_INPUT', 'after is not a cursor of this list; use pageInfo.endCursor of the page before.');
	return cursor;
}

const { sql, empty } = PlatformPrisma;
const textMax = 100;
const rowsShape = z.array(
	z.object({
		...{ id: z.bigint(), at: z.date(), action: z.string(), userId: z.int().nullable(), correlationId: z.string() },
		...{ detail: z.string(), name: z.string().nullable(), email: z.string().nullable() },
	}),
) satisfies z.ZodType<AuditLineModel[]>;

/**
 * The tenant's own lines of the admin audit, newest first. A name is told of people of the tenant alone: of what an operator or a program
 * of the platform did, only that. @throws FORBIDDEN, INVALID_INPUT
 */
export async function listAudit(
	context: ApiContext,
	args: AuditFilter & { readonly actions?: readonly string[] | null | undefined; readonly text?: string | null | undefined },
) {
	const tenantId = requireAudit(context);
	const after = cursorOf(args);
	const size = pageSize(args.first);
	const userId = personOf(args);
	const text = args.text?.trim() ?? '';
	if (text.length > textMax) throw apiError('INVALID_INPUT', `text has at most ${textMax} characters.`);
	const found = await context.app.db.platform.$queryRaw<unknown[]>`
		SELECT a."id", a."at", a."action", a."user_id" AS "userId", a."correlation_id" AS "correlationId", a."detail"::text AS "detail", u."name", u."email"
		FROM "platform"."admin_audit" a
		LEFT JOIN "platform"."memberships" m ON m."tenant_id" = a."tenant_id" AND m."user_id" = a."user_id"
		LEFT JOIN "platform"."users" u ON u."id" = m."user_id"
		WHERE a."tenant_id" = ${tenantId}
			${after === null ? empty : sql`AND (a."at", a."id") < (${after.at}::timestamptz, ${after.id}::bigint)`}
			${args.from == null ? empty : sql`AND a."at" >= ${args.from}::timestamptz`}
			${args.to == null ? empty : sql`AND a."at" < ${args.to}::timestamptz`}
			${userId === null ? empty : sql`AND a."user_id" = ${userId}`}
			${args.actions == null ? empty : sql`AND a."action" = ANY(${[...args.actions]}::text[])`}
			${text === '' ? empty : sql`AND position(lower(${text}) IN lower(concat_ws(' ', a."action", a."detail"::text, a."correlation_id", u."name", u."email"))) > 0`}
		ORDER BY a."at" DESC, a."id" DESC LIMIT ${size + 1}`;
	return toConnection(rowsShape.parse(found), { size, after: after !== null, cursorOf: ({ at, id }) => ({ at, id }) });
}

/** By whom and by which act the audit can be asked. @throws FORBIDDEN */
export async function auditChoices(context: ApiContext): Promise<AuditChoicesModel> {
	const tenantId = requireAudit(context);
	const members = await context.app.db.platform.membership.findMany({
		where: { tenantId },
		select: { userId: true, user: { select: { name: true, email: true } } },
		orderBy: [{ user: { name: 'asc' } }, { userId: 'asc' }],
	});
	return { actions: auditActions, people: members.map(({ userId, user }) => ({ userId, ...user })) };
}
