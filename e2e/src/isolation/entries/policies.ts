import type { Entries } from '../entry.ts';

/** Policies. What they do to an order: packages/core/test/risk-matrix.test.ts and apps/api/test/policies.int.test.ts. */
export const policyEntries: Entries = {
	// An empty text has the roles decide: nothing changes for the walk.
	'Mutation.changePolicies': {
		roles: ['TENANT_ADMIN'],
		args: () => ({ baseVersion: 0, text: '' }),
		gives: 'PoliciesChanged',
	},
	'Query.policies': { roles: ['TENANT_ADMIN', 'RISK_OFFICER', 'COMPLIANCE'] },
	'Query.policySchema': { roles: 'all' },
	'Query.whoCan': { roles: ['TENANT_ADMIN', 'RISK_OFFICER', 'COMPLIANCE'] },
};
