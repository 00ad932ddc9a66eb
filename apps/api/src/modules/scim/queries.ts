import { builder } from '../../graphql/builder.ts';
import { listDirectoryGroups, listTokens } from './service.ts';
import { directoryGroupRef, scimTokenRef } from './types.ts';

builder.queryFields((t) => ({
	scimTokens: t.field({ type: [scimTokenRef], resolve: (_root, _args, context) => listTokens(context) }),
	directoryGroups: t.field({ type: [directoryGroupRef], resolve: (_root, _args, context) => listDirectoryGroups(context) }),
}));
