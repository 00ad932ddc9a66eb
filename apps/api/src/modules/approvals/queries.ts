import { builder } from '../../graphql/builder.ts';
import { listApprovals } from './service.ts';
import { approvalRef } from './types.ts';

builder.queryFields((t) => ({
	approvals: t.field({ type: [approvalRef], resolve: (_root, _args, context) => listApprovals(context) }),
}));
