import { type Check, deny, increaseOnly } from '../check.ts';

/** Reducing and cancelling stay possible in a suspended tenant or account: what is open must be closable. */
export const tenantAndAccount: Check = {
	number: 1,
	title: 'tenant and account active',
	applies: increaseOnly,
	run({ tenant, account }) {
		if (!tenant.config.active) return deny('TENANT_INACTIVE');
		return account.config.active ? null : deny('ACCOUNT_INACTIVE');
	},
};

export const userActive: Check = {
	number: 1,
	title: 'user known and active',
	applies: { INCREASE: 'full', REDUCE: 'full', CANCEL: 'full' },
	run({ tenant, userId, isByEngine, actionClass }) {
		// What a user left behind goes on protecting.
		if (isByEngine && actionClass === 'REDUCE') return null;
		return tenant.users.get(userId)?.active === true ? null : deny('USER_INACTIVE');
	},
};

/** Only new risk needs the right to trade: a risk officer closes and cancels without it. */
export const userMayTrade: Check = {
	number: 1,
	title: 'user may trade',
	applies: increaseOnly,
	run({ tenant, userId }) {
		return tenant.users.get(userId)?.mayTrade === true ? null : deny('USER_NOT_ALLOWED');
	},
};

/** An order of no strategy needs none. */
export const strategyActive: Check = {
	number: 1,
	title: 'strategy, where the order names one, known and active',
	applies: increaseOnly,
	run({ tenant, terms }) {
		const { strategyId = null } = terms;
		return strategyId === null || tenant.strategies.get(strategyId)?.active === true ? null : deny('STRATEGY_INACTIVE');
	},
};
