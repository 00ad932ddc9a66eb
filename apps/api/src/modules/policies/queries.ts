import { builder } from '../../graphql/builder.ts';
import { policySchema } from './cedar.ts';
import { listPolicies, whoCan } from './service.ts';
import { policyRef, whoCanRef } from './types.ts';

builder.queryFields((t) => ({
	policies: t.field({ type: [policyRef], resolve: (_root, _args, context) => listPolicies(context) }),
	policySchema: t.string({ description: 'What policies may speak of, as a Cedar schema.', resolve: () => policySchema }),
	whoCan: t.field({
		type: [whoCanRef],
		args: { text: t.arg.string({ description: 'Policies to try instead of those in force.' }) },
		complexity: { field: 100 },
		resolve: (_root, { text }, context) => whoCan(context, text ?? null),
	}),
}));
