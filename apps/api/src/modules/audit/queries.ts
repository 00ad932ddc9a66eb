import { builder } from '../../graphql/builder.ts';
import { pageSize } from '../../graphql/cursor.ts';
import { listAudit } from './service.ts';
import { auditConnectionRef } from './types.ts';

builder.queryFields((t) => ({
	adminAudit: t.field({
		type: auditConnectionRef,
		description: 'Who did what to the tenant’s own set-up, newest first. It can’t be changed by anybody.',
		args: { first: t.arg.int(), after: t.arg.string() },
		complexity: ({ first }) => ({ field: 1, multiplier: pageSize(first) / 10 }),
		resolve: (_root, args, context) => listAudit(context, args),
	}),
}));
