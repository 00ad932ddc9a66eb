import { builder } from '../../graphql/builder.ts';
import { pageSize } from '../../graphql/cursor.ts';
import { previewOrder } from './preview.ts';
import { orderPreviewRef, placeOrderInputRef } from './results.ts';
import { listOrders } from './service.ts';
import { orderConnectionRef } from './types.ts';

builder.queryFields((t) => ({
	orders: t.field({
		type: orderConnectionRef,
		args: { accountId: t.arg.id(), working: t.arg.boolean(), first: t.arg.int(), after: t.arg.string() },
		complexity: ({ first }) => ({ field: 1, multiplier: pageSize(first) / 10 }),
		resolve: (_root, args, context) => listOrders(context, args),
	}),
	previewOrder: t.field({
		type: orderPreviewRef,
		description: 'The checks, dry.',
		args: { input: t.arg({ type: placeOrderInputRef, required: true }) },
		resolve: (_root, { input }, context) => previewOrder(context, input),
	}),
}));
