import { builder } from '../../graphql/builder.ts';
import { roleEnum } from '../identity/types.ts';
import { createScimToken, revokeScimToken, setGroupRole } from './service.ts';
import { createScimTokenResultRef, revokeScimTokenResultRef, setGroupRoleResultRef } from './types.ts';

builder.mutationFields((t) => ({
	createScimToken: t.field({
		type: createScimTokenResultRef,
		args: { name: t.arg.string({ required: true }), days: t.arg.int({ required: true }) },
		resolve: (_root, args, context) => createScimToken(context, args),
	}),
	revokeScimToken: t.field({
		type: revokeScimTokenResultRef,
		args: { tokenId: t.arg.string({ required: true }) },
		resolve: (_root, { tokenId }, context) => revokeScimToken(context, tokenId),
	}),
	setGroupRole: t.field({
		type: setGroupRoleResultRef,
		args: { groupId: t.arg.string({ required: true }), role: t.arg({ type: roleEnum }) },
		resolve: (_root, args, context) => setGroupRole(context, args),
	}),
}));
