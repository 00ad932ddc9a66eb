import { builder } from '../../graphql/builder.ts';
import { listSessions } from './service.ts';
import { sessionRef } from './types.ts';

builder.queryFields((t) => ({
	sessions: t.field({
		type: [sessionRef],
		skipTypeScopes: true,
		authScopes: { $any: { authenticated: true, operator: true } },
		resolve: (_root, _args, context) => listSessions(context),
	}),
}));
