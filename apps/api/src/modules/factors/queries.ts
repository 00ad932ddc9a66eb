import { builder } from '../../graphql/builder.ts';
import { listFactors } from './service.ts';
import { factorRef } from './types.ts';

builder.queryFields((t) => ({
	secondFactors: t.field({
		type: [factorRef],
		skipTypeScopes: true,
		authScopes: { $any: { authenticated: true, operator: true } },
		resolve: (_root, _args, context) => listFactors(context),
	}),
}));
