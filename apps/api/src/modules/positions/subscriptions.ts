import { builder } from '../../graphql/builder.ts';
import { positionStream } from './stream.ts';
import { positionNewsRef, positionRef } from './types.ts';

builder.subscriptionFields((t) => ({
	positions: t.field({
		type: [positionRef],
		description:
			'Positions with live P&L: all open positions at first, then those that changed (quantity 0 = closed), and P&L at the quote rate.',
		args: { accountId: t.arg.id() },
		subscribe: (_root, args, context) => positionStream(context, args.accountId),
		resolve: (batch) => batch.map(({ model }) => model),
	}),
	positionNews: t.field({
		type: [positionNewsRef],
		description:
			'The same in less words: all open positions whole at first, then whole where a deal, a stop or a swap changed them (quantity 0 = closed), and elsewhere only what a quote makes of them.',
		args: { accountId: t.arg.id() },
		subscribe: (_root, args, context) => positionStream(context, args.accountId),
		resolve: (batch) => batch,
	}),
}));
