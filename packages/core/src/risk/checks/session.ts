import { isSessionOpen } from '../../orders/calendar.ts';
import { type Check, deny, increaseOnly } from '../check.ts';

export const session: Check = {
	number: 4,
	title: 'trading session open',
	applies: increaseOnly,
	run({ spec, nowMs }) {
		if (spec === undefined) return deny('INSTRUMENT_SPEC_MISSING');
		return isSessionOpen(spec, nowMs) ? null : deny('SESSION_CLOSED');
	},
};
