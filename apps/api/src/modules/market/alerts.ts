import type { Alert } from '@meridian/db';
import { alertCondition, alertMetrics } from '@meridian/market-data';
import { type ApiContext, viewerOf } from '../../context.ts';
import type { TenantDirectory } from '../../directory.ts';
import { driftMetric } from '../models/drift-alert.ts';
import { fromEngine, shownCondition } from './alert-units.ts';
import type { AlertEventModel, AlertModel } from './types.ts';

export function alertModel(directory: TenantDirectory, row: Alert): AlertModel | null {
	const instrument = directory.instruments.get(row.instrumentId);
	const condition = alertCondition.safeParse(row.condition);
	const metric = ([...alertMetrics, driftMetric] as const).find((name) => name === row.metric);
	if (instrument === undefined || metric === undefined || !condition.success) return null;
	const { name, venue, windowMs, otherVenue, active, createdAt } = row;
	return {
		__typename: 'Alert',
		alertId: row.id,
		...{ name, instrument, venue, metric, windowMs, otherVenue, active, createdAt },
		otherInstrument: directory.instruments.get(row.otherInstrumentId ?? 0) ?? null,
		...shownCondition(condition.data, { metric, instrument }),
	};
}

/** All alerts of the viewer's tenant, newest first. */
export async function listAlerts(context: ApiContext): Promise<AlertModel[]> {
	const { tenantId } = viewerOf(context);
	const [directory, rows] = await Promise.all([
		context.app.directory.of(tenantId),
		context.app.db.forTenant(tenantId).alert.findMany({ where: { deletedAt: null }, orderBy: { id: 'desc' } }),
	]);
	return rows.flatMap((row) => alertModel(directory, row) ?? []);
}

/** What fired in the viewer's tenant, newest first; of alerts that were removed since, too. */
export async function findAlertEvents(
	context: ApiContext,
	input: { readonly first: number; readonly afterId?: bigint },
): Promise<AlertEventModel[]> {
	const { tenantId } = viewerOf(context);
	const [directory, rows] = await Promise.all([
		context.app.directory.of(tenantId),
		context.app.db.forTenant(tenantId).alertEvent.findMany({
			where: input.afterId === undefined ? {} : { id: { gt: input.afterId } },
			orderBy: { id: input.afterId === undefined ? 'desc' : 'asc' },
			take: input.first,
			include: { alert: true },
		}),
	]);
	const events = rows.flatMap(({ id, at, value, alert: row }) => {
		const alert = alertModel(directory, row);
		if (alert === null) return [];
		return { eventId: id, alert, at, value: alert.kind === 'ABSENT' ? String(value) : fromEngine(value, alert) };
	});
	return input.afterId === undefined ? events : events.toReversed();
}
