import { type ApiContext, viewerOf } from '../../context.ts';
import { builder } from '../../graphql/builder.ts';
import { bigId } from '../../graphql/ids.ts';
import { loadersOf } from '../../loaders.ts';
import { executionFromRow } from '../executions/service.ts';
import { type ExecutionModel, executionRef } from '../executions/types.ts';
import { orderFromEvent, orderFromRow } from './model.ts';
import { type OrderModel, orderRef } from './types.ts';

type OrderHistoryModel = {
	readonly order: OrderModel;
	readonly placedBy: string;
	readonly decidedBy: string | null;
	readonly states: readonly OrderModel[];
	readonly executions: readonly ExecutionModel[];
};

/** More states than any order has; an order that is amended all day is cut here, at its oldest. */
const mostStates = 200;

const historyRef = builder.objectRef<OrderHistoryModel>('OrderHistory').implement({
	description: 'The whole life of an order.',
	fields: (t) => ({
		order: t.expose('order', { type: orderRef }),
		placedBy: t.exposeString('placedBy', { description: 'The name of whoever placed it.' }),
		decidedBy: t.exposeString('decidedBy', { nullable: true, description: 'Who approved or refused it.' }),
		states: t.field({
			type: [orderRef],
			description: 'The order as it was after each of its events, oldest first; updatedAt says when.',
			resolve: (history) => [...history.states],
		}),
		executions: t.field({ type: [executionRef], resolve: (history) => [...history.executions] }),
	}),
});

/** Null where the tenant has no such order. */
export async function orderHistory(context: ApiContext, globalId: string): Promise<OrderHistoryModel | null> {
	const { tenantId } = viewerOf(context);
	const id = bigId('Order', globalId);
	if (id === null) return null;
	const own = context.app.db.forTenant(tenantId);
	const { order, personName } = loadersOf(context);
	const row = await order.load(id);
	if (row === null) return null;
	const [directory, events, executions, placedBy, decidedBy] = await Promise.all([
		context.app.directory.of(tenantId),
		own.orderEvent.findMany({ where: { orderId: id }, orderBy: { accountSeq: 'desc' }, take: mostStates, include: { order: true } }),
		own.execution.findMany({ where: { orderId: id }, orderBy: { accountSeq: 'asc' }, take: mostStates }),
		personName.load(row.principalId),
		row.decidedById === 0 ? null : personName.load(row.decidedById),
	]);
	return {
		order: orderFromRow(row, directory),
		placedBy: placedBy ?? `user ${row.principalId}`,
		decidedBy: row.decidedById === 0 ? null : (decidedBy ?? `user ${row.decidedById}`),
		states: events.toReversed().map((event) => orderFromEvent(event, directory)),
		executions: executions.map((one) => executionFromRow(one, directory)),
	};
}

builder.queryFields((t) => ({
	orderHistory: t.field({
		type: historyRef,
		nullable: true,
		description: 'Every state of an order, who placed it, and its deals. Null where there is no such order.',
		args: { orderId: t.arg.id({ required: true }) },
		complexity: { field: 5, multiplier: 2 },
		resolve: (_root, { orderId }, context) => orderHistory(context, String(orderId)),
	}),
}));
