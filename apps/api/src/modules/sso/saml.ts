import { hashOpaque } from '@meridian/auth';
import type { IdentityProvider } from '@meridian/db';
import type { CacheProvider, SAML } from '@node-saml/node-saml';
import { z } from 'zod';
import type { App } from '../../app.ts';
import type { SamlConfig } from './config.ts';
import type { Claims } from './flow.ts';
import { textsOf } from './oidc.ts';

type Provider = Pick<IdentityProvider, 'id' | 'tenantId'>;
type Needs = Pick<App, 'publicUrl' | 'redis' | 'nowMs'>;

const requestLifeMs = 600_000;
/** Longer than any assertion is believed. */
const replayLifeSec = 3_600;

/** Each provider has an audience of its own, so that what is said to one tenant is worth nothing at another. */
export const audienceOf = (app: Needs, provider: Provider): string => `${app.publicUrl}/sso/saml/${provider.id}`;
export const acsOf = (app: Needs, provider: Provider): string => `${audienceOf(app, provider)}/acs`;

/** Requests that wait for their answer: each is answered once. */
const requestsOf = (app: Needs, { tenantId, id }: Provider): CacheProvider => {
	const keyOf = (key: string): string => `t:${tenantId}:sso:request:${id}:${hashOpaque(key)}`;
	return {
		async saveAsync(key, value) {
			await app.redis.set(keyOf(key), value, 'PX', requestLifeMs);
			return { value, createdAt: app.nowMs() };
		},
		getAsync: (key) => app.redis.get(keyOf(key)),
		removeAsync: async (key) => (key !== null && (await app.redis.del(keyOf(key))) === 1 ? key : null),
	};
};

/** The request's id follows from the state, so that an answer is to this log-in and to no other. */
const requestIdOf = (state: string): string => `_${hashOpaque(`saml request ${state}`).slice(0, 40)}`;

/** The library is read for the first log-in by SAML: it takes with it a ninth of the time in which an API starts. */
export async function samlOf(
	app: Needs,
	{ provider, config, state = '' }: { readonly provider: Provider; readonly config: SamlConfig; readonly state?: string },
): Promise<SAML> {
	const library = await import('@node-saml/node-saml');
	return new library.SAML({
		generateUniqueId: () => requestIdOf(state),
		issuer: audienceOf(app, provider),
		audience: audienceOf(app, provider),
		callbackUrl: acsOf(app, provider),
		entryPoint: config.entryPoint,
		idpCert: [...config.certificates],
		idpIssuer: config.issuer,
		wantAssertionsSigned: true,
		// A provider that signs the assertion alone is common; what we read is the assertion alone.
		wantAuthnResponseSigned: false,
		validateInResponseTo: library.ValidateInResponseTo.always,
		requestIdExpirationPeriodMs: requestLifeMs,
		cacheProvider: requestsOf(app, provider),
		identifierFormat: null,
		disableRequestedAuthnContext: true,
		signatureAlgorithm: 'sha256',
		digestAlgorithm: 'sha256',
		acceptedClockSkewMs: 60_000,
		maxAssertionAgeMs: requestLifeMs,
	});
}

export const samlUrl = async (
	app: Needs,
	input: { readonly provider: Provider; readonly config: SamlConfig; readonly state: string },
): Promise<string> => (await samlOf(app, input)).getAuthorizeUrlAsync(input.state, undefined, {});

const emailNames = [
	'email',
	'mail',
	'emailAddress',
	'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
	'urn:oid:0.9.2342.19200300.100.1.3',
];
const nameNames = [
	'name',
	'displayName',
	'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name',
	'urn:oid:2.16.840.1.113730.3.1.241',
];
const confirmationShape = z.object({
	SubjectConfirmationData: z.tuple([z.object({ $: z.object({ Recipient: z.string(), InResponseTo: z.string() }) })]),
});
/** As the library reads the signed part: every element is a list. */
const assertionShape = z.object({
	Assertion: z.object({
		$: z.object({ ID: z.string().min(1) }),
		Subject: z.tuple([z.object({ SubjectConfirmation: z.array(confirmationShape).min(1) })]),
	}),
});

/**
 * Reads an answer that was posted. Signature (SHA-256 or better), issuer, audience, times and the request that it answers are the library's to check;
 * what is read is the part that was signed. The same assertion comes once.
 * @throws where any of it is wrong
 */
export async function samlClaims(
	app: Needs,
	input: { readonly provider: Provider; readonly config: SamlConfig; readonly state: string; readonly response: string },
): Promise<Claims> {
	const { provider, config } = input;
	refuseWeakAlgorithms(input.response);
	const saml = await samlOf(app, input);
	const { profile } = await saml.validatePostResponseAsync({ SAMLResponse: input.response });
	if (profile === null) throw new Error('this is no answer to a log-in');
	// The library compares issuers of log-outs alone.
	if (profile.issuer !== config.issuer) throw new Error('the assertion is of another issuer');
	const { $, Subject } = assertionShape.parse(profile.getAssertion?.()).Assertion;
	const isForUs = Subject[0].SubjectConfirmation.some(
		({ SubjectConfirmationData: [{ $: data }] }) =>
			data.Recipient === acsOf(app, provider) && data.InResponseTo === requestIdOf(input.state),
	);
	if (!isForUs) throw new Error('the assertion is for another recipient or another log-in');
	const { ID } = $;
	const key = `t:${provider.tenantId}:sso:assertion:${provider.id}:${hashOpaque(ID)}`;
	if ((await app.redis.set(key, '1', 'EX', replayLifeSec, 'NX')) === null) throw new Error('this assertion was used already');
	const first = (names: readonly string[]): string => names.flatMap((name) => textsOf(profile[name])).at(0) ?? '';
	const email = first(emailNames) || (profile.nameID.includes('@') ? profile.nameID : '');
	return {
		...{ subject: profile.nameID, email: email.toLowerCase(), name: first(nameNames), emailVerified: true },
		groups: config.roleClaim === null ? [] : textsOf(profile[config.roleClaim]),
	};
}

/** The library takes SHA-1 too; nobody's signature rests on it here. A document with a declaration of its own entities is none of ours. */
function refuseWeakAlgorithms(response: string): void {
	const xml = Buffer.from(response, 'base64').toString('utf8');
	if (/<!DOCTYPE|<!ENTITY/i.test(xml)) throw new Error('a document type is declared');
	if (/Algorithm\s*=\s*["'][^"']*(?:#rsa-sha1|#dsa-sha1|#sha1|#hmac-sha1|#hmac-sha256|rsa-md5)["']/i.test(xml))
		throw new Error('signed with SHA-1, MD5 or a shared key');
}
