import type { Entries } from '../entry.ts';

const admin = ['TENANT_ADMIN'] as const;
const request = (clientId: string) => ({
	...{ clientId, redirectUri: 'https://walk.example/back', responseType: 'code', scope: 'read' },
	...{ codeChallenge: 'x'.repeat(43), codeChallengeMethod: 'S256' },
});

/** Apps that act for people, and operators who look in. Their tokens: apps/api/test/oauth.int.test.ts. */
export const oauthEntries: Entries = {
	'Query.oauthApps': { roles: admin },
	'Query.authorizationRequest': { roles: 'all', args: (ids) => ({ input: request(ids.app) }), gives: 'AuthorizationRequest' },
	'Mutation.answerAuthorization': {
		roles: 'all',
		args: (ids) => ({ input: request(ids.app), approve: true }),
		gives: 'AuthorizationAnswered',
	},
	'Mutation.createOauthApp': {
		roles: admin,
		args: () => ({ input: { name: 'walk', redirectUris: ['https://walk.example/new'], scopes: ['read'], confidential: true } }),
		gives: 'OauthAppCreated',
	},
	'Mutation.revokeOauthApp': {
		roles: admin,
		args: (ids) => ({ appId: ids.app }),
		before: async (world) => ({ app: await world.app() }),
		gives: 'OauthAppRevoked',
	},
	'Query.supportAccess': { roles: admin },
	'Query.supportRequests': { roles: 'operator' },
	'Mutation.requestSupportAccess': {
		roles: 'operator',
		args: (ids) => ({ slug: ids.slug, reason: 'The walk looks in', hours: 1 }),
		gives: 'SupportAccessChanged',
	},
	'Mutation.enterTenant': {
		roles: 'operator',
		args: (ids) => ({ requestId: ids.support }),
		before: async (world) => ({ support: await world.support('ALLOWED') }),
		gives: 'SupportSession',
	},
	'Mutation.decideSupportAccess': {
		roles: admin,
		args: (ids) => ({ requestId: ids.support, allow: false }),
		before: async (world) => ({ support: await world.support('REQUESTED') }),
		gives: 'SupportAccessChanged',
	},
	'Mutation.revokeSupportAccess': {
		roles: admin,
		args: (ids) => ({ requestId: ids.support }),
		before: async (world) => ({ support: await world.support('ALLOWED') }),
		gives: 'SupportAccessChanged',
	},
};
