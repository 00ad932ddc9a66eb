import type { Db } from '@meridian/db';
import { ownerOf, readTicks, seriesKey, type TickStore } from '@meridian/market-data/store';
import { packQuotes, type TrainingData } from '@meridian/ml';
import { TrainingRefused } from './threads.ts';

/**
 * Quotes of the store for a tenant's training. Whose they are comes from the job: OWN is the tenant's part; shared ones it must be entitled to, and what
 * it reads of them is counted.
 * @throws TrainingRefused where there are none, or it may not read them
 */
export async function* trainingQuotes(
	{ db, store }: { readonly db: Db; readonly store: TickStore },
	{ tenantId, data }: { readonly tenantId: number; readonly data: TrainingData },
): AsyncGenerator<Float64Array<ArrayBuffer>> {
	const { venue, instrument, fromMs, toMs } = data;
	const isShared = data.owner === 'SHARED';
	if (isShared) {
		const granted = await db.platform.marketDataEntitlement.findFirst({
			where: { tenantId, venue, instrument: { in: [instrument, '*'] } },
		});
		if (granted === null) throw new TrainingRefused(`your institution is not entitled to ${venue} ${instrument}`);
	}
	const key = seriesKey.parse({ owner: ownerOf(isShared ? undefined : tenantId), venue, instrument, table: 'ticks' });
	const manifest = await store.manifest(key);
	if (manifest === undefined) throw new TrainingRefused(`the store has no ticks of ${venue} ${instrument}`);
	let rows = 0;
	for await (const batch of readTicks(store, key, { fromMs, toMs })) {
		rows += batch.length;
		yield packQuotes(batch, manifest);
	}
	if (isShared) await countUsage(db, { tenantId, venue, instrument, rows });
}

async function countUsage(
	db: Db,
	{ rows, ...of }: { readonly tenantId: number; readonly venue: string; readonly instrument: string; readonly rows: number },
): Promise<void> {
	const key = { ...of, day: new Date().toISOString().slice(0, 10) };
	const added = BigInt(rows);
	await db.platform.marketDataUsage.upsert({
		where: { tenantId_day_venue_instrument: key },
		create: { ...key, requests: 1n, rows: added },
		update: { requests: { increment: 1n }, rows: { increment: added } },
	});
}
