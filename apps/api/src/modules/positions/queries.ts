import { builder } from '../../graphql/builder.ts';
import { listPositions } from './service.ts';
import { positionRef } from './types.ts';

builder.queryFields((t) => ({
	positions: t.field({
		type: [positionRef],
		args: { accountId: t.arg.id() },
		resolve: (_root, args, context) => listPositions(context, args.accountId),
	}),
}));
