import { viewerOf } from '../../context.ts';
import { builder } from '../../graphql/builder.ts';
import { viewerRef } from './types.ts';

builder.queryFields((t) => ({ me: t.field({ type: viewerRef, resolve: (_root, _args, context) => viewerOf(context) }) }));
