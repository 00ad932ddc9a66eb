import { builder } from '../../graphql/builder.ts';
import { acceptResultRef, roleEnum } from '../identity/types.ts';
import { changeRole, removePerson, restorePerson } from './change.ts';
import { acceptInvitation, invitePerson, revokeInvitation } from './invite.ts';
import { inviteResultRef, personResultRef, revokeInvitationResultRef } from './types.ts';

const inviteInputRef = builder.inputType('InvitePersonInput', {
	fields: (t) => ({ email: t.string({ required: true }), role: t.field({ type: roleEnum, required: true }) }),
});
const acceptInputRef = builder.inputType('AcceptInvitationInput', {
	fields: (t) => ({
		token: t.string({ required: true, description: 'What stands behind the # of the link.' }),
		name: t.string({ required: true }),
		password: t.string({ required: true, description: 'At least 12 characters.' }),
	}),
});

builder.mutationFields((t) => ({
	invitePerson: t.field({
		type: inviteResultRef,
		args: { input: t.arg({ type: inviteInputRef, required: true }) },
		resolve: (_root, { input }, context) => invitePerson(context, input),
	}),
	revokeInvitation: t.field({
		type: revokeInvitationResultRef,
		args: { invitationId: t.arg.string({ required: true }) },
		resolve: (_root, { invitationId }, context) => revokeInvitation(context, invitationId),
	}),
	acceptInvitation: t.field({
		type: acceptResultRef,
		skipTypeScopes: true,
		args: { input: t.arg({ type: acceptInputRef, required: true }) },
		resolve: (_root, { input }, context) => acceptInvitation(context, input),
	}),
	changeRole: t.field({
		type: personResultRef,
		args: { personId: t.arg.id({ required: true }), role: t.arg({ type: roleEnum, required: true }) },
		resolve: (_root, args, context) => changeRole(context, args),
	}),
	removePerson: t.field({
		type: personResultRef,
		args: { personId: t.arg.id({ required: true }) },
		resolve: (_root, { personId }, context) => removePerson(context, personId),
	}),
	restorePerson: t.field({
		type: personResultRef,
		args: { personId: t.arg.id({ required: true }) },
		resolve: (_root, { personId }, context) => restorePerson(context, personId),
	}),
}));
