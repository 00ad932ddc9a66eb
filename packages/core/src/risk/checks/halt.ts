import type { Denial } from '../../messages.ts';
import type { Level } from '../../model.ts';
import { type Check, deny, increaseOnly, type RiskInput } from '../check.ts';

export const halt: Check = {
	number: 2,
	title: 'tenant, desk, account and strategy not halted',
	applies: increaseOnly,
	run({ tenant, account, terms }: RiskInput) {
		const { DESK, ACCOUNT, STRATEGY } = tenant.haltedParts;
		if (tenant.halted) return halted('TENANT');
		if (DESK.size > 0 && account.config.deskId != null && DESK.has(account.config.deskId)) return halted('DESK');
		if (account.halted || ACCOUNT.has(account.accountId)) return halted('ACCOUNT');
		return STRATEGY.size > 0 && terms.strategyId != null && STRATEGY.has(terms.strategyId) ? halted('STRATEGY') : null;
	},
};

const halted = (level: Level): Denial => ({ ...deny('HALTED'), level });
