import { builder } from '../../graphql/builder.ts';
import { listAccounts } from './service.ts';
import { accountRef } from './types.ts';

builder.queryFields((t) => ({
	accounts: t.field({ type: [accountRef], resolve: (_root, _args, context) => listAccounts(context) }),
}));
