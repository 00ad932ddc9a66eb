import { builder } from '../../graphql/builder.ts';
import { decideApproval } from './service.ts';
import { decideResultRef } from './types.ts';

builder.mutationFields((t) => ({
	decideApproval: t.field({
		type: decideResultRef,
		description: 'Approves or declines what another person asked for; who asked may only withdraw it (approve: false).',
		args: { approvalId: t.arg.string({ required: true }), approve: t.arg.boolean({ required: true }), reason: t.arg.string() },
		resolve: (_root, args, context) => decideApproval(context, args),
	}),
}));
