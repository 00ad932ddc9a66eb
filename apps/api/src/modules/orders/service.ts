import { type ApiContext, viewerOf } from '../../context.ts';
import { decodeCursor, pageSize, toConnection } from '../../graphql/cursor.ts';
import { apiError } from '../../graphql/errors.ts';
import { intId } from '../../graphql/ids.ts';
import { loadersOf } from '../../loaders.ts';
import { orderFromRow } from './model.ts';
import type { OrderModel } from './types.ts';

const workingLives = ['INITIALIZED', 'HELD', 'SUBMITTED', 'ACCEPTED', 'TRIGGERED', 'UNKNOWN'];

/** The tenant's orders, newest first. An account id that names nothing of the tenant has no orders. */
export async function listOrders(
	context: ApiContext,
	args: {
		readonly accountId?: string | null | undefined;
		readonly working?: boolean | null | undefined;
		readonly first?: number | null | undefined;
		readonly after?: string | null | undefined;
	},
) {
	const { tenantId } = viewerOf(context);
	const { app } = context;
	const after = args.after == null ? null : decodeCursor(args.after);
	if (args.after != null && after === null)
		throw apiError('INVALID_INPUT', 'after is not a cursor of this list; use pageInfo.endCursor of the page before.');
	const size = pageSize(args.first);
	const [directory, rows] = await Promise.all([
		app.directory.of(tenantId),
		app.db.forTenant(tenantId).orderRows({
			...(args.accountId == null ? {} : { accountId: intId('Account', args.accountId) ?? 0 }),
			...(args.working == null ? {} : { lives: { words: workingLives, areWanted: args.working } }),
			...(after === null ? {} : { after }),
			most: size + 1,
		}),
	]);
	const orders = rows.map((row) => orderFromRow(row, directory));
	return toConnection(orders, { size, after: after !== null, cursorOf: (order) => ({ at: order.createdAt, id: order.id }) });
}

export async function findOrder(context: ApiContext, id: bigint | null): Promise<OrderModel | null> {
	const { tenantId } = viewerOf(context);
	if (id === null) return null;
	const row = await loadersOf(context).order.load(id);
	return row ? orderFromRow(row, await context.app.directory.of(tenantId)) : null;
}
