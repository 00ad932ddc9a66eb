import { builder } from '../../graphql/builder.ts';
import { changePolicies } from './service.ts';
import { changePoliciesResultRef } from './types.ts';

builder.mutationFields((t) => ({
	changePolicies: t.field({
		type: changePoliciesResultRef,
		args: {
			baseVersion: t.arg.int({ required: true, description: 'The version that was looked at; 0 where there is none.' }),
			text: t.arg.string({ required: true }),
		},
		resolve: (_root, args, context) => changePolicies(context, args),
	}),
}));
