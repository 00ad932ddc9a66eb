import { builder } from '../../graphql/builder.ts';
import { breakStream } from './stream.ts';
import { breakRef } from './types.ts';

builder.subscriptionFields((t) => ({
	breaks: t.field({
		type: [breakRef],
		description: 'Breaks of an account, or of all: every open one at first, then each that is told or resolved.',
		args: { accountId: t.arg.id() },
		subscribe: (_root, args, context) => breakStream(context, args.accountId),
		resolve: (batch) => batch,
	}),
}));
