import { builder } from '../../graphql/builder.ts';
import { lastQuotes, recentTicks } from './service.ts';
import { quoteRef, tickRef } from './types.ts';

builder.queryFields((t) => ({
	quotes: t.field({
		type: [quoteRef],
		args: { instrumentIds: t.arg.idList() },
		resolve: (_root, args, context) => lastQuotes(context, args.instrumentIds),
	}),
	recentTicks: t.field({
		type: [tickRef],
		description: 'Recent ticks of an instrument, oldest first, for charts.',
		args: { instrumentId: t.arg.id({ required: true }), limit: t.arg.int() },
		complexity: { field: 1, multiplier: 100 },
		resolve: (_root, args, context) => recentTicks(context, args),
	}),
}));
