import { limitCheck } from '../limit-check.ts';

export const maxOpenOrders = limitCheck({
	number: 15,
	title: 'maximal open orders of each level, unknown ones included',
	code: 'MAX_OPEN_ORDERS',
	limit: 'maxOpenOrders',
	bound: 'atMost',
	gather: (input) => input,
	valueAt: (_, { counters }) => counters.openOrders + 1,
});
