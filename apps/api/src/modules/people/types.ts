import type { Role } from '@meridian/auth';
import type { Invitation } from '@meridian/db';
import { builder } from '../../graphql/builder.ts';
import { encodeId } from '../../graphql/ids.ts';
import { approvalRequestedRef } from '../approvals/types.ts';
import { roleEnum } from '../identity/types.ts';
import { forbiddenRef, invalidInputRef, notFoundRef, proofRequiredRef } from '../shared/user-errors.ts';

export type PersonModel = {
	readonly userId: number;
	readonly email: string;
	readonly name: string;
	readonly role: Role;
	readonly active: boolean;
	readonly secondFactor: boolean;
	readonly sessionsOpen: number;
	readonly lastUsedAt: Date | null;
};
export const personRef = builder.objectRef<PersonModel>('Person').implement({
	fields: (t) => ({
		id: t.id({ resolve: ({ userId }) => encodeId('Person', userId) }),
		email: t.exposeString('email'),
		name: t.exposeString('name'),
		role: t.expose('role', { type: roleEnum }),
		active: t.exposeBoolean('active', { description: 'False: removed. Their orders, deals and audit stay.' }),
		secondFactor: t.exposeBoolean('secondFactor'),
		sessionsOpen: t.exposeInt('sessionsOpen'),
		lastUsedAt: t.expose('lastUsedAt', { type: 'DateTime', nullable: true, description: 'Of the sessions in force.' }),
	}),
});

const stateEnum = builder.enumType('InvitationState', { values: ['OPEN', 'ACCEPTED', 'REVOKED', 'EXPIRED'] as const });
export const invitationRef = builder.objectRef<Invitation>('Invitation').implement({
	fields: (t) => ({
		invitationId: t.exposeString('id'),
		email: t.exposeString('email'),
		role: t.expose('role', { type: roleEnum }),
		createdAt: t.expose('createdAt', { type: 'DateTime' }),
		expiresAt: t.expose('expiresAt', { type: 'DateTime' }),
		state: t.field({
			type: stateEnum,
			resolve: ({ acceptedAt, revokedAt, expiresAt }, _args, context) =>
				acceptedAt !== null ? 'ACCEPTED' : revokedAt !== null ? 'REVOKED' : expiresAt.getTime() <= context.app.nowMs() ? 'EXPIRED' : 'OPEN',
		}),
	}),
});

export type InvitePersonSuccess = { readonly __typename: 'InvitePersonSuccess'; readonly invitation: Invitation; readonly link: string };
const invitedRef = builder.objectRef<InvitePersonSuccess>('InvitePersonSuccess').implement({
	fields: (t) => ({
		invitation: t.expose('invitation', { type: invitationRef }),
		link: t.exposeString('link', { description: 'Shown this once: give it to the person yourself. Whoever opens it becomes the person.' }),
	}),
});
const revokedRef = builder
	.objectRef<{ readonly __typename: 'RevokeInvitationSuccess'; readonly invitation: Invitation }>('RevokeInvitationSuccess')
	.implement({ fields: (t) => ({ invitation: t.expose('invitation', { type: invitationRef }) }) });
export type PersonChanged = { readonly __typename: 'PersonChanged'; readonly person: PersonModel };
const changedRef = builder
	.objectRef<PersonChanged>('PersonChanged')
	.implement({ fields: (t) => ({ person: t.expose('person', { type: personRef }) }) });

export const inviteResultRef = builder.unionType('InvitePersonResult', {
	types: [invitedRef, invalidInputRef, forbiddenRef, proofRequiredRef],
});
export const revokeInvitationResultRef = builder.unionType('RevokeInvitationResult', { types: [revokedRef, notFoundRef, forbiddenRef] });
export const personResultRef = builder.unionType('ChangePersonResult', {
	types: [changedRef, approvalRequestedRef, invalidInputRef, notFoundRef, forbiddenRef, proofRequiredRef],
});
