import { builder } from '../../graphql/builder.ts';
import { accountStream } from './stream.ts';
import { accountRef } from './types.ts';

builder.subscriptionFields((t) => ({
	accounts: t.field({
		type: [accountRef],
		description:
			'Accounts with live equity: all, or the one asked for, at first, then those that a deal, a swap, a balance operation, their link or a quote has changed, at most 4 times a second. A change of seq alone is not told.',
		args: { accountId: t.arg.id() },
		subscribe: (_root, args, context) => accountStream(context, args.accountId),
		resolve: (batch) => batch,
	}),
}));
