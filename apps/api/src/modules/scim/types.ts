import { isRole } from '@meridian/auth';
import type { DirectoryGroup, ScimToken } from '@meridian/db';
import { builder } from '../../graphql/builder.ts';
import { approvalRequestedRef } from '../approvals/types.ts';
import { roleEnum } from '../identity/types.ts';
import { forbiddenRef, invalidInputRef, notFoundRef, proofRequiredRef } from '../shared/user-errors.ts';

export const scimTokenRef = builder.objectRef<ScimToken>('ScimToken').implement({
	fields: (t) => ({
		tokenId: t.exposeString('id'),
		name: t.exposeString('name'),
		createdAt: t.expose('createdAt', { type: 'DateTime' }),
		expiresAt: t.expose('expiresAt', { type: 'DateTime' }),
		lastUsedAt: t.expose('lastUsedAt', { type: 'DateTime', nullable: true }),
		revokedAt: t.expose('revokedAt', { type: 'DateTime', nullable: true }),
	}),
});
export const directoryGroupRef = builder.objectRef<DirectoryGroup>('DirectoryGroup').implement({
	fields: (t) => ({
		groupId: t.exposeString('id'),
		displayName: t.exposeString('displayName'),
		role: t.field({
			type: roleEnum,
			nullable: true,
			description: 'What its members are here.',
			resolve: ({ role }) => (isRole(role) ? role : null),
		}),
	}),
});
const createdRef = builder
	.objectRef<{ readonly __typename: 'ScimTokenCreated'; readonly token: ScimToken; readonly secret: string; readonly url: string }>(
		'ScimTokenCreated',
	)
	.implement({
		fields: (t) => ({
			token: t.expose('token', { type: scimTokenRef }),
			secret: t.exposeString('secret', { description: 'Shown this once: give it to the directory.' }),
			url: t.exposeString('url', { description: 'Where the directory sends its requests.' }),
		}),
	});
const revokedRef = builder
	.objectRef<{ readonly __typename: 'ScimTokenRevoked'; readonly token: ScimToken }>('ScimTokenRevoked')
	.implement({ fields: (t) => ({ token: t.expose('token', { type: scimTokenRef }) }) });
const groupChangedRef = builder
	.objectRef<{ readonly __typename: 'DirectoryGroupChanged'; readonly group: DirectoryGroup }>('DirectoryGroupChanged')
	.implement({ fields: (t) => ({ group: t.expose('group', { type: directoryGroupRef }) }) });

export const createScimTokenResultRef = builder.unionType('CreateScimTokenResult', {
	types: [createdRef, invalidInputRef, forbiddenRef, proofRequiredRef],
});
export const revokeScimTokenResultRef = builder.unionType('RevokeScimTokenResult', {
	types: [revokedRef, notFoundRef, forbiddenRef, proofRequiredRef],
});
export const setGroupRoleResultRef = builder.unionType('SetGroupRoleResult', {
	types: [groupChangedRef, approvalRequestedRef, invalidInputRef, notFoundRef, forbiddenRef, proofRequiredRef],
});
