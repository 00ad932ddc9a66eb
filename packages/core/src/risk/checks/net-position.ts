import { isExact, mulDiv } from '../../money/mul-div.ts';
import { pow10 } from '../../money/pow10.ts';
import { type Check, deny, increaseOnly } from '../check.ts';

/** Worst case per side: as if every working and unknown order of that side filled and none of the other. */
export const maxNetPosition: Check = {
	number: 16,
	title: 'maximal net position per side, working and unknown orders included',
	applies: increaseOnly,
	run({ account, instrument, terms }) {
		const lots = account.config.limits.maxNetLots;
		if (lots === null) return deny('LIMIT_MISSING');
		const limit = mulDiv(lots, { times: pow10(instrument?.qtyDigits ?? -1), over: 1 });
		const exposure = account.exposures.get(terms.instrumentId);
		const net = exposure?.netQty ?? 0;
		const value =
			terms.side === 'BUY' ? net + (exposure?.workingBuyQty ?? 0) + terms.qty : -net + (exposure?.workingSellQty ?? 0) + terms.qty;
		if (limit === undefined || !isExact(value)) return deny('NUMBER_OUT_OF_RANGE');
		return value <= limit ? null : deny('MAX_NET_POSITION', { value, limit });
	},
};
