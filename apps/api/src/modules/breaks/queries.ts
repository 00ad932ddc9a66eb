import { builder } from '../../graphql/builder.ts';
import { pageSize } from '../../graphql/cursor.ts';
import { listBreaks } from './service.ts';
import { breakConnectionRef } from './types.ts';

builder.queryFields((t) => ({
	breaks: t.field({
		type: breakConnectionRef,
		description: 'Breaks of an account or of all, newest first; open: true those that nobody has resolved, false the others, absent all.',
		args: { accountId: t.arg.id(), open: t.arg.boolean(), first: t.arg.int(), after: t.arg.string() },
		complexity: ({ first }) => ({ field: 1, multiplier: pageSize(first) / 10 }),
		resolve: (_root, args, context) => listBreaks(context, args),
	}),
}));
