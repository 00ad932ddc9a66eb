import { type ApiContext, viewerOf } from '../../context.ts';

export type Entitlement = { readonly venue: string; readonly instrument: string };

/** What the viewer's tenant may read of the shared data; nothing, unless it was granted. */
export function entitlements(context: ApiContext): Promise<readonly Entitlement[]> {
	const { tenantId } = viewerOf(context);
	return context.app.db.platform.marketDataEntitlement.findMany({ where: { tenantId }, select: { venue: true, instrument: true } });
}

/** An entitlement to * is to every instrument of the venue. */
export const isEntitled = (granted: readonly Entitlement[], wanted: Entitlement): boolean =>
	granted.some(({ venue, instrument }) => venue === wanted.venue && (instrument === wanted.instrument || instrument === '*'));

/** Counts what was read of the shared data. @throws where it can't be written: what is not counted is not given */
export async function countUsage(context: ApiContext, input: Entitlement & { readonly rows: number }): Promise<void> {
	const { tenantId } = viewerOf(context);
	const { venue, instrument, rows } = input;
	const day = new Date(context.app.nowMs()).toISOString().slice(0, 10);
	const added = BigInt(rows);
	await context.app.db.platform.marketDataUsage.upsert({
		where: { tenantId_day_venue_instrument: { tenantId, day, venue, instrument } },
		create: { tenantId, day, venue, instrument, requests: 1n, rows: added },
		update: { requests: { increment: 1n }, rows: { increment: added } },
	});
}
