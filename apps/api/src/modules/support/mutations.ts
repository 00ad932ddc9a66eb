import { builder } from '../../graphql/builder.ts';
import { decideAccess, enterTenant, requestAccess, revokeAccess } from './service.ts';
import { accessResultRef, enterTenantResultRef, requestAccessResultRef } from './types.ts';

const operator = { authScopes: { operator: true }, skipTypeScopes: true } as const;

builder.mutationFields((t) => ({
	requestSupportAccess: t.field({
		type: requestAccessResultRef,
		...operator,
		args: { slug: t.arg.string({ required: true }), reason: t.arg.string({ required: true }), hours: t.arg.int({ required: true }) },
		resolve: (_root, args, context) => requestAccess(context, args),
	}),
	enterTenant: t.field({
		type: enterTenantResultRef,
		...operator,
		args: { requestId: t.arg.string({ required: true }) },
		resolve: (_root, { requestId }, context) => enterTenant(context, requestId),
	}),
	decideSupportAccess: t.field({
		type: accessResultRef,
		args: { requestId: t.arg.string({ required: true }), allow: t.arg.boolean({ required: true }) },
		resolve: (_root, args, context) => decideAccess(context, args),
	}),
	revokeSupportAccess: t.field({
		type: accessResultRef,
		args: { requestId: t.arg.string({ required: true }) },
		resolve: (_root, { requestId }, context) => revokeAccess(context, requestId),
	}),
}));
