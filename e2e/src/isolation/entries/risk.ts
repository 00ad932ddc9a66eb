import type { Entries } from '../entry.ts';

export const riskEntries: Entries = {
	'Query.scorecard': { roles: 'all', args: () => ({ by: 'TERMINAL', hours: 1 }) },
};
