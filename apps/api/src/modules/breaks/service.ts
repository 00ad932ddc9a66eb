import { breakChoices, breakCodes } from '@meridian/core';
import type { Break } from '@meridian/db';
import { type ApiContext, viewerOf } from '../../context.ts';
import { decodeCursor, pageSize, toConnection } from '../../graphql/cursor.ts';
import { apiError } from '../../graphql/errors.ts';
import { intId } from '../../graphql/ids.ts';
import { ticketOf, word } from '../shared/rows.ts';
import type { BreakModel } from './types.ts';

export const breakFromRow = (row: Break): BreakModel => {
	const ticket = ticketOf(row.ticket);
	return {
		accountId: row.accountId,
		seq: row.accountSeq,
		code: word(breakCodes, row.code),
		orderId: row.orderId === 0n ? null : row.orderId,
		ticket: ticket === 0n ? null : ticket,
		at: row.at,
		resolvedAt: row.resolvedAt,
		choice: row.choice === null ? null : word(breakChoices, row.choice),
		resolvedBy: row.resolvedBy,
	};
};

/** Sequences count per account, so that the cursor's id carries both. */
const accountSpan = 2n ** 31n;

/** The tenant's breaks, newest first. */
export async function listBreaks(
	context: ApiContext,
	args: {
		readonly accountId?: string | null | undefined;
		readonly open?: boolean | null | undefined;
		readonly first?: number | null | undefined;
		readonly after?: string | null | undefined;
	},
) {
	const { tenantId } = viewerOf(context);
	const after = args.after == null ? null : decodeCursor(args.after);
	if (args.after != null && after === null)
		throw apiError('INVALID_INPUT', 'after is not a cursor of this list; use pageInfo.endCursor of the page before.');
	const size = pageSize(args.first);
	const seq = after === null ? 0n : after.id / accountSpan;
	const accountId = after === null ? 0 : Number(after.id % accountSpan);
	const rows = await context.app.db.forTenant(tenantId).break.findMany({
		where: {
			...(args.accountId == null ? {} : { accountId: intId('Account', args.accountId) ?? 0 }),
			...(args.open == null ? {} : { resolvedAt: args.open ? null : { not: null } }),
			...(after === null
				? {}
				: {
						OR: [
							{ at: { lt: after.at } },
							{ at: after.at, accountSeq: { lt: seq } },
							{ at: after.at, accountSeq: seq, accountId: { lt: accountId } },
						],
					}),
		},
		orderBy: [{ at: 'desc' }, { accountSeq: 'desc' }, { accountId: 'desc' }],
		take: size + 1,
	});
	return toConnection(rows.map(breakFromRow), {
		size,
		after: after !== null,
		cursorOf: (row) => ({ at: row.at, id: row.seq * accountSpan + BigInt(row.accountId) }),
	});
}
