import { builder } from '../../graphql/builder.ts';
import { listInstruments } from './service.ts';
import { instrumentRef } from './types.ts';

builder.queryFields((t) => ({
	instruments: t.field({ type: [instrumentRef], resolve: (_root, _args, context) => listInstruments(context) }),
}));
