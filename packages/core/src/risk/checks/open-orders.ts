import { type Check, deny, increaseOnly } from '../check.ts';

export const maxOpenOrders: Check = {
	number: 15,
	title: 'maximal open orders of the account, unknown ones included',
	applies: increaseOnly,
	run({ account }) {
		const limit = account.config.limits.maxOpenOrders;
		if (limit === null) return deny('LIMIT_MISSING');
		const value = account.open.size + 1;
		return value <= limit ? null : deny('MAX_OPEN_ORDERS', { value, limit });
	},
};
