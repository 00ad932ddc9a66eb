import { decrypt } from '@meridian/auth';
import type { IdentityProvider } from '@meridian/db';
import * as oidc from 'openid-client';
import type { App } from '../../app.ts';
import { type OidcConfig, secretPurpose } from './config.ts';
import type { Claims, Flow } from './flow.ts';

type Provider = Pick<IdentityProvider, 'id' | 'tenantId' | 'secret' | 'updatedAt'>;
type Needs = Pick<App, 'dataKeys' | 'outgoing'>;

const believedMs = 10 * 60_000;
const providersMax = 2_000;
/** By the row and its version: a provider is of one tenant, and one that was changed is discovered anew. */
const known = new Map<string, { readonly until: number; readonly value: Promise<oidc.Configuration> }>();

/** Reads the provider's own description. @throws where it is not there, or is of another issuer */
export async function discover(
	app: Needs,
	input: { readonly provider: Provider; readonly config: OidcConfig },
): Promise<oidc.Configuration> {
	const { provider, config } = input;
	const { secret } = provider;
	const plain = secret === null ? null : await decrypt(app.dataKeys, { text: secret, purpose: secretPurpose(provider) });
	const fetch: oidc.CustomFetch = (url, { method, headers, body, signal }) => app.outgoing.fetch(url, { method, headers, body, signal });
	const found = await oidc.discovery(
		new URL(config.issuer),
		config.clientId,
		{},
		plain === null ? oidc.None() : oidc.ClientSecretBasic(plain),
		{ [oidc.customFetch]: fetch, execute: app.outgoing.reach === 'any' ? [oidc.allowInsecureRequests] : [], timeout: 5 },
	);
	return found;
}

function configurationOf(app: Needs, input: { readonly provider: Provider; readonly config: OidcConfig }): Promise<oidc.Configuration> {
	const key = `${input.provider.id} ${input.provider.updatedAt.getTime()}`;
	const now = performance.now();
	const before = known.get(key);
	if (before !== undefined && before.until > now) return before.value;
	if (known.size > providersMax) known.clear();
	const value = discover(app, input);
	known.set(key, { until: now + believedMs, value });
	value.catch(() => known.delete(key));
	return value;
}

export async function oidcUrl(
	app: Needs,
	input: {
		readonly provider: Provider;
		readonly config: OidcConfig;
		readonly redirectUri: string;
		readonly state: string;
		readonly flow: Flow;
		readonly email: string;
	},
): Promise<string> {
	const configuration = await configurationOf(app, input);
	const { redirectUri, state, flow, email } = input;
	const url = oidc.buildAuthorizationUrl(configuration, {
		...{ redirect_uri: redirectUri, scope: 'openid email profile', state, nonce: flow.nonce, login_hint: email },
		...{ code_challenge: await oidc.calculatePKCECodeChallenge(flow.codeVerifier), code_challenge_method: 'S256' },
	});
	return url.href;
}

/**
 * Trades the code for the claims. Signature, issuer, audience, expiry, nonce and the issuer of the answer (RFC 9207) are the library's to check.
 * @throws where any of it is wrong
 */
export async function oidcClaims(
	app: Needs,
	input: { readonly provider: Provider; readonly config: OidcConfig; readonly callback: URL; readonly state: string; readonly flow: Flow },
): Promise<Claims> {
	const configuration = await configurationOf(app, input);
	const { callback, state, flow, config } = input;
	const tokens = await oidc.authorizationCodeGrant(configuration, callback, {
		...{ pkceCodeVerifier: flow.codeVerifier, expectedNonce: flow.nonce, expectedState: state, idTokenExpected: true },
	});
	const id = tokens.claims();
	if (id === undefined) throw new Error('the provider gave no id token');
	// Some providers put address and groups into the id token, others behind userinfo.
	const more = id.email === undefined && configuration.serverMetadata().userinfo_endpoint !== undefined;
	const info = more ? await oidc.fetchUserInfo(configuration, tokens.access_token, id.sub) : {};
	const all: Record<string, unknown> = { ...info, ...id };
	const text = (name: string): string => (typeof all[name] === 'string' ? all[name] : '');
	return {
		subject: id.sub,
		email: text('email').toLowerCase(),
		name: text('name'),
		emailVerified: all.email_verified !== false,
		groups: config.roleClaim === null ? [] : textsOf(all[config.roleClaim]),
	};
}

export const textsOf = (value: unknown): string[] =>
	Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : typeof value === 'string' ? [value] : [];
