import { builder } from '../../graphql/builder.ts';
import { listCredentials } from './service.ts';
import { credentialRef } from './types.ts';

builder.queryFields((t) => ({
	tradingCredentials: t.field({ type: [credentialRef], resolve: (_root, _args, context) => listCredentials(context) }),
}));
