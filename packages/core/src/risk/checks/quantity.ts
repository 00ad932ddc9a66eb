import { above, below, type Check, deny, missing, reduceIfKnown } from '../check.ts';

export const quantity: Check = {
	number: 5,
	title: 'quantity > 0, on step, within min and max of the venue',
	applies: reduceIfKnown,
	run(input) {
		const { spec, terms } = input;
		const { qty } = terms;
		if (qty <= 0) return below('QTY_NOT_POSITIVE', { value: qty, limit: 0 });
		if (spec === undefined) return missing(input, 'INSTRUMENT_SPEC_MISSING');
		// A whole rest can always be closed, even if it is a fragment that could not be opened.
		const wholeRest = input.actionClass === 'REDUCE' && qty === input.reducibleQty;
		if (!wholeRest && !(spec.qtyStep > 0 && qty % spec.qtyStep === 0)) return deny('QTY_OFF_STEP', { value: qty, limit: spec.qtyStep });
		if (!wholeRest && !(qty >= spec.qtyMin)) return below('QTY_BELOW_MIN', { value: qty, limit: spec.qtyMin });
		return qty <= spec.qtyMax ? null : above('QTY_ABOVE_MAX', { value: qty, limit: spec.qtyMax });
	},
};
