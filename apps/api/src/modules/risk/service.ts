import { denialCodes, sides } from '@meridian/core';
import { type ApiContext, viewerOf } from '../../context.ts';
import { orderFromRow } from '../orders/model.ts';
import type { OrderModel } from '../orders/types.ts';
import { quoteBook } from '../quotes/service.ts';
import { word } from '../shared/rows.ts';
import { countDenials, type DenialCounts } from './denials.ts';
import { exposureOf, type GroupExposure } from './exposure.ts';

export type NamedGroup = GroupExposure & { readonly name: string };
export type ExposureModel = {
	readonly currency: string;
	readonly currencies: ReturnType<typeof exposureOf>['currencies'];
	readonly groups: readonly NamedGroup[];
};
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

/** The tenant's exposure now. */
export async function readExposure(context: ApiContext): Promise<ExposureModel> {
	const { tenantId } = viewerOf(context);
	const { app } = context;
	const own = app.db.forTenant(tenantId);
	const [directory, book, rows, accounts, desks] = await Promise.all([
		app.directory.of(tenantId),
		quoteBook(app, tenantId),
		own.position.findMany({ where: { qty: { gt: 0n } } }),
		own.account.findMany({ select: { id: true, name: true, deskId: true } }),
		own.desk.findMany({ select: { id: true, name: true } }),
	]);
	const deskOf = new Map(accounts.map(({ id, deskId }) => [id, deskId]));
	const positions = rows.flatMap(({ accountId, instrumentId, side, qty, openNotional }) => {
		const instrument = directory.instruments.get(instrumentId);
		return instrument === undefined
			? []
			: [{ accountId, deskId: deskOf.get(accountId) ?? null, instrument, side: word(sides, side), qty, openNotional }];
	});
	const { instruments, baseCurrency: currency } = directory;
	const { currencies, groups } = exposureOf(positions, { book, instruments, currency });
	const names = new Map([
		...accounts.map(({ id, name }) => [`ACCOUNT ${id}`, name] as const),
		...desks.map(({ id, name }) => [`DESK ${id}`, name] as const),
		...[...instruments.values()].map(({ id, symbol }) => [`INSTRUMENT ${id}`, symbol] as const),
	]);
	return {
		currency,
		currencies: currencies.toSorted((a, b) => a.currency.localeCompare(b.currency)),
		groups: groups.map((group) => ({ ...group, name: names.get(`${group.level} ${group.subjectId}`) ?? String(group.subjectId) })),
	};
}

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
