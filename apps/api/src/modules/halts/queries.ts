import { builder } from '../../graphql/builder.ts';
import { listHalts } from './service.ts';
import { haltRef } from './types.ts';

builder.queryFields((t) => ({
	halts: t.field({
		type: [haltRef],
		description: 'Every place of the kill switch: the tenant, its desks, accounts and strategies, with what a press would do.',
		complexity: 10,
		resolve: async (_root, _args, context) => [...(await listHalts(context))],
	}),
}));
