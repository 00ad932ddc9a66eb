import type { Entries } from '../entry.ts';

export const administrationEntries: Entries = {
	'Mutation.haltTenant': {
		roles: ['TENANT_ADMIN', 'RISK_OFFICER'],
		args: () => ({ input: { halted: false } }),
		gives: 'HaltTenantSuccess',
	},
	'Mutation.changeOrganisation': {
		roles: ['TENANT_ADMIN'],
		args: () => ({ input: { accentColour: '#1b5fc4' } }),
		gives: 'OrganisationChanged',
	},
	'Mutation.setBrokerLine': {
		roles: ['TENANT_ADMIN', 'TRADER'],
		args: (ids) => ({ input: { accountId: ids.account, line: 'PLUGGED' } }),
		gives: 'SetBrokerLineSuccess',
	},
	'Mutation.createApiClient': {
		roles: ['TENANT_ADMIN'],
		args: () => ({ input: { name: 'walk', role: 'READ_ONLY', days: 1 } }),
		gives: 'CreateApiClientSuccess',
	},
	'Query.apiClients': { roles: ['TENANT_ADMIN'] },
	'Mutation.rotateApiClient': {
		roles: ['TENANT_ADMIN'],
		args: (ids) => ({ clientId: ids.client }),
		before: async (world) => ({ client: await world.apiClient() }),
		gives: 'CreateApiClientSuccess',
	},
	'Mutation.revokeApiClient': {
		roles: ['TENANT_ADMIN'],
		args: (ids) => ({ clientId: ids.client }),
		before: async (world) => ({ client: await world.apiClient() }),
		gives: 'RevokeApiClientSuccess',
	},
	'Query.tradingCredentials': { roles: ['TENANT_ADMIN'] },
	'Mutation.createTradingCredential': {
		roles: ['TENANT_ADMIN'],
		args: (ids) => ({ input: { name: 'walk', accountIds: [ids.account], mayTrade: false, ordersPerSecond: 1 } }),
		mixed: (ids, own) => ({
			input: { name: 'walk', accountIds: [own.account], mayTrade: true, ordersPerSecond: 1, actsAs: ids.email },
		}),
		gives: 'CreateTradingCredentialSuccess',
	},
	'Mutation.revokeTradingCredential': {
		roles: ['TENANT_ADMIN'],
		args: (ids) => ({ credentialId: ids.credential }),
		before: async (world) => ({ credential: await world.credential() }),
		gives: 'RevokeTradingCredentialSuccess',
	},
};
