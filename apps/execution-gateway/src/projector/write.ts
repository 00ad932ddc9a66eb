import type { AccountView, ExecutionView, ForeignOrderView, OrderView, PositionView, StrategyPositionView } from '@meridian/core';
import type { OrderWrites, TenantTx } from '@meridian/db';
import { passFailpoint } from '../failpoint.ts';
import type { TenantRows } from './rows.ts';

const big = (value: number): bigint => BigInt(value);
const optional = (value: number | null): bigint | null => (value === null ? null : BigInt(value));
const text = (ticket: bigint): string => ticket.toString();

/**
 * Whether a batch is of what orders go through before their fills: most are, and these are written in one way to the database and back. Whatever is not
 * named here, also what a batch may hold one day, takes the transaction that writes all.
 */
export function isOfOrdersAlone({ tenantId, lastSeq, orders, orderEvents, stages, wake, halted, ...others }: TenantRows): boolean {
	return Object.values(others).every((part) => ('size' in part ? part.size : part.length) === 0);
}

/** Such a batch as it is written. */
export const orderWrites = (rows: TenantRows): Pick<OrderWrites, 'orders' | 'events' | 'stages'> => ({
	orders: [...rows.orders.values()].map(({ view, accountSeq }) => orderRow(view, accountSeq, view.instrumentId)),
	events: rows.orderEvents.map(({ view, accountSeq }) => orderEventRow(view, accountSeq)),
	stages: [...rows.stages].map(([orderId, stages]) => ({ id: big(orderId), stages })),
});

/** Writes a tenant's share of a batch. The caller moves the cursor in the same transaction. */
export async function writeRows(tx: TenantTx, rows: TenantRows): Promise<void> {
	const instruments = new Set((await tx.instrument.findMany({ select: { id: true } })).map(({ id }) => id));
	const known = (instrumentId: number): number | null => (instruments.has(instrumentId) ? instrumentId : null);
	for (const { view, accountSeq } of rows.orders.values()) {
		const data = orderRow(view, accountSeq, known(view.instrumentId));
		await tx.order.upsert({ where: { id: data.id }, create: data, update: data });
	}
	for (const { accountId, view } of rows.foreignOrders.values()) {
		const data = foreignOrderRow(accountId, { view, instrumentId: known(view.instrumentId) });
		await tx.foreignOrder.upsert({ where: { accountId_ticket: { accountId, ticket: data.ticket } }, create: data, update: data });
	}
	for (const [orderId, stages] of rows.stages) await tx.order.updateMany({ where: { id: big(orderId) }, data: { stages } });
	if (rows.orderEvents.length > 0)
		await tx.orderEvent.createMany({ data: rows.orderEvents.map(({ view, accountSeq }) => orderEventRow(view, accountSeq)) });
	if (rows.executions.size > 0) {
		const executions = [...rows.executions.values()];
		const ids = [...new Set(executions.map(({ view }) => view.orderId))].filter((id) => id > 0).map(big);
		const orders = new Set((await tx.order.findMany({ where: { id: { in: ids } }, select: { id: true } })).map(({ id }) => id));
		await tx.execution.createMany({
			data: executions.map(({ view, accountSeq }) =>
				executionRow(view, accountSeq, {
					instrumentId: known(view.instrumentId),
					orderId: orders.has(big(view.orderId)) ? big(view.orderId) : null,
				}),
			),
			skipDuplicates: true,
		});
		passFailpoint('insideProjection');
	}
	for (const { view, accountSeq } of rows.positions.values()) {
		const data = positionRow(view, accountSeq);
		const { accountId, positionTicket } = data;
		await tx.position.upsert({ where: { accountId_positionTicket: { accountId, positionTicket } }, create: data, update: data });
	}
	for (const { view, accountSeq } of rows.strategyPositions.values()) {
		const data = strategyPositionRow(view, accountSeq);
		const { accountId, strategyId, instrumentId, positionTicket } = data;
		const where = { accountId_strategyId_instrumentId_positionTicket: { accountId, strategyId, instrumentId, positionTicket } };
		await tx.strategyPosition.upsert({ where, create: data, update: data });
	}
	for (const { view, accountSeq } of rows.accounts.values())
		await tx.account.update({ where: { id: view.accountId }, data: accountRow(view, accountSeq) });
	if (rows.breaks.length > 0) {
		await tx.break.createMany({
			data: rows.breaks.map(({ output, atMs }) => ({
				accountId: output.accountId,
				accountSeq: big(output.accountSeq),
				code: output.code,
				orderId: big(output.orderId),
				ticket: text(output.ticket),
				at: new Date(atMs),
			})),
			skipDuplicates: true,
		});
	}
	for (const { output, atMs } of rows.partsHalted.values()) {
		const { level, subjectId, halted, principalId } = output;
		const data = { halted, changedBy: principalId, changedAt: new Date(atMs) };
		await tx.halt.upsert({ where: { level_subjectId: { level, subjectId } }, create: { level, subjectId, ...data }, update: data });
	}
	for (const { output, atMs } of rows.resolved) {
		const { accountId, breakSeq, choice, principalId } = output;
		await tx.break.updateMany({
			where: { accountId, accountSeq: big(breakSeq) },
			data: { resolvedAt: new Date(atMs), choice, resolvedBy: principalId === 0 ? null : principalId },
		});
	}
}

function foreignOrderRow(accountId: number, { view, instrumentId }: { view: ForeignOrderView; instrumentId: number | null }) {
	const { ticket, origin, reason, type, side, state } = view;
	return {
		...{ accountId, ticket: text(ticket), origin, reason, type, instrumentId, side, state },
		...{ qty: big(view.qty), leavesQty: big(view.leavesQty), price: big(view.price), limitPrice: big(view.limitPrice) },
		...{ sl: big(view.sl), tp: big(view.tp), venueAt: new Date(view.venueAtMs), updatedAt: new Date(view.updatedAtMs) },
	};
}

/** What of an order can change. */
function orderState(order: OrderView) {
	return {
		qty: big(order.qty),
		price: optional(order.price),
		limitPrice: optional(order.limitPrice),
		sl: optional(order.sl),
		tp: optional(order.tp),
		emulated: order.emulated.join(' '),
		waitsFor: order.waitsFor,
		decidedById: order.decidedById,
		isPresumable: order.isPresumable,
		life: order.life,
		pending: order.pending,
		filledQty: big(order.filledQty),
		filledNotional: big(order.filledNotional),
		reservedQty: big(order.reservedQty),
		venueOrderTicket: text(order.venueOrderTicket),
		denialCode: order.denial?.code ?? null,
		denialValue: optional(order.denial?.value ?? null),
		denialLimit: optional(order.denial?.limit ?? null),
		retcode: order.retcode,
	};
}

function orderEventRow(order: OrderView, accountSeq: number) {
	return {
		...orderState(order),
		accountId: order.accountId,
		accountSeq: big(accountSeq),
		orderId: big(order.orderId),
		at: new Date(order.updatedAtMs),
	};
}

function orderRow(order: OrderView, accountSeq: number, instrumentId: number | null) {
	return {
		...orderState(order),
		id: big(order.orderId),
		accountId: order.accountId,
		instrumentId,
		instrumentIdAsked: order.instrumentId,
		clientOrderId: order.clientOrderId,
		side: order.side,
		type: order.type,
		tif: order.tif,
		expiresAtMs: optional(order.expiresAtMs),
		positionTicket: text(order.positionTicket),
		positionByTicket: text(order.positionByTicket),
		strategyId: order.strategyId,
		reduceOnly: order.reduceOnly,
		postOnly: order.postOnly,
		bracket: order.bracket,
		trailBy: order.trail?.by ?? null,
		trailDistance: optional(order.trail?.distance ?? null),
		parentOrderId: big(order.parentOrderId),
		ocoId: big(order.ocoId),
		// An order is denied in its first state or never: what its row says of it holds for all of them.
		denialHeadroom: optional(order.denial?.headroom ?? null),
		denialLevel: order.denial?.level ?? null,
		...order.envelope,
		sessionId: big(order.envelope.sessionId),
		accountSeq: big(accountSeq),
		createdAt: new Date(order.createdAtMs),
		updatedAt: new Date(order.updatedAtMs),
	};
}

function executionRow(deal: ExecutionView, accountSeq: number, at: { instrumentId: number | null; orderId: bigint | null }) {
	return {
		accountId: deal.accountId,
		dealTicket: text(deal.ticket),
		revision: deal.revision,
		...at,
		orderTicket: text(deal.orderTicket),
		positionTicket: text(deal.positionTicket),
		type: deal.type,
		entry: deal.entry,
		reason: deal.reason,
		qty: big(deal.qty),
		price: big(deal.price),
		profitMinor: big(deal.profitMinor),
		commissionMinor: big(deal.commissionMinor),
		swapMinor: big(deal.swapMinor),
		feeMinor: big(deal.feeMinor),
		late: deal.late,
		accountSeq: big(accountSeq),
		venueAt: new Date(deal.venueAtMs),
		bookedAt: new Date(deal.bookedAtMs),
	};
}

function positionRow(position: PositionView, accountSeq: number) {
	return {
		accountId: position.accountId,
		positionTicket: text(position.positionTicket),
		instrumentId: position.instrumentId,
		side: position.side,
		qty: big(position.qty),
		openNotional: big(position.openNotional),
		sl: big(position.sl),
		tp: big(position.tp),
		realisedMinor: big(position.realisedMinor),
		swapMinor: big(position.swapMinor),
		accountSeq: big(accountSeq),
		openedAt: new Date(position.openedAtMs),
		updatedAt: new Date(position.updatedAtMs),
	};
}

function strategyPositionRow(position: StrategyPositionView, accountSeq: number) {
	return {
		accountId: position.accountId,
		strategyId: position.strategyId,
		instrumentId: position.instrumentId,
		positionTicket: text(position.positionTicket),
		side: position.side,
		qty: big(position.qty),
		openNotional: big(position.openNotional),
		realisedMinor: big(position.realisedMinor),
		commissionMinor: big(position.commissionMinor),
		swapMinor: big(position.swapMinor),
		feeMinor: big(position.feeMinor),
		accountSeq: big(accountSeq),
	};
}

function accountRow(account: AccountView, accountSeq: number) {
	return {
		link: account.link,
		reconciled: account.reconciled,
		tradeAllowed: account.tradeAllowed,
		balanceMinor: big(account.balanceMinor),
		equityMinor: optional(account.venueEquityMinor),
		marginMinor: optional(account.venueMarginMinor),
		realisedMinor: big(account.realisedMinor),
		commissionMinor: big(account.commissionMinor),
		swapMinor: big(account.swapMinor),
		feeMinor: big(account.feeMinor),
		lastSeq: big(accountSeq),
		updatedAt: new Date(account.updatedAtMs),
	};
}
