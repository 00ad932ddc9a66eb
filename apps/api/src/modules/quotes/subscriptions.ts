import { builder } from '../../graphql/builder.ts';
import { quoteStream } from './stream.ts';
import { quoteRef } from './types.ts';

builder.subscriptionFields((t) => ({
	quotes: t.field({
		type: [quoteRef],
		description: 'Latest quote per instrument, conflated.',
		args: {
			instrumentIds: t.arg.idList(),
			everyMs: t.arg.int({ defaultValue: 100, description: 'At most one message in so long: 100 to 60,000.' }),
		},
		subscribe: (_root, args, context) => quoteStream(context, { globalIds: args.instrumentIds, everyMs: args.everyMs ?? 100 }),
		resolve: (batch) => batch,
	}),
}));
