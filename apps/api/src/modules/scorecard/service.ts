import { sides } from '@meridian/core';
import { Prisma } from '@meridian/db';
import { type ApiContext, viewerOf } from '../../context.ts';
import type { InstrumentModel } from '../instruments/types.ts';
import { stagesFromRow } from '../orders/stages.ts';
import { word } from '../shared/rows.ts';
import { type Score, type ScoredOrder, scoreOf } from './score.ts';

export const scorecardGroups = ['VENUE', 'TERMINAL'] as const;
export type ScorecardGroup = (typeof scorecardGroups)[number];
export type ScorecardRow = {
	readonly venue: string;
	/** Null where a venue's terminals are taken together. */
	readonly accountId: number | null;
	readonly instrument: InstrumentModel;
	readonly score: Score;
};
export type Scorecard = { readonly from: Date; readonly isComplete: boolean; readonly rows: readonly ScorecardRow[] };

const hourMs = 3_600_000;
/** More than that in the window: the newest are scored, and the answer says so. */
const ordersMax = 50_000;

/** How each broker served this tenant, per symbol, from the orders that were asked for within the last `hours`. */
export async function scorecard(context: ApiContext, args: { readonly by: ScorecardGroup; readonly hours: number }): Promise<Scorecard> {
	const { tenantId } = viewerOf(context);
	const { app } = context;
	const from = new Date(app.nowMs() - args.hours * hourMs);
	const [directory, orders] = await Promise.all([
		app.directory.of(tenantId),
		app.db.forTenant(tenantId).order.findMany({
			where: { createdAt: { gte: from }, stages: { not: Prisma.DbNull }, instrumentId: { not: null } },
			select: {
				...{ accountId: true, instrumentId: true, side: true, type: true, life: true, retcode: true },
				...{ price: true, filledQty: true, filledNotional: true, stages: true },
			},
			orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
			take: ordersMax + 1,
		}),
	]);
	const groups = new Map<string, Omit<ScorecardRow, 'score'> & { readonly orders: ScoredOrder[] }>();
	for (const row of orders.slice(0, ordersMax)) {
		const stages = stagesFromRow(row.stages);
		const account = directory.accounts.get(row.accountId);
		const instrument = directory.instruments.get(row.instrumentId ?? 0);
		if (stages === null || account === undefined || instrument === undefined) continue;
		const accountId = args.by === 'TERMINAL' ? account.id : null;
		const key = `${accountId ?? account.server}\n${instrument.id}`;
		const group = groups.get(key) ?? { venue: account.server, accountId, instrument, orders: [] };
		const { type, retcode, price, filledQty, filledNotional } = row;
		const isRejected = row.life === 'REJECTED';
		group.orders.push({ side: word(sides, row.side), type, isRejected, retcode, price, filledQty, filledNotional, stages });
		groups.set(key, group);
	}
	const rows = [...groups.values()].map(({ orders: of, ...rest }) => ({ ...rest, score: scoreOf(of) }));
	return { from, isComplete: orders.length <= ordersMax, rows: rows.toSorted((a, b) => b.score.asked - a.score.asked) };
}
