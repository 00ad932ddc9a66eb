import type { Entries } from '../entry.ts';

const admin = ['TENANT_ADMIN'] as const;
const provider = { kind: 'OIDC', name: 'Walk', enabled: false, issuer: 'https://127.0.0.1/', clientId: 'walk' };

/** Single sign-on. That people come in by it: apps/api/test/oidc.int.test.ts and saml.int.test.ts. */
export const ssoEntries: Entries = {
	'Query.identityProviders': { roles: admin },
	'Query.tenantDomains': { roles: admin },
	'Query.ssoEnforced': { roles: admin },
	'Mutation.beginSso': { roles: 'public', args: () => ({ email: 'nobody@elsewhere.example' }), gives: 'SsoNotOffered' },
	'Mutation.completeSso': {
		roles: 'public',
		args: () => ({ input: { query: `state=1.mss_${'x'.repeat(43)}&code=x`, binding: 'msb_x' } }),
		gives: 'LoginFailed',
	},
	'Mutation.saveIdentityProvider': {
		roles: admin,
		args: (ids) => ({ input: { ...provider, providerId: ids.provider } }),
		gives: 'IdentityProviderSaved',
	},
	'Mutation.testIdentityProvider': { roles: admin, args: (ids) => ({ providerId: ids.provider }), gives: 'IdentityProviderTested' },
	'Mutation.removeIdentityProvider': {
		roles: admin,
		args: (ids) => ({ providerId: ids.provider }),
		before: async (world) => ({ provider: await world.provider() }),
		gives: 'IdentityProviderSaved',
	},
	'Mutation.addTenantDomain': { roles: admin, args: () => ({ domain: 'walk-new.example' }), gives: 'DomainChanged' },
	// Nobody publishes its record.
	'Mutation.verifyTenantDomain': { roles: admin, args: (ids) => ({ domain: ids.domain }), gives: 'InvalidInput' },
	'Mutation.removeTenantDomain': {
		roles: admin,
		args: (ids) => ({ domain: ids.domain }),
		before: async (world) => ({ domain: await world.domain() }),
		gives: 'DomainChanged',
	},
	'Mutation.enforceSso': { roles: admin, args: () => ({ enforced: false }), gives: 'SsoEnforced' },
};
