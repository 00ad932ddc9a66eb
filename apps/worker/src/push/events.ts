import type { Instrument, TenantDb } from '@meridian/db';
import type { PushEvent } from './message.ts';

type Read = { readonly accountId: number; readonly after: bigint; readonly places: Places };
/** Names of what events are about. */
export type Places = { readonly instruments: ReadonlyMap<number, Instrument>; readonly accounts: ReadonlyMap<number, string> };
type Batch = {
	readonly events: readonly PushEvent[] /** How far was looked, also where nothing was to tell. */;
	readonly last: bigint;
	readonly more: boolean;
};
export type PushSource = {
	readonly name: string;
	readonly perAccount: boolean;
	before(db: TenantDb, input: { readonly accountId: number; readonly at: Date }): Promise<bigint>;
	after(db: TenantDb, input: Read): Promise<Batch>;
};
const pageRows = 200;
const newest = (accountId: number, at: object) =>
	({ where: { accountId, ...at }, orderBy: { accountSeq: 'desc' }, select: { accountSeq: true } }) as const;
const next = ({ accountId, after }: Read) =>
	({ where: { accountId, accountSeq: { gt: after } }, orderBy: { accountSeq: 'asc' }, take: pageRows }) as const;

const fills: PushSource = {
	name: 'fills',
	perAccount: true,
	before: async (db, { accountId, at }) => (await db.execution.findFirst(newest(accountId, { bookedAt: { lt: at } })))?.accountSeq ?? 0n,
	async after(db, read) {
		const rows = await db.execution.findMany({ ...next(read), include: { order: true } });
		const events = rows.flatMap(({ order, ...deal }): PushEvent[] => {
			// By hand in the terminal, a balance operation, or said anew: no order of anybody's here was filled.
			if (order === null || deal.revision !== 0) return [];
			return [
				{
					...{ kind: 'FILL', id: `x-${deal.accountId}-${deal.accountSeq}`, at: deal.bookedAt, userId: order.principalId, what: '' },
					...{ instrument: read.places.instruments.get(deal.instrumentId ?? 0), account: read.places.accounts.get(deal.accountId) ?? '' },
					...{ side: order.side, qty: deal.qty, price: deal.price },
				},
			];
		});
		return { events, last: rows.at(-1)?.accountSeq ?? read.after, more: rows.length === pageRows };
	},
};

const denials: PushSource = {
	name: 'denials',
	perAccount: true,
	before: async (db, { accountId, at }) => (await db.orderEvent.findFirst(newest(accountId, { at: { lt: at } })))?.accountSeq ?? 0n,
	async after(db, read) {
		const rows = await db.orderEvent.findMany({ ...next(read), include: { order: true } });
		const events = rows.flatMap(({ order, ...event }): PushEvent[] => {
			if (event.life !== 'DENIED') return [];
			return [
				{
					...{ kind: 'DENIAL', id: `o-${event.accountId}-${event.accountSeq}`, at: event.at, userId: order.principalId },
					...{ instrument: read.places.instruments.get(order.instrumentId ?? 0), account: read.places.accounts.get(event.accountId) ?? '' },
					...{ side: order.side, qty: event.qty, price: event.price, what: event.denialCode ?? '' },
				},
			];
		});
		return { events, last: rows.at(-1)?.accountSeq ?? read.after, more: rows.length === pageRows };
	},
};

const alerts: PushSource = {
	name: 'alerts',
	perAccount: false,
	before: async (db, { at }) =>
		(await db.alertEvent.findFirst({ where: { at: { lt: at } }, orderBy: { id: 'desc' }, select: { id: true } }))?.id ?? 0n,
	async after(db, { after, places }) {
		const rows = await db.alertEvent.findMany({
			where: { id: { gt: after } },
			orderBy: { id: 'asc' },
			take: pageRows,
			include: { alert: true },
		});
		const events = rows.map(
			({ id, at, alert }): PushEvent => ({
				...{ kind: 'ALERT', id: `a-${id}`, at, userId: null, instrument: places.instruments.get(alert.instrumentId), account: '' },
				...{ side: '', qty: 0n, price: null, what: alert.name },
			}),
		);
		return { events, last: rows.at(-1)?.id ?? after, more: rows.length === pageRows };
	},
};

export const pushSources: readonly PushSource[] = [fills, denials, alerts];
