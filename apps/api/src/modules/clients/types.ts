import type { Role } from '@meridian/auth';
import type { ApiClient } from '@meridian/db';
import { builder } from '../../graphql/builder.ts';
import { roleEnum } from '../identity/types.ts';
import { forbiddenRef, invalidInputRef, notFoundRef, proofRequiredRef } from '../shared/user-errors.ts';

/** A program's client, and the role that it has now. */
export type ClientModel = ApiClient & { readonly role: Role };

export const clientRef = builder.objectRef<ClientModel>('ApiClient').implement({
	description: 'A program that gets its own access tokens at POST /oauth/token, and acts as a user of its own.',
	fields: (t) => ({
		clientId: t.exposeString('id'),
		name: t.exposeString('name'),
		role: t.expose('role', { type: roleEnum }),
		allowedIps: t.exposeStringList('allowedIps', { description: 'Empty: from anywhere.' }),
		createdAt: t.expose('createdAt', { type: 'DateTime' }),
		expiresAt: t.expose('expiresAt', { type: 'DateTime' }),
		lastUsedAt: t.expose('lastUsedAt', { type: 'DateTime', nullable: true }),
		revokedAt: t.expose('revokedAt', { type: 'DateTime', nullable: true }),
		oldSecretUntil: t.expose('previousUntil', { type: 'DateTime', nullable: true, description: 'Until then the secret before works too.' }),
	}),
});
const createdRef = builder
	.objectRef<{ readonly __typename: 'CreateApiClientSuccess'; readonly client: ClientModel; readonly secret: string }>(
		'CreateApiClientSuccess',
	)
	.implement({
		fields: (t) => ({
			client: t.expose('client', { type: clientRef }),
			secret: t.exposeString('secret', { description: 'Shown this once. Lost: rotate it; leaked: revoke the client and make another.' }),
		}),
	});
const revokedRef = builder
	.objectRef<{ readonly __typename: 'RevokeApiClientSuccess'; readonly client: ClientModel }>('RevokeApiClientSuccess')
	.implement({ fields: (t) => ({ client: t.expose('client', { type: clientRef }) }) });
export const createClientResultRef = builder.unionType('CreateApiClientResult', {
	types: [createdRef, invalidInputRef, forbiddenRef, proofRequiredRef],
});
export const rotateClientResultRef = builder.unionType('RotateApiClientResult', {
	types: [createdRef, notFoundRef, forbiddenRef, proofRequiredRef],
});
export const revokeClientResultRef = builder.unionType('RevokeApiClientResult', { types: [revokedRef, notFoundRef, forbiddenRef] });
export const createClientInputRef = builder.inputType('CreateApiClientInput', {
	fields: (t) => ({
		name: t.string({ required: true }),
		role: t.field({ type: roleEnum, required: true, description: 'SERVICE trades; QUANT, COMPLIANCE and READ_ONLY read.' }),
		days: t.int({ required: true, description: 'How long it is good for: 1 to 365.' }),
		allowedIps: t.stringList({ description: 'Addresses that it may come from; absent: any.' }),
	}),
});
