import { builder } from '../../graphql/builder.ts';
import { listOfOperators, listOfTenant } from './service.ts';
import { accessRef } from './types.ts';

builder.queryFields((t) => ({
	supportAccess: t.field({ type: [accessRef], resolve: (_root, _args, context) => listOfTenant(context) }),
	supportRequests: t.field({
		type: [accessRef],
		authScopes: { operator: true },
		skipTypeScopes: true,
		resolve: (_root, _args, context) => listOfOperators(context),
	}),
}));
