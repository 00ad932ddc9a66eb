import { newOpaque } from '@meridian/auth';
import type { OauthApp } from '@meridian/db';
import { audit } from '../../audit.ts';
import { type ApiContext, personOf, viewerOf } from '../../context.ts';
import { proofTooOld } from '../shared/fresh-proof.ts';
import { userError } from '../shared/user-errors.ts';
import { isScope, type Scope } from './scopes.ts';

const codeLifeMs = 60_000;

export type AuthorizationInput = {
	readonly clientId: string;
	readonly redirectUri: string;
	readonly responseType: string;
	readonly scope: string;
	readonly state?: string | null | undefined;
	readonly codeChallenge: string;
	readonly codeChallengeMethod: string;
};
const invalid = (field: string, message: string) => userError('InvalidInput', { code: 'INVALID_REQUEST', message, path: ['input', field] });
type Asked = { readonly app: OauthApp; readonly scopes: readonly Scope[] };

/** What an app asks a person of its tenant for. Nobody is sent anywhere before app and address are known to belong together, letter by letter. */
async function read(context: ApiContext, input: AuthorizationInput): Promise<Asked | ReturnType<typeof invalid>> {
	personOf(context);
	const { tenantId } = viewerOf(context);
	const app = await context.app.db.platform.oauthApp.findFirst({ where: { id: input.clientId, tenantId, revokedAt: null } });
	if (app === null) return invalid('clientId', 'Your institution has no such app.');
	if (!app.redirectUris.includes(input.redirectUri)) return invalid('redirectUri', 'The app is not registered with this address.');
	if (input.responseType !== 'code') return invalid('responseType', 'response_type is code.');
	if (input.codeChallengeMethod !== 'S256' || !/^[\w-]{43}$/.test(input.codeChallenge))
		return invalid('codeChallenge', 'PKCE with S256 is required.');
	if ((input.state?.length ?? 0) > 500) return invalid('state', 'state has at most 500 characters.');
	const wanted = input.scope.split(' ').filter((text) => text !== '');
	const scopes = wanted.filter(isScope);
	if (scopes.length === 0 || scopes.length !== wanted.length || scopes.some((scope) => !app.scopes.includes(scope)))
		return invalid('scope', `The app may ask for: ${app.scopes.join(' ')}.`);
	return { app, scopes };
}

/** For the page that asks the person. */
export async function readRequest(context: ApiContext, input: AuthorizationInput) {
	const asked = await read(context, input);
	if ('__typename' in asked) return asked;
	return {
		__typename: 'AuthorizationRequest',
		appName: asked.app.name,
		scopes: asked.scopes,
		returnsTo: new URL(input.redirectUri).host,
	} as const;
}

/** The person's answer: where the browser goes, with a code that the app trades within a minute, or with the refusal. */
export async function answerRequest(context: ApiContext, { approve, ...input }: AuthorizationInput & { readonly approve: boolean }) {
	const asked = await read(context, input);
	if ('__typename' in asked) return asked;
	const { tenantId, userId } = viewerOf(context);
	const url = new URL(input.redirectUri);
	if (input.state != null) url.searchParams.set('state', input.state);
	url.searchParams.set('iss', context.app.publicUrl);
	if (!approve) {
		url.searchParams.set('error', 'access_denied');
		return { __typename: 'AuthorizationAnswered', url: url.href } as const;
	}
	const old = proofTooOld(context);
	if (old !== null) return old;
	const { secret, hash } = newOpaque('moc');
	const expiresAt = new Date(context.app.nowMs() + codeLifeMs);
	const row = {
		appId: asked.app.id,
		userId,
		redirectUri: input.redirectUri,
		challenge: input.codeChallenge,
		scopes: [...asked.scopes],
		expiresAt,
	};
	await context.app.db.platform.oauthCode.create({ data: { codeHash: hash, ...row } });
	await audit(context, {
		action: 'OAUTH_APP_AUTHORIZED',
		tenantId,
		userId,
		detail: { appId: asked.app.id, scopes: asked.scopes.join(' ') },
	});
	url.searchParams.set('code', secret);
	return { __typename: 'AuthorizationAnswered', url: url.href } as const;
}
