import { type Role, roles } from '@meridian/auth';
import type { IdentityProvider } from '@meridian/db';
import { z } from 'zod';

export const providerKinds = ['OIDC', 'SAML'] as const;
export type ProviderKind = (typeof providerKinds)[number];
/** Administrators are made by administrators, and programs by them too: no provider makes either. */
export const mappedRoles: readonly Role[] = roles.filter((role) => role !== 'TENANT_ADMIN' && role !== 'SERVICE');
const role = z.enum(roles).refine((value) => mappedRoles.includes(value), 'an identity provider makes no administrators and no programs');

const mapping = {
	/** Which claim or attribute names what a person is; the first of its values that the map knows counts. */
	roleClaim: z.string().min(1).max(200).nullable(),
	roleMap: z.array(z.object({ value: z.string().min(1).max(200), role })).max(100),
	/** For those of whom the map knows nothing; null: they are refused. */
	defaultRole: role.nullable(),
};
const oidc = z.object({ kind: z.literal('OIDC'), issuer: z.url().max(500), clientId: z.string().min(1).max(300), ...mapping });
const saml = z.object({
	kind: z.literal('SAML'),
	/** The provider's entity id. */
	issuer: z.string().min(1).max(500),
	/** Where people are sent to log in (HTTP-Redirect). */
	entryPoint: z.url({ protocol: /^https?$/ }).max(500),
	/** Of the provider, PEM; two while it changes them. */
	certificates: z.array(z.string().max(10_000)).min(1).max(2),
	...mapping,
});
export const providerConfig = z.discriminatedUnion('kind', [oidc, saml]);
export type ProviderConfig = z.infer<typeof providerConfig>;
export type OidcConfig = z.infer<typeof oidc>;
export type SamlConfig = z.infer<typeof saml>;

/** @throws where the row holds what no release ever wrote. */
export const configOf = (provider: Pick<IdentityProvider, 'config'>): ProviderConfig => providerConfig.parse(provider.config);

/** What a secret of a provider is encrypted for: it opens in no other row. */
export const secretPurpose = (provider: { readonly tenantId: number; readonly id: string }): string =>
	`sso:${provider.tenantId}:${provider.id}`;
