import { builder } from '../../graphql/builder.ts';
import { positionStream } from './stream.ts';
import { positionRef } from './types.ts';

builder.subscriptionFields((t) => ({
	positions: t.field({
		type: [positionRef],
		description:
			'Positions with live P&L: all open positions at first, then those that changed (quantity 0 = closed), and P&L at the quote rate.',
		args: { accountId: t.arg.id() },
		subscribe: (_root, args, context) => positionStream(context, args.accountId),
		resolve: (batch) => batch,
	}),
}));
