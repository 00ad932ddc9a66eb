import { hashOpaque, newOpaque } from '@meridian/auth';
import { randomNonce, randomPKCECodeVerifier } from 'openid-client';
import type { App } from '../../app.ts';
import { audit } from '../../audit.ts';
import type { ApiContext } from '../../context.ts';
import { findLogin } from '../identity/find-login.ts';
import { belongsOf, loginFailed, succeed, tooMany } from '../identity/login.ts';
import { userError } from '../shared/user-errors.ts';
import { configOf } from './config.ts';
import { type Claims, claimsShape, closeFlow, openFlow, peekFlow } from './flow.ts';
import { oidcClaims, oidcUrl } from './oidc.ts';
import { domainIn, provision } from './provision.ts';
import { samlClaims, samlUrl } from './saml.ts';

/** Where providers send people back to, in the portal. */
export const callbackOf = (app: Pick<App, 'webOrigins'>): string => `${app.webOrigins[0] ?? ''}/sso/callback`;

const notOffered = () =>
	userError('SsoNotOffered', {
		code: 'SSO_NOT_OFFERED',
		message: 'There is no single sign-on for addresses of this domain: sign in with your password.',
		path: ['email'],
	});
const silent = () =>
	userError('SsoNotOffered', {
		code: 'PROVIDER_SILENT',
		message: 'Your institution’s sign-on does not answer right now. Try again, or ask your administrator.',
		path: ['email'],
	});

/** Where somebody with an address of this domain goes to sign in. It is a matter of the domain alone, so it tells of no person. */
export async function beginSso(context: ApiContext, given: string) {
	const { app } = context;
	const email = given.trim().toLowerCase().slice(0, 254);
	const limited = await tooMany(context, `sso ${email}`);
	if (limited !== null) return limited;
	const domain = await app.db.platform.tenantDomain.findFirst({
		where: { domain: domainIn(email), verifiedAt: { not: null }, removedAt: null, tenant: { status: 'ACTIVE' } },
	});
	const provider = await app.db.platform.identityProvider.findFirst({
		where: { tenantId: domain?.tenantId ?? 0, enabled: true, removedAt: null },
		orderBy: [{ updatedAt: 'desc' }, { id: 'asc' }],
	});
	if (provider === null) return notOffered();
	const config = configOf(provider);
	const binding = newOpaque('msb');
	const flow = { providerId: provider.id, bindingHash: binding.hash, nonce: randomNonce(), codeVerifier: randomPKCECodeVerifier() };
	try {
		const state = await openFlow(app, { tenantId: provider.tenantId, flow });
		const url =
			config.kind === 'OIDC'
				? await oidcUrl(app, { provider, config, redirectUri: callbackOf(app), state, flow, email })
				: await samlUrl(app, { provider, config, state });
		return { __typename: 'SsoRedirect', url, binding: binding.secret } as const;
	} catch (error) {
		context.log.error({ err: error, tenantId: provider.tenantId, providerId: provider.id }, 'an identity provider could not be asked');
		return silent();
	}
}

const providerOf = (context: ApiContext, { providerId, tenantId }: { readonly providerId: string; readonly tenantId: number }) =>
	context.app.db.platform.identityProvider.findFirst({
		where: { id: providerId, tenantId, enabled: true, removedAt: null, tenant: { status: 'ACTIVE' } },
	});
const refused = (code = 'SSO_REFUSED') =>
	userError('LoginFailed', { code, message: 'The sign-on did not succeed. Begin again, or ask your administrator.', path: ['input'] });

/** The assertion's claims wait here for their person's browser, under a code that comes once. */
const handOver = (tenantId: number, code: string): string => `t:${tenantId}:sso:claims:${hashOpaque(code)}`;
const handOverSec = 60;

/** A SAML answer that a browser posted. @returns where the browser goes next */
export async function receiveAssertion(
	context: ApiContext,
	input: { readonly providerId: string; readonly state: string; readonly response: string },
): Promise<string> {
	const { app } = context;
	const back = (answer: Record<string, string>): string => `${callbackOf(app)}?${new URLSearchParams(answer)}`;
	if ((await tooMany(context, `saml ${hashOpaque(input.state).slice(0, 16)}`)) !== null) return back({ error: 'slow_down' });
	const flow = await peekFlow(app, input.state);
	const provider = flow === null || flow.providerId !== input.providerId ? null : await providerOf(context, flow);
	const config = provider === null ? null : configOf(provider);
	if (flow === null || provider === null || config?.kind !== 'SAML') return back({ error: 'unknown_state' });
	try {
		const claims = await samlClaims(app, { provider, config, state: input.state, response: input.response });
		const code = newOpaque('msc');
		await app.redis.set(handOver(provider.tenantId, code.secret), JSON.stringify({ ...claims, state: input.state }), 'EX', handOverSec);
		return back({ state: input.state, code: code.secret });
	} catch (error) {
		context.log.warn({ err: error, tenantId: provider.tenantId, providerId: provider.id }, 'a SAML answer was refused');
		const reason = error instanceof Error ? error.message.slice(0, 200) : 'unknown';
		const detail = { providerId: provider.id, sourceIp: context.sourceIp, reason };
		await audit(context, { action: 'SSO_REFUSED', tenantId: provider.tenantId, userId: null, detail });
		return back({ error: 'refused' });
	}
}

const handedShape = claimsShape.extend({ state: claimsShape.shape.subject });

/** The second half: the browser is back with what the provider gave it, and with the secret that it was given when it left. */
export async function completeSso(context: ApiContext, input: { readonly query: string; readonly binding: string }) {
	const { app } = context;
	const query = new URLSearchParams(input.query.slice(0, 8_000).replace(/^\?/, ''));
	const state = query.get('state') ?? '';
	const limited = await tooMany(context, `sso state ${hashOpaque(state).slice(0, 16)}`);
	if (limited !== null) return limited;
	const flow = await closeFlow(app, state);
	if (flow === null || flow.bindingHash !== hashOpaque(input.binding.slice(0, 200))) return refused();
	const provider = await providerOf(context, flow);
	if (provider === null) return refused();
	const { tenantId } = provider;
	const config = configOf(provider);
	const turnDown = async (reason: string) => {
		context.log.warn({ tenantId, providerId: provider.id, reason }, 'a sign-on was refused');
		const detail = { providerId: provider.id, sourceIp: context.sourceIp, reason: reason.slice(0, 200) };
		await audit(context, { action: 'SSO_REFUSED', tenantId, userId: null, detail });
		return refused();
	};
	let claims: Claims;
	try {
		if (config.kind === 'OIDC') {
			const callback = new URL(`${callbackOf(app)}?${query}`);
			claims = await oidcClaims(app, { provider, config, callback, state, flow });
		} else {
			const text = await app.redis.getdel(handOver(tenantId, query.get('code') ?? ''));
			const handed = text === null ? null : handedShape.parse(JSON.parse(text));
			if (handed?.state !== state) return turnDown('no assertion came for this state');
			claims = handed;
		}
	} catch (error) {
		return turnDown(error instanceof Error ? error.message : 'unknown');
	}
	const outcome = await provision(context, { provider, config, claims });
	if ('refusal' in outcome) return turnDown(outcome.refusal);
	const user = await findLogin(app.db, outcome.email);
	const belongs = user === null ? null : belongsOf(user);
	if (!user?.active || belongs === null || user.membership?.tenantId !== tenantId || user.membership.suspended) return loginFailed();
	await app.loginLimiter.forgive(`sso ${user.email}`);
	return succeed(context, { user, belongs, methods: [config.kind === 'OIDC' ? 'oidc' : 'saml'] });
}
