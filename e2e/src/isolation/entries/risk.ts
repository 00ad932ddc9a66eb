import type { Entries } from '../entry.ts';

export const riskEntries: Entries = {
	'Query.scorecard': { roles: 'all', args: () => ({ by: 'TERMINAL', hours: 1 }) },
	'Query.exposure': { roles: 'all' },
	'Query.denials': { roles: 'all', args: () => ({ hours: 24 }) },
	'Query.unknownOrders': { roles: 'all' },
};
