import { denialCodes } from '@meridian/core';
import { type ApiContext, viewerOf } from '../../context.ts';
import { orderFromRow } from '../orders/model.ts';
import type { OrderModel } from '../orders/types.ts';
import { word } from '../shared/rows.ts';
import { countDenials, type DenialCounts } from './denials.ts';

export type DenialsModel = {
	readonly from: Date;
	readonly bucketMinutes: number;
	readonly isComplete: boolean;
	readonly codes: readonly DenialCounts[];
};

const buckets = 24;
const minuteMs = 60_000;
const denialsMax = 20_000;
const unknownMax = 200;
const unknownPendings = ['NEW_UNKNOWN', 'REPLACE_UNKNOWN', 'CANCEL_UNKNOWN'];

/** Why orders were denied within the last `hours`, in 24 buckets. */
export async function readDenials(context: ApiContext, hours: number): Promise<DenialsModel> {
	const { tenantId } = viewerOf(context);
	const { app } = context;
	const bucketMs = (hours * 60 * minuteMs) / buckets;
	const toMs = app.nowMs();
	const fromMs = toMs - buckets * bucketMs;
	const rows = await app.db.forTenant(tenantId).order.findMany({
		where: { createdAt: { gt: new Date(fromMs) }, denialCode: { not: null } },
		select: { denialCode: true, createdAt: true },
		orderBy: { createdAt: 'desc' },
		take: denialsMax + 1,
	});
	const denials = rows.slice(0, denialsMax).map(({ denialCode, createdAt }) => ({
		code: word(denialCodes, denialCode ?? ''),
		// The newest belongs to the last bucket also where it came while this was asked.
		atMs: Math.min(createdAt.getTime(), toMs - 1),
	}));
	return {
		...{ from: new Date(fromMs), bucketMinutes: bucketMs / minuteMs, isComplete: rows.length <= denialsMax },
		codes: countDenials(denials, { fromMs, bucketMs, buckets }),
	};
}

/** Orders whose fate, or the fate of a change to which, nobody knows: oldest first. */
export async function readUnknownOrders(context: ApiContext): Promise<OrderModel[]> {
	const { tenantId } = viewerOf(context);
	const { app } = context;
	const [directory, rows] = await Promise.all([
		app.directory.of(tenantId),
		app.db.forTenant(tenantId).order.findMany({
			where: { OR: [{ life: 'UNKNOWN' }, { pending: { in: unknownPendings } }] },
			orderBy: { createdAt: 'asc' },
			take: unknownMax,
		}),
	]);
	return rows.map((row) => orderFromRow(row, directory));
}
