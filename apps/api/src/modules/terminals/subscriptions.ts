import { builder } from '../../graphql/builder.ts';
import { terminalStream } from './stream.ts';
import { terminalRef } from './types.ts';

builder.subscriptionFields((t) => ({
	terminals: t.field({
		type: [terminalRef],
		description: 'All terminals at first, then those that changed, about once a second.',
		subscribe: (_root, _args, context) => terminalStream(context),
		resolve: (batch) => batch,
	}),
}));
