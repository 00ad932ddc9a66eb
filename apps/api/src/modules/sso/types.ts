import type { Role } from '@meridian/auth';
import type { IdentityProvider, TenantDomain } from '@meridian/db';
import { builder } from '../../graphql/builder.ts';
import { rateLimitedRef, roleEnum } from '../identity/types.ts';
import { forbiddenRef, invalidInputRef, notFoundRef, proofRequiredRef, type UserError, userErrorInterface } from '../shared/user-errors.ts';
import { configOf, providerKinds } from './config.ts';
import { recordOf } from './domains.ts';
import { acsOf, audienceOf } from './saml.ts';
import { callbackOf } from './sign-in.ts';

export const providerKindEnum = builder.enumType('IdentityProviderKind', { values: providerKinds });
const kinds = new Map(providerKinds.map((kind) => [String(kind), kind]));
const mappingRef = builder
	.objectRef<{ readonly value: string; readonly role: Role }>('RoleMapping')
	.implement({ fields: (t) => ({ value: t.exposeString('value'), role: t.expose('role', { type: roleEnum }) }) });

export const providerRef = builder.objectRef<IdentityProvider>('IdentityProvider').implement({
	fields: (t) => ({
		providerId: t.exposeString('id'),
		kind: t.field({ type: providerKindEnum, resolve: ({ kind }) => kinds.get(kind) ?? 'OIDC' }),
		name: t.exposeString('name'),
		enabled: t.exposeBoolean('enabled'),
		issuer: t.string({ resolve: (provider) => configOf(provider).issuer }),
		clientId: t.string({
			nullable: true,
			resolve: (provider) => {
				const config = configOf(provider);
				return config.kind === 'OIDC' ? config.clientId : null;
			},
		}),
		secretSet: t.boolean({ resolve: ({ secret }) => secret !== null }),
		entryPoint: t.string({
			nullable: true,
			resolve: (provider) => {
				const config = configOf(provider);
				return config.kind === 'SAML' ? config.entryPoint : null;
			},
		}),
		certificates: t.stringList({
			resolve: (provider) => {
				const config = configOf(provider);
				return config.kind === 'SAML' ? config.certificates : [];
			},
		}),
		roleClaim: t.string({ nullable: true, resolve: (provider) => configOf(provider).roleClaim }),
		roleMap: t.field({ type: [mappingRef], resolve: (provider) => configOf(provider).roleMap }),
		defaultRole: t.field({ type: roleEnum, nullable: true, resolve: (provider) => configOf(provider).defaultRole }),
		redirectUri: t.string({ description: 'Tell an OIDC provider this address.', resolve: (_provider, _args, { app }) => callbackOf(app) }),
		audience: t.string({
			description: 'Our entity id for a SAML provider.',
			resolve: (provider, _args, { app }) => audienceOf(app, provider),
		}),
		assertionUrl: t.string({
			description: 'Where a SAML provider posts its answer.',
			resolve: (provider, _args, { app }) => acsOf(app, provider),
		}),
		updatedAt: t.expose('updatedAt', { type: 'DateTime' }),
	}),
});
export const domainRef = builder.objectRef<TenantDomain>('TenantDomain').implement({
	description: 'A domain of mail addresses: people with one of a verified domain may come by single sign-on.',
	fields: (t) => ({
		domain: t.exposeString('domain'),
		recordName: t.string({ description: 'Publish a TXT record of this name.', resolve: (row) => recordOf(row).name }),
		recordValue: t.string({ resolve: (row) => recordOf(row).value }),
		verifiedAt: t.expose('verifiedAt', { type: 'DateTime', nullable: true }),
	}),
});

const savedRef = builder
	.objectRef<{ readonly __typename: 'IdentityProviderSaved'; readonly provider: IdentityProvider }>('IdentityProviderSaved')
	.implement({ fields: (t) => ({ provider: t.expose('provider', { type: providerRef }) }) });
const testedRef = builder
	.objectRef<{ readonly __typename: 'IdentityProviderTested'; readonly ok: boolean; readonly detail: string }>('IdentityProviderTested')
	.implement({ fields: (t) => ({ ok: t.exposeBoolean('ok'), detail: t.exposeString('detail') }) });
const domainChangedRef = builder
	.objectRef<{ readonly __typename: 'DomainChanged'; readonly domain: TenantDomain }>('DomainChanged')
	.implement({ fields: (t) => ({ domain: t.expose('domain', { type: domainRef }) }) });
const enforcedRef = builder
	.objectRef<{ readonly __typename: 'SsoEnforced'; readonly enforced: boolean }>('SsoEnforced')
	.implement({ fields: (t) => ({ enforced: t.exposeBoolean('enforced') }) });

const redirectRef = builder
	.objectRef<{ readonly __typename: 'SsoRedirect'; readonly url: string; readonly binding: string }>('SsoRedirect')
	.implement({
		description: 'Send the person there. Keep the binding in the browser: completeSso wants it.',
		fields: (t) => ({ url: t.exposeString('url'), binding: t.exposeString('binding') }),
	});
const notOfferedRef = builder.objectRef<UserError<'SsoNotOffered'>>('SsoNotOffered').implement({ interfaces: [userErrorInterface] });

export const beginSsoResultRef = builder.unionType('BeginSsoResult', { types: [redirectRef, notOfferedRef, rateLimitedRef] });
export const saveProviderResultRef = builder.unionType('SaveIdentityProviderResult', {
	types: [savedRef, invalidInputRef, notFoundRef, forbiddenRef, proofRequiredRef],
});
export const testProviderResultRef = builder.unionType('TestIdentityProviderResult', {
	types: [testedRef, notFoundRef, forbiddenRef, proofRequiredRef],
});
export const domainResultRef = builder.unionType('DomainResult', {
	types: [domainChangedRef, invalidInputRef, notFoundRef, forbiddenRef, proofRequiredRef],
});
export const enforceSsoResultRef = builder.unionType('EnforceSsoResult', {
	types: [enforcedRef, invalidInputRef, forbiddenRef, proofRequiredRef],
});

const mappingInputRef = builder.inputType('RoleMappingInput', {
	fields: (t) => ({ value: t.string({ required: true }), role: t.field({ type: roleEnum, required: true }) }),
});
export const providerInputRef = builder.inputType('IdentityProviderInput', {
	fields: (t) => ({
		providerId: t.string({ description: 'Absent: a new one.' }),
		kind: t.field({ type: providerKindEnum, required: true }),
		name: t.string({ required: true }),
		enabled: t.boolean({ required: true }),
		issuer: t.string({ required: true, description: 'OIDC: its https address. SAML: its entity id.' }),
		clientId: t.string(),
		clientSecret: t.string({ description: 'Kept encrypted and never shown again. Absent: as it is.' }),
		entryPoint: t.string({ description: 'SAML: where people log in (HTTP-Redirect).' }),
		certificates: t.stringList({ description: 'SAML: PEM, one or two.' }),
		roleClaim: t.string({ description: 'The claim or attribute that says what a person is.' }),
		roleMap: t.field({ type: [mappingInputRef] }),
		defaultRole: t.field({ type: roleEnum, description: 'Absent: who has no mapped role is refused.' }),
	}),
});
export const completeSsoInputRef = builder.inputType('CompleteSsoInput', {
	fields: (t) => ({
		query: t.string({ required: true, description: 'Everything behind the ? of the address that the provider sent the person back to.' }),
		binding: t.string({ required: true }),
	}),
});
