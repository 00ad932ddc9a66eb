import { formatDecimal } from '@meridian/core';
import type { Instrument, TenantDb, WebhookEvent } from '@meridian/db';

/** One event as it is told: its id is the same for whoever hears it, however often. */
export type HookEvent = { readonly seq: bigint; readonly id: string; readonly at: Date; readonly data: Readonly<Record<string, unknown>> };
type Read = { readonly accountId: number; readonly after: bigint; readonly instruments: ReadonlyMap<number, Instrument> };

/** A table of events. Of an account: its rows count by the account's sequence. */
export type Source = {
	readonly type: WebhookEvent;
	readonly perAccount: boolean;
	/** The last row before a moment: what an endpoint has not to hear of. 0n where there is none. */
	before(db: TenantDb, input: { readonly accountId: number; readonly at: Date }): Promise<bigint>;
	/** In order, at most `pageRows`. */
	after(db: TenantDb, input: Read): Promise<readonly HookEvent[]>;
};
export const pageRows = 200;

const idOf = (type: string, id: string | number | bigint): string => Buffer.from(`${type}:${id}`, 'utf8').toString('base64');
const decimal = (value: bigint | null, digits: number): string | null => (value === null ? null : formatDecimal(Number(value), digits));
const newest = (accountId: number, at: { lt: Date }) =>
	({ where: { accountId, at }, orderBy: { accountSeq: 'desc' }, select: { accountSeq: true } }) as const;
const next = ({ accountId, after }: Read) =>
	({ where: { accountId, accountSeq: { gt: after } }, orderBy: { accountSeq: 'asc' }, take: pageRows }) as const;

const orders: Source = {
	type: 'order.changed',
	perAccount: true,
	before: async (db, { accountId, at }) => (await db.orderEvent.findFirst(newest(accountId, { lt: at })))?.accountSeq ?? 0n,
	after: async (db, input) =>
		(await db.orderEvent.findMany({ ...next(input), include: { order: true } })).map(({ order, ...event }) => {
			const { instrumentId, clientOrderId, side, type } = order;
			const instrument = instrumentId === null ? undefined : input.instruments.get(instrumentId);
			const [qty, price] = [instrument?.qtyDigits ?? 0, instrument?.priceDigits ?? 0];
			return {
				...{ seq: event.accountSeq, id: `o-${event.accountId}-${event.accountSeq}`, at: event.at },
				data: {
					...{ orderId: idOf('Order', event.orderId), accountId: idOf('Account', event.accountId), clientOrderId, side, type },
					...{ instrumentId: instrument === undefined ? null : idOf('Instrument', instrument.id), symbol: instrument?.symbol ?? null },
					...{ life: event.life, pending: event.pending, quantity: decimal(event.qty, qty), filledQuantity: decimal(event.filledQty, qty) },
					...{ price: decimal(event.price, price), denialCode: event.denialCode, seq: event.accountSeq.toString() },
				},
			};
		}),
};

const executions: Source = {
	type: 'execution.booked',
	perAccount: true,
	before: async (db, { accountId, at }) =>
		(
			await db.execution.findFirst({
				where: { accountId, bookedAt: { lt: at } },
				orderBy: { accountSeq: 'desc' },
				select: { accountSeq: true },
			})
		)?.accountSeq ?? 0n,
	after: async (db, input) =>
		(await db.execution.findMany(next(input))).map((deal) => {
			const instrument = deal.instrumentId === null ? undefined : input.instruments.get(deal.instrumentId);
			return {
				...{ seq: deal.accountSeq, id: `x-${deal.accountId}-${deal.accountSeq}`, at: deal.bookedAt },
				data: {
					executionId: idOf(
						'Execution',
						`${deal.accountId}-${deal.dealTicket.toFixed(0)}${deal.revision === 0 ? '' : `-${deal.revision}`}`,
					),
					...{ accountId: idOf('Account', deal.accountId), orderId: deal.orderId === null ? null : idOf('Order', deal.orderId) },
					...{ instrumentId: instrument === undefined ? null : idOf('Instrument', instrument.id), symbol: instrument?.symbol ?? null },
					...{ type: deal.type, entry: deal.entry, quantity: decimal(deal.qty, instrument?.qtyDigits ?? 0) },
					...{
						price: decimal(deal.price, instrument?.priceDigits ?? 0),
						profitMinor: deal.profitMinor.toString(),
						seq: deal.accountSeq.toString(),
					},
				},
			};
		}),
};

const breaks: Source = {
	type: 'break.opened',
	perAccount: true,
	before: async (db, { accountId, at }) => (await db.break.findFirst(newest(accountId, { lt: at })))?.accountSeq ?? 0n,
	after: async (db, input) =>
		(await db.break.findMany(next(input))).map(({ accountId, accountSeq, code, orderId, ticket, at }) => ({
			...{ seq: accountSeq, id: `b-${accountId}-${accountSeq}`, at },
			data: {
				...{ accountId: idOf('Account', accountId), breakSeq: accountSeq.toString(), code, ticket: ticket.toFixed(0) },
				orderId: orderId === 0n ? null : idOf('Order', orderId),
			},
		})),
};

const alerts: Source = {
	type: 'alert.fired',
	perAccount: false,
	before: async (db, { at }) =>
		(await db.alertEvent.findFirst({ where: { at: { lt: at } }, orderBy: { id: 'desc' }, select: { id: true } }))?.id ?? 0n,
	after: async (db, { after }) =>
		(await db.alertEvent.findMany({ where: { id: { gt: after } }, orderBy: { id: 'asc' }, take: pageRows, include: { alert: true } })).map(
			({ id, at, value, alert }) => ({
				...{ seq: id, id: `a-${id}`, at },
				data: {
					alertId: String(alert.id),
					name: alert.name,
					metric: alert.metric,
					value,
					instrumentId: idOf('Instrument', alert.instrumentId),
				},
			}),
		),
};

export const sources: readonly Source[] = [orders, executions, breaks, alerts];
