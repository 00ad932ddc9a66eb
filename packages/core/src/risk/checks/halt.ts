import { type Check, deny, increaseOnly } from '../check.ts';

export const halt: Check = {
	number: 2,
	title: 'tenant and account not halted',
	applies: increaseOnly,
	run: ({ tenant, account }) => (tenant.halted || account.halted ? deny('HALTED') : null),
};
