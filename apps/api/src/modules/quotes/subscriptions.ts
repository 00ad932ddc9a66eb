import { builder } from '../../graphql/builder.ts';
import { quoteStream } from './stream.ts';
import { quoteRef } from './types.ts';

builder.subscriptionFields((t) => ({
	quotes: t.field({
		type: [quoteRef],
		description: 'Latest quote per instrument, conflated.',
		args: { instrumentIds: t.arg.idList() },
		subscribe: (_root, args, context) => quoteStream(context, args.instrumentIds),
		resolve: (batch) => batch,
	}),
}));
