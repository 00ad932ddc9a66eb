import { mulDiv } from '../../money/mul-div.ts';
import { pow10 } from '../../money/pow10.ts';
import { type Check, deny, increaseOnly } from '../check.ts';

export const maxOrderQty: Check = {
	number: 10,
	title: 'maximal order quantity',
	applies: increaseOnly,
	run({ account, instrument, terms }) {
		const lots = account.config.limits.maxOrderQtyLots;
		if (lots === null) return deny('LIMIT_MISSING');
		const limit = mulDiv(lots, { times: pow10(instrument?.qtyDigits ?? -1), over: 1 });
		if (limit === undefined) return deny('NUMBER_OUT_OF_RANGE');
		return terms.qty <= limit ? null : deny('MAX_ORDER_QTY', { value: terms.qty, limit });
	},
};

export const maxOrderNotional: Check = {
	number: 11,
	title: "maximal order notional in the tenant's base currency",
	applies: increaseOnly,
	run({ account, notional }) {
		const limit = account.config.limits.maxOrderNotionalMinor;
		if (limit === null) return deny('LIMIT_MISSING');
		if (typeof notional === 'string') return deny(notional);
		return notional <= limit ? null : deny('MAX_ORDER_NOTIONAL', { value: notional, limit });
	},
};
