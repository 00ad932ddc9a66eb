import type { Entries } from '../entry.ts';

/** What only the portal's pages ask for. */
export const portalEntries: Entries = {
	'Query.orderHistory': { roles: 'all', args: (ids) => ({ orderId: ids.order }) },
};
