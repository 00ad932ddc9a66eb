import { type ApiContext, may, viewerOf } from '../../context.ts';
import { decodeCursor, pageSize, toConnection } from '../../graphql/cursor.ts';
import { apiError } from '../../graphql/errors.ts';

/** The tenant's own lines of the admin audit. @throws FORBIDDEN, INVALID_INPUT */
export async function listAudit(
	context: ApiContext,
	args: { readonly first?: number | null | undefined; readonly after?: string | null | undefined },
) {
	const { tenantId } = viewerOf(context);
	if (!may(context, 'AUDIT_READ')) throw apiError('FORBIDDEN', 'Your role may not read the audit.');
	const after = args.after == null ? null : decodeCursor(args.after);
	if (args.after != null && after === null)
		throw apiError('INVALID_INPUT', 'after is not a cursor of this list; use pageInfo.endCursor of the page before.');
	const size = pageSize(args.first);
	const rows = await context.app.db.platform.adminAudit.findMany({
		where: { tenantId, ...(after === null ? {} : { OR: [{ at: { lt: after.at } }, { at: after.at, id: { lt: after.id } }] }) },
		orderBy: [{ at: 'desc' }, { id: 'desc' }],
		take: size + 1,
	});
	return toConnection(rows, { size, after: after !== null, cursorOf: ({ at, id }) => ({ at, id }) });
}
