import { builder } from '../../graphql/builder.ts';
import { listLimits } from './service.ts';
import { limitSetRef } from './types.ts';

builder.queryFields((t) => ({
	limits: t.field({
		type: [limitSetRef],
		description:
			'Every set of limits of the tenant, at all six levels, with its version, what is in use, and what waits for a second person.',
		resolve: async (_root, _args, context) => [...(await listLimits(context))],
	}),
}));
