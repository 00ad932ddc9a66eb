import type { OauthApp } from '@meridian/db';
import { builder } from '../../graphql/builder.ts';
import { forbiddenRef, invalidInputRef, notFoundRef, proofRequiredRef } from '../shared/user-errors.ts';
import { isScope, type Scope, scopes } from './scopes.ts';

export const scopeEnum = builder.enumType('AppScope', { values: scopes });
export const appRef = builder.objectRef<OauthApp>('OauthApp').implement({
	description: 'A program of an integrator that acts for people who agree.',
	fields: (t) => ({
		appId: t.exposeString('id'),
		name: t.exposeString('name'),
		redirectUris: t.exposeStringList('redirectUris'),
		scopes: t.field({ type: [scopeEnum], resolve: (app) => app.scopes.filter(isScope) }),
		confidential: t.boolean({ description: 'It has a secret.', resolve: ({ secretHash }) => secretHash !== null }),
		createdAt: t.expose('createdAt', { type: 'DateTime' }),
		revokedAt: t.expose('revokedAt', { type: 'DateTime', nullable: true }),
	}),
});
const createdRef = builder
	.objectRef<{ readonly __typename: 'OauthAppCreated'; readonly app: OauthApp; readonly secret: string | null }>('OauthAppCreated')
	.implement({
		fields: (t) => ({
			app: t.expose('app', { type: appRef }),
			secret: t.exposeString('secret', { nullable: true, description: 'Shown this once.' }),
		}),
	});
const revokedRef = builder
	.objectRef<{ readonly __typename: 'OauthAppRevoked'; readonly app: OauthApp }>('OauthAppRevoked')
	.implement({ fields: (t) => ({ app: t.expose('app', { type: appRef }) }) });
const requestRef = builder
	.objectRef<{
		readonly __typename: 'AuthorizationRequest';
		readonly appName: string;
		readonly scopes: readonly Scope[];
		readonly returnsTo: string;
	}>('AuthorizationRequest')
	.implement({
		fields: (t) => ({
			appName: t.exposeString('appName'),
			scopes: t.field({ type: [scopeEnum], resolve: (asked) => [...asked.scopes] }),
			returnsTo: t.exposeString('returnsTo'),
		}),
	});
const answeredRef = builder
	.objectRef<{ readonly __typename: 'AuthorizationAnswered'; readonly url: string }>('AuthorizationAnswered')
	.implement({ fields: (t) => ({ url: t.exposeString('url', { description: 'Send the browser there.' }) }) });

export const createAppResultRef = builder.unionType('CreateOauthAppResult', {
	types: [createdRef, invalidInputRef, forbiddenRef, proofRequiredRef],
});
export const revokeAppResultRef = builder.unionType('RevokeOauthAppResult', { types: [revokedRef, notFoundRef, forbiddenRef] });
export const requestResultRef = builder.unionType('AuthorizationRequestResult', { types: [requestRef, invalidInputRef] });
export const answerResultRef = builder.unionType('AuthorizationAnswerResult', { types: [answeredRef, invalidInputRef, proofRequiredRef] });
export const createAppInputRef = builder.inputType('CreateOauthAppInput', {
	fields: (t) => ({
		name: t.string({ required: true }),
		redirectUris: t.stringList({ required: true, description: 'Compared letter by letter.' }),
		scopes: t.field({ type: [scopeEnum], required: true }),
		confidential: t.boolean({ required: true, description: 'True: it can keep a secret, and gets one.' }),
	}),
});
export const authorizationInputRef = builder.inputType('AuthorizationInput', {
	fields: (t) => ({
		...{ clientId: t.string({ required: true }), redirectUri: t.string({ required: true }), responseType: t.string({ required: true }) },
		...{ scope: t.string({ required: true }), state: t.string() },
		...{ codeChallenge: t.string({ required: true }), codeChallengeMethod: t.string({ required: true }) },
	}),
});
