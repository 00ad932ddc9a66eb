import { builder } from '../../graphql/builder.ts';
import { riskStream } from './stream.ts';
import { riskRef } from './types.ts';

builder.subscriptionFields((t) => ({
	risk: t.field({
		type: riskRef,
		description:
			'Exposure, limits with their use, and the kill switch, of the tenant or of one account: whole at first, and again whenever any of it has changed, at most once a second.',
		args: {
			accountId: t.arg.id({ description: 'What this account holds, its own limits and its own switch; without it those of all places.' }),
		},
		complexity: 10,
		subscribe: (_root, args, context) => riskStream(context, args.accountId),
		resolve: (risk) => risk,
	}),
}));
