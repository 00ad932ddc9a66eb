import type { Db } from '@meridian/db';
import { type Manifest, ownerOf, readTicks, type SeriesKey, seriesKey, type TickStore } from '@meridian/market-data/store';
import { packQuotes, type TrainingData } from '@meridian/ml';
import { TrainingRefused } from './threads.ts';

export type TrainingSeries = { readonly key: SeriesKey; readonly manifest: Manifest };
type Of = { readonly tenantId: number; readonly data: TrainingData };
type Where = { readonly db: Db; readonly store: TickStore };

/**
 * The series that a tenant's training asks for. Whose it is comes from the job: OWN is the tenant's part; to shared ones it must be entitled.
 * @throws TrainingRefused where there is none, or it may not read it
 */
export async function trainingSeries({ db, store }: Where, { tenantId, data }: Of): Promise<TrainingSeries> {
	const { venue, instrument } = data;
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
	return { key, manifest };
}

/** Its quotes; what is read of shared ones is counted. */
export async function* trainingQuotes(
	{ db, store }: Where,
	{ series, tenantId, data }: Of & { readonly series: TrainingSeries },
): AsyncGenerator<Float64Array<ArrayBuffer>> {
	const { venue, instrument, fromMs, toMs } = data;
	let rows = 0;
	for await (const batch of readTicks(store, series.key, { fromMs, toMs })) {
		rows += batch.length;
		yield packQuotes(batch, series.manifest);
	}
	if (data.owner === 'SHARED') await countUsage(db, { tenantId, venue, instrument, rows });
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
