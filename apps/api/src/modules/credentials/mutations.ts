import { builder } from '../../graphql/builder.ts';
import { forbiddenRef, gatewayUnavailableRef, invalidInputRef, notFoundRef } from '../shared/user-errors.ts';
import { createCredential } from './create.ts';
import { revokeCredential } from './revoke.ts';
import { type CredentialModel, credentialRef } from './types.ts';

export type CreateCredentialSuccess = {
	readonly __typename: 'CreateTradingCredentialSuccess';
	readonly credential: CredentialModel;
	readonly secret: string;
};
const createSuccessRef = builder.objectRef<CreateCredentialSuccess>('CreateTradingCredentialSuccess').implement({
	fields: (t) => ({
		credential: t.expose('credential', { type: credentialRef }),
		secret: t.exposeString('secret', { description: 'Shown this once. Lost or leaked: revoke the credential and make another.' }),
	}),
});
const createResultRef = builder.unionType('CreateTradingCredentialResult', {
	types: [createSuccessRef, invalidInputRef, notFoundRef, forbiddenRef, gatewayUnavailableRef],
});
const createInputRef = builder.inputType('CreateTradingCredentialInput', {
	fields: (t) => ({
		name: t.string({ required: true }),
		accountIds: t.idList({ required: true }),
		mayTrade: t.boolean({ required: true, description: 'False makes a drop copy: it reads and commands nothing.' }),
		ordersPerSecond: t.int({ required: true }),
		actsAs: t.string({ description: 'E-mail of the user whose orders they will be; without it you.' }),
	}),
});

export type RevokeCredentialSuccess = { readonly __typename: 'RevokeTradingCredentialSuccess'; readonly credential: CredentialModel };
const revokeSuccessRef = builder
	.objectRef<RevokeCredentialSuccess>('RevokeTradingCredentialSuccess')
	.implement({ fields: (t) => ({ credential: t.expose('credential', { type: credentialRef }) }) });
const revokeResultRef = builder.unionType('RevokeTradingCredentialResult', { types: [revokeSuccessRef, notFoundRef, forbiddenRef] });

builder.mutationFields((t) => ({
	createTradingCredential: t.field({
		type: createResultRef,
		args: { input: t.arg({ type: createInputRef, required: true }) },
		resolve: (_root, { input }, context) => createCredential(context, input),
	}),
	revokeTradingCredential: t.field({
		type: revokeResultRef,
		args: { credentialId: t.arg.string({ required: true }) },
		resolve: (_root, { credentialId }, context) => revokeCredential(context, credentialId),
	}),
}));
