import { builder } from '../../graphql/builder.ts';
import { type ExecutionModel, executionRef } from '../executions/types.ts';
import { orderEventStream } from './stream.ts';
import { type OrderModel, orderRef } from './types.ts';

export type OrderChanged = { readonly __typename: 'OrderChanged'; readonly seq: bigint; readonly order: OrderModel };
export type ExecutionBooked = { readonly __typename: 'ExecutionBooked'; readonly seq: bigint; readonly execution: ExecutionModel };
export type OrderEvent = OrderChanged | ExecutionBooked;

const orderChangedRef = builder.objectRef<OrderChanged>('OrderChanged').implement({
	fields: (t) => ({ seq: t.expose('seq', { type: 'BigInt' }), order: t.expose('order', { type: orderRef }) }),
});
const executionBookedRef = builder.objectRef<ExecutionBooked>('ExecutionBooked').implement({
	fields: (t) => ({ seq: t.expose('seq', { type: 'BigInt' }), execution: t.expose('execution', { type: executionRef }) }),
});
const orderEventRef = builder.unionType('OrderEvent', { types: [orderChangedRef, executionBookedRef] });

builder.subscriptionFields((t) => ({
	orderEvents: t.field({
		type: orderEventRef,
		description:
			'Every state of every order and every execution of an account (or all of the tenant), in the order of the account’s sequence, after `afterSeq` (absent: from now on). Sequences between two events belong to positions and balances: nothing is left out or merged.',
		args: { accountId: t.arg.id(), afterSeq: t.arg({ type: 'BigInt' }) },
		subscribe: (_root, args, context) => orderEventStream(context, args),
		resolve: (event) => event,
	}),
}));
