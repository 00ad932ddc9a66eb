import type { Entries } from '../entry.ts';

export const riskEntries: Entries = {
	'Query.scorecard': { roles: 'all', args: () => ({ by: 'TERMINAL', hours: 1 }) },
	'Query.exposure': { roles: 'all' },
	'Query.halts': { roles: 'all' },
	'Subscription.halts': { roles: 'all' },
	// Parts have numbers, which tenants share: a stranger names one that nobody has.
	'Mutation.setHalt': {
		roles: ['TENANT_ADMIN', 'RISK_OFFICER'],
		args: () => ({ input: { level: 'ACCOUNT', subjectId: 777_777, halted: true } }),
		controlArgs: () => ({ input: { level: 'TENANT', halted: false } }),
		gives: 'SetHaltSuccess',
	},
	'Query.denials': { roles: 'all', args: () => ({ hours: 24 }) },
	'Subscription.risk': { roles: 'all', args: (ids) => ({ accountId: ids.account }) },
	'Query.unknownOrders': { roles: 'all' },
};
