import type { Position } from '@meridian/db';
import { type ApiContext, viewerOf } from '../../context.ts';
import { intId } from '../../graphql/ids.ts';
import { valuedStream } from '../quotes/valued.ts';
import { ToldPositions } from './news.ts';
import { positionModel } from './service.ts';
import type { PositionNews } from './types.ts';

/** P&L at most 4 times a second and subscriber. */
const intervalMs = 250;

const keyOf = (row: Pick<Position, 'accountId' | 'positionTicket'>): string => `${row.accountId}-${row.positionTicket.toFixed(0)}`;
/** All open positions at first, then what changed by the venue's deals (quantity 0: closed) or by a quote. Rows are read again only after a wake-up. */
export function positionStream(context: ApiContext, accountGlobalId: string | null | undefined): AsyncIterableIterator<PositionNews[]> {
	const { tenantId } = viewerOf(context);
	const accountId = accountGlobalId == null ? undefined : (intId('Account', accountGlobalId) ?? 0);
	const where = accountId === undefined ? {} : { accountId };
	const rows = new Map<string, Position>();
	const told = new ToldPositions();

	/** Open positions, and those that were open here and are closed now. */
	async function read(): Promise<void> {
		const db = context.app.db.forTenant(tenantId);
		const open = await db.position.findMany({
			where: { ...where, qty: { gt: 0n } },
			orderBy: [{ openedAt: 'asc' }, { accountId: 'asc' }, { positionTicket: 'asc' }],
		});
		const stillOpen = new Set(open.map(keyOf));
		const gone = [...rows.values()].filter((row) => !stillOpen.has(keyOf(row)));
		const closed =
			gone.length === 0
				? []
				: await db.position.findMany({
						where: { OR: gone.map(({ accountId: account, positionTicket }) => ({ accountId: account, positionTicket })) },
					});
		rows.clear();
		for (const row of [...open, ...closed]) rows.set(keyOf(row), row);
	}

	return valuedStream(context, {
		...{ accountId, intervalMs, read, isQuoted: () => rows.size > 0 },
		news: (market, isFirst) => {
			const news: PositionNews[] = [];
			for (const [key, row] of rows) {
				const model = positionModel(row, market);
				const one = model && told.news(key, model);
				if (one) news.push(one);
				if (row.qty === 0n) {
					rows.delete(key);
					told.forget(key);
				}
			}
			return isFirst || news.length > 0 ? news : null;
		},
	});
}
