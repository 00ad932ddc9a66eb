import { builder } from '../../graphql/builder.ts';
import { listClients } from './service.ts';
import { clientRef } from './types.ts';

builder.queryFields((t) => ({
	apiClients: t.field({ type: [clientRef], resolve: (_root, _args, context) => listClients(context) }),
}));
