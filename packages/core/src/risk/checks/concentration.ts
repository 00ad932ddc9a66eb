import { mulDiv } from '../../money/mul-div.ts';
import { worstQty } from '../../positions/contribution.ts';
import { worthOf } from '../figures.ts';
import { limitCheck } from '../limit-check.ts';
import { withOrder } from './gross-exposure.ts';

export const concentration = limitCheck({
	number: 19,
	title: "worth of one instrument's position, working and unknown orders included, in basis points of the account's equity",
	code: 'CONCENTRATION',
	limit: 'maxConcentrationBps',
	bound: 'atMost',
	value(input) {
		const { account, exposure, terms } = input;
		if (account.venue === null) return 'ACCOUNT_STATE_MISSING';
		const equity = account.venue.equityMinor;
		if (equity <= 0) return 'EQUITY_NOT_POSITIVE';
		const qty = worstQty(account.config.mode, withOrder(exposure, terms));
		const worth = worthOf(input, { qty, of: 'account' });
		if (typeof worth === 'string') return worth;
		return mulDiv(worth, { times: 10_000, over: equity }) ?? 'NUMBER_OUT_OF_RANGE';
	},
});
