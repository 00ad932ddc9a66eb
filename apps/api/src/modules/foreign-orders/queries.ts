import { builder } from '../../graphql/builder.ts';
import { listForeignOrders } from './service.ts';
import { foreignOrderRef } from './types.ts';

builder.queryFields((t) => ({
	foreignOrders: t.field({
		type: [foreignOrderRef],
		description:
			'Orders at the venue that are not ours, newest first, at most 500; working: true those that work, false the others, absent all. Each that works is an open break FOREIGN_ORDER, which tells when one comes or goes.',
		args: { accountId: t.arg.id(), working: t.arg.boolean() },
		complexity: { field: 1, multiplier: 20 },
		resolve: (_root, args, context) => listForeignOrders(context, args),
	}),
}));
