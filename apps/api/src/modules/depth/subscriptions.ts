import { builder } from '../../graphql/builder.ts';
import { depthStream } from './stream.ts';
import { depthRef } from './types.ts';

builder.subscriptionFields((t) => ({
	depth: t.field({
		type: depthRef,
		description: "What rests at an account's broker in an instrument: as it stands, then the newest after each change, conflated.",
		args: {
			accountId: t.arg.id({ required: true }),
			instrumentId: t.arg.id({ required: true }),
			everyMs: t.arg.int({ defaultValue: 100, description: 'At most one message in so long: 100 to 60,000.' }),
		},
		subscribe: (_root, { accountId, instrumentId, everyMs }, context) =>
			depthStream(context, { accountId: String(accountId), instrumentId: String(instrumentId), everyMs: everyMs ?? 100 }),
		resolve: (depth) => depth,
	}),
}));
