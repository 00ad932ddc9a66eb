import { builder } from '../../graphql/builder.ts';
import { listInvitations, listPeople } from './service.ts';
import { invitationRef, personRef } from './types.ts';

builder.queryFields((t) => ({
	people: t.field({ type: [personRef], resolve: (_root, _args, context) => listPeople(context) }),
	invitations: t.field({ type: [invitationRef], resolve: (_root, _args, context) => listInvitations(context) }),
}));
