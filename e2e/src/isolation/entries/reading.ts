import type { Entries } from '../entry.ts';

/** What everybody of a tenant may read. */
export const readingEntries: Entries = {
	'Query.me': { roles: 'all' },
	'Query.tenant': { roles: 'all' },
	'Query.accounts': { roles: 'all' },
	'Subscription.accounts': { roles: 'all', args: (ids) => ({ accountId: ids.account }) },
	'Query.instruments': { roles: 'all' },
	'Query.node(Tenant)': { roles: 'all', of: 'Tenant', args: (ids) => ({ id: ids.tenant }) },
	'Query.node(Account)': { roles: 'all', of: 'Account', args: (ids) => ({ id: ids.account }) },
	'Query.node(Instrument)': { roles: 'all', of: 'Instrument', args: (ids) => ({ id: ids.instrument }) },
	'Query.node(Order)': { roles: 'all', of: 'Order', args: (ids) => ({ id: ids.order }) },
	'Query.node(Execution)': { roles: 'all', of: 'Execution', args: (ids) => ({ id: ids.execution }) },
	'Query.quotes': { roles: 'all', args: (ids) => ({ instrumentIds: [ids.instrument] }) },
	'Query.recentTicks': { roles: 'all', args: (ids) => ({ instrumentId: ids.instrument, limit: 5 }) },
	'Subscription.depth': { roles: 'all', args: (ids) => ({ accountId: ids.account, instrumentId: ids.instrument }) },
	'Subscription.quotes': { roles: 'all', args: (ids) => ({ instrumentIds: [ids.instrument] }) },
};
