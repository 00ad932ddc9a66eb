import { builder } from '../../graphql/builder.ts';
import { pageSize } from '../../graphql/cursor.ts';
import { listDeliveries } from './deliveries.ts';
import { listEndpoints } from './endpoints.ts';
import { deliveryConnectionRef, endpointRef } from './types.ts';

builder.queryFields((t) => ({
	webhookEndpoints: t.field({ type: [endpointRef], resolve: (_root, _args, context) => listEndpoints(context) }),
	webhookDeliveries: t.field({
		type: deliveryConnectionRef,
		description: 'What was sent to an endpoint, newest first, with every attempt.',
		args: { endpointId: t.arg.string({ required: true }), first: t.arg.int(), after: t.arg.string() },
		complexity: ({ first }) => ({ field: 1, multiplier: pageSize(first) / 10 }),
		resolve: (_root, args, context) => listDeliveries(context, args),
	}),
}));
