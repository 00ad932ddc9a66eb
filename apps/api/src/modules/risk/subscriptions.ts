import { asks } from '../../graphql/asked.ts';
import { builder } from '../../graphql/builder.ts';
import { riskStream } from './stream.ts';
import { riskRef } from './types.ts';

builder.subscriptionFields((t) => ({
	risk: t.field({
		type: riskRef,
		description:
			'Exposure, limits with their use, and the kill switch, of the tenant or of one account: whole at first, and again whenever any of it has changed, at most once a second; a press of the switch at once.',
		args: {
			accountId: t.arg.id({ description: 'What this account holds, its own limits and its own switch; without it those of all places.' }),
		},
		complexity: 10,
		subscribe: (_root, { accountId }, context, info) => riskStream(context, { accountId, hasExposure: asks(info, 'exposure') }),
		resolve: (risk) => risk,
	}),
}));
