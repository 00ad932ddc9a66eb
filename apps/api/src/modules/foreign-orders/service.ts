import { foreignOrderStates, foreignOrigins, orderReasons, sides, venueOrderTypes } from '@meridian/core';
import type { ForeignOrder } from '@meridian/db';
import { type ApiContext, viewerOf } from '../../context.ts';
import type { TenantDirectory } from '../../directory.ts';
import { intId } from '../../graphql/ids.ts';
import { ticketOf, word } from '../shared/rows.ts';
import type { ForeignOrderModel } from './types.ts';

const mostRows = 500;
const workingStates = ['PLACED', 'PARTIAL'];

const fromRow = ({ instrumentId, ...row }: ForeignOrder, directory: TenantDirectory): ForeignOrderModel => ({
	...row,
	ticket: ticketOf(row.ticket),
	instrument: directory.instruments.get(instrumentId ?? 0) ?? null,
	origin: word(foreignOrigins, row.origin),
	reason: row.reason === null ? null : word(orderReasons, row.reason),
	type: row.type === null ? null : word(venueOrderTypes, row.type),
	side: word(sides, row.side),
	state: word(foreignOrderStates, row.state),
});

/** The newest first, by the venue's time; at most 500. */
export async function listForeignOrders(
	context: ApiContext,
	args: { readonly accountId?: string | null | undefined; readonly working?: boolean | null | undefined },
): Promise<ForeignOrderModel[]> {
	const { tenantId } = viewerOf(context);
	const { working } = args;
	const [directory, rows] = await Promise.all([
		context.app.directory.of(tenantId),
		context.app.db.forTenant(tenantId).foreignOrder.findMany({
			where: {
				...(args.accountId == null ? {} : { accountId: intId('Account', args.accountId) ?? 0 }),
				...(working == null ? {} : { state: working ? { in: workingStates } : { notIn: workingStates } }),
			},
			orderBy: [{ venueAt: 'desc' }, { accountId: 'asc' }, { ticket: 'desc' }],
			take: mostRows,
		}),
	]);
	return rows.map((row) => fromRow(row, directory));
}
