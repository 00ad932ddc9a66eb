import { builder } from '../../graphql/builder.ts';
import { usageOf } from './service.ts';
import { usageRef } from './types.ts';

builder.queryFields((t) => ({
	usage: t.field({
		type: usageRef,
		args: { days: t.arg.int({ defaultValue: 30, description: 'How many days back, today among them; at most 92.' }) },
		resolve: (_root, { days }, context) => usageOf(context, days ?? 30),
	}),
}));
