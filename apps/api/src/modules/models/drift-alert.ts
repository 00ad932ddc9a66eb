import type { Db } from '@meridian/db';
import { liveKeys } from '@meridian/market-data';
import { monitorRules, type WatchReport } from '@meridian/ml';
import type { Redis } from 'ioredis';
import { z } from 'zod';

export const driftMetric = 'modelDrift';
const origin = z.object({ data: z.object({ venue: z.string(), instrument: z.string() }) });

/**
 * Makes alarms of a model fire among the tenant's alerts, as one alert of the model on the instrument that it was trained on. A model of which that is not
 * known has no alert: its history shows the alarms.
 */
export async function raiseDrift(
	{ db, redis, nowMs }: { readonly db: Db; readonly redis: Redis; readonly nowMs: number },
	input: { readonly tenantId: number; readonly model: string; readonly version: number; readonly alarms: WatchReport['alarms'] },
): Promise<void> {
	const { tenantId, model, version, alarms } = input;
	const own = db.forTenant(tenantId);
	const row = await own.mlModelVersion.findUnique({ where: { modelName_version: { modelName: model, version } } });
	const from = origin.safeParse(row?.lineage);
	if (row === null || !from.success) return;
	const { venue, instrument: symbol } = from.data.data;
	const instrument = await own.instrument.findFirst({ where: { symbol } });
	if (instrument === null) return;
	const name = `Model ${model}`.slice(0, 80);
	const key = { metric: driftMetric, name, instrumentId: instrument.id, deletedAt: null };
	const condition = { kind: 'above', level: monitorRules.psiMax, hysteresis: 0 };
	const alert =
		(await own.alert.findFirst({ where: key })) ??
		(await own.alert.create({
			data: { metric: driftMetric, name, instrumentId: instrument.id, venue, condition, createdBy: row.createdBy },
		}));
	if (!alert.active) return;
	for (const { value } of alarms) {
		// What has no size of its own, such as a rise of losses, counts as 1.
		const event = await own.alertEvent.create({ data: { alertId: alert.id, at: new Date(nowMs), value: value ?? 1 } });
		const wire = { eventId: String(event.id), alertId: alert.id, atMs: nowMs, value: event.value };
		await redis.publish(liveKeys.alertsChannel(tenantId), JSON.stringify(wire));
	}
}
