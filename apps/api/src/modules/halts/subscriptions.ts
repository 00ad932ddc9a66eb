import { builder } from '../../graphql/builder.ts';
import { haltStream } from './stream.ts';
import { haltRef } from './types.ts';

builder.subscriptionFields((t) => ({
	halts: t.field({
		type: [haltRef],
		description: 'Every place of the kill switch: whole at first, and whole again at once when it was pressed in any of them.',
		complexity: 10,
		subscribe: (_root, _args, context) => haltStream(context),
		resolve: (halts) => [...halts],
	}),
}));
