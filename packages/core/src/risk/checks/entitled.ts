import { mulDiv } from '../../money/mul-div.ts';
import { pow10 } from '../../money/pow10.ts';
import { above, type Check, deny, increaseOnly } from '../check.ts';
import { maxCentilotsOf } from '../entitlements.ts';

/** What the tenant's policies allow, compiled: an account, an instrument and a size. A tenant without policies has the right to trade alone. */
export const entitled: Check = {
	number: 30,
	title: "the tenant's policies allow the user this account, instrument and size",
	applies: increaseOnly,
	run({ tenant, account, userId, terms, instrument }) {
		const { entitlements } = tenant.config;
		if (entitlements === undefined) return null;
		const { accountId } = account;
		const max = maxCentilotsOf(entitlements, { userId, accountId, instrumentId: terms.instrumentId });
		if (max === null) return null;
		if (max === 0 || instrument === undefined) return deny('NOT_ENTITLED');
		// The largest quantity that is not above the maximum, in the instrument's own unit.
		const limit = mulDiv(max, { times: pow10(instrument.qtyDigits), over: 100 });
		if (limit === undefined) return deny('NUMBER_OUT_OF_RANGE');
		return terms.qty <= limit ? null : above('ENTITLED_SIZE', { value: terms.qty, limit });
	},
};
