import { mulDiv } from '../../money/mul-div.ts';
import { worstQty } from '../../positions/contribution.ts';
import type { Exposure } from '../../state/state.ts';
import type { Figure, RiskInput } from '../check.ts';
import { limitCheck } from '../limit-check.ts';

export const maxGrossExposure = limitCheck({
	number: 17,
	title: "maximal gross exposure in the tenant's base currency, working and unknown orders included",
	code: 'MAX_GROSS_EXPOSURE',
	limit: 'maxGrossMinor',
	bound: 'atMost',
	gather: (input) => ({ input, added: addedNotional(input) }),
	valueAt({ input, added }, { group }) {
		const { unvalued, unrated, grossMinor } = group === null ? input.account.sums : group.sums;
		if (unvalued > 0) return 'MARK_MISSING';
		if (unrated > 0) return 'FX_RATE_MISSING';
		return typeof added === 'string' ? added : grossMinor + added;
	},
});

/** The share of the order that makes the instrument's worst case larger: an order that turns a position round adds only what goes beyond. */
function addedNotional({ account, terms, notional, exposure }: RiskInput): Figure {
	if (typeof notional === 'string') return notional;
	const { mode } = account.config;
	const before = exposure ?? nothing;
	const added = worstQty(mode, withOrder(before, terms)) - worstQty(mode, before);
	return mulDiv(notional, { times: added, over: terms.qty }) ?? 'NUMBER_OUT_OF_RANGE';
}

type Quantities = Pick<Exposure, 'netQty' | 'workingBuyQty' | 'workingSellQty' | 'longQty' | 'shortQty' | 'openingQty'>;
const nothing: Quantities = { netQty: 0, workingBuyQty: 0, workingSellQty: 0, longQty: 0, shortQty: 0, openingQty: 0 };

/** The instrument as it would be with the order working too. */
export function withOrder(exposure: Quantities | undefined, { side, qty }: RiskInput['terms']): Quantities {
	const { netQty, workingBuyQty, workingSellQty, longQty, shortQty, openingQty } = exposure ?? nothing;
	return {
		netQty,
		longQty,
		shortQty,
		openingQty: openingQty + qty,
		workingBuyQty: workingBuyQty + (side === 'BUY' ? qty : 0),
		workingSellQty: workingSellQty + (side === 'SELL' ? qty : 0),
	};
}
