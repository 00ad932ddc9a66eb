import type { DealRow, Execution } from '@meridian/db';
import { Prisma } from '@meridian/db';
import { type ApiContext, viewerOf } from '../../context.ts';
import type { TenantDirectory } from '../../directory.ts';
import { decodeCursor, pageSize, toConnection } from '../../graphql/cursor.ts';
import { apiError } from '../../graphql/errors.ts';
import { intId, toInt } from '../../graphql/ids.ts';
import { ticketOf } from '../shared/rows.ts';
import type { ExecutionModel } from './types.ts';

export const executionFromRow = (row: Execution | DealRow, directory: TenantDirectory): ExecutionModel => ({
	__typename: 'Execution',
	accountId: row.accountId,
	currencyDigits: directory.accounts.get(row.accountId)?.currencyDigits ?? 2,
	dealTicket: ticketOf(row.dealTicket),
	revision: row.revision,
	orderId: row.orderId,
	instrument: row.instrumentId === null ? null : (directory.instruments.get(row.instrumentId) ?? null),
	type: row.type,
	entry: row.entry,
	reason: row.reason,
	qty: row.qty,
	price: row.price,
	profitMinor: row.profitMinor,
	commissionMinor: row.commissionMinor,
	swapMinor: row.swapMinor,
	feeMinor: row.feeMinor,
	late: row.late,
	at: row.venueAt,
	bookedAt: row.bookedAt,
	seq: row.accountSeq,
});

// Deal tickets are unique per broker account only, so the cursor's id carries both.
const accountSpan = 2n ** 31n;
// A cursor has room for 32 digits.
const revisionSpan = 2n ** 8n;

/** The tenant's executions, newest booked first. */
export async function listExecutions(
	context: ApiContext,
	args: {
		readonly accountId?: string | null | undefined;
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
	const deal = (after?.id ?? 0n) / revisionSpan;
	const ticket = new Prisma.Decimal((deal / accountSpan).toString());
	const accountId = Number(deal % accountSpan);
	const revision = Number((after?.id ?? 0n) % revisionSpan);
	const [directory, rows] = await Promise.all([
		app.directory.of(tenantId),
		app.db.forTenant(tenantId).execution.findMany({
			where: {
				...(args.accountId == null ? {} : { accountId: intId('Account', args.accountId) ?? 0 }),
				...(after === null
					? {}
					: {
							OR: [
								{ bookedAt: { lt: after.at } },
								{ bookedAt: after.at, dealTicket: { lt: ticket } },
								{ bookedAt: after.at, dealTicket: ticket, accountId: { lt: accountId } },
								{ bookedAt: after.at, dealTicket: ticket, accountId, revision: { lt: revision } },
							],
						}),
			},
			orderBy: [{ bookedAt: 'desc' }, { dealTicket: 'desc' }, { accountId: 'desc' }, { revision: 'desc' }],
			take: size + 1,
		}),
	]);
	const executions = rows.map((row) => executionFromRow(row, directory));
	return toConnection(executions, {
		size,
		after: after !== null,
		cursorOf: ({ bookedAt, dealTicket, accountId: account, revision: entry }) => ({
			at: bookedAt,
			id: (dealTicket * accountSpan + BigInt(account)) * revisionSpan + BigInt(entry),
		}),
	});
}

/** By its local id `<account>-<deal ticket>`, and `-<revision>` where it is not the first entry. */
export async function findExecution(context: ApiContext, id: string): Promise<ExecutionModel | null> {
	const { tenantId } = viewerOf(context);
	const [, account = '', deal = '', entry = '0'] = /^(\d{1,10})-(\d{1,20})(?:-(\d{1,5}))?$/.exec(id) ?? [];
	const accountId = toInt(account);
	if (accountId === null) return null;
	const row = await context.app.db
		.forTenant(tenantId)
		.execution.findFirst({ where: { accountId, dealTicket: new Prisma.Decimal(deal), revision: Number(entry) } });
	return row ? executionFromRow(row, await context.app.directory.of(tenantId)) : null;
}
