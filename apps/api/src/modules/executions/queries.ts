import { builder } from '../../graphql/builder.ts';
import { pageSize } from '../../graphql/cursor.ts';
import { listExecutions } from './service.ts';
import { executionConnectionRef } from './types.ts';

builder.queryFields((t) => ({
	executions: t.field({
		type: executionConnectionRef,
		args: { accountId: t.arg.id(), first: t.arg.int(), after: t.arg.string() },
		complexity: ({ first }) => ({ field: 1, multiplier: pageSize(first) / 10 }),
		resolve: (_root, args, context) => listExecutions(context, args),
	}),
}));
