import { viewerOf } from '../../context.ts';
import { builder } from '../../graphql/builder.ts';
import { tenantOf } from './service.ts';
import { tenantRef } from './types.ts';

builder.queryFields((t) => ({
	tenant: t.field({ type: tenantRef, resolve: (_root, _args, context) => tenantOf(context, viewerOf(context).tenantId) }),
}));
