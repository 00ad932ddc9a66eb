import { type Check, deny, increaseOnly } from '../check.ts';

export const halt: Check = {
	number: 2,
	title: 'tenant not halted',
	applies: increaseOnly,
	run: ({ tenant }) => (tenant.halted ? deny('HALTED') : null),
};
