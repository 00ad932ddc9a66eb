import type { Denial } from '../../messages.ts';
import { type Check, deny, missing, type RiskInput, reduceIfKnown } from '../check.ts';

export const price: Check = {
	number: 6,
	title: 'price present where the type needs it, > 0, on tick (stop loss and take profit too)',
	applies: reduceIfKnown,
	run(input) {
		const { type, price, limitPrice = null, sl, tp } = input.terms;
		if ((type !== 'MARKET' && price === null) || (type === 'STOP_LIMIT' && limitPrice === null)) return deny('PRICE_MISSING');
		if (type === 'MARKET' && price !== null) return deny('PRICE_NOT_ALLOWED', { value: price, limit: null });
		if (type !== 'STOP_LIMIT' && limitPrice !== null) return deny('PRICE_NOT_ALLOWED', { value: limitPrice, limit: null });
		return onTick(input, price) ?? onTick(input, limitPrice) ?? onTick(input, sl) ?? onTick(input, tp);
	},
};

function onTick(input: RiskInput, price: number | null): Denial | null {
	if (price === null) return null;
	if (price <= 0) return deny('PRICE_NOT_POSITIVE', { value: price, limit: 0 });
	if (input.spec === undefined) return missing(input, 'INSTRUMENT_SPEC_MISSING');
	const { tickSize } = input.spec;
	return tickSize > 0 && price % tickSize === 0 ? null : deny('PRICE_OFF_TICK', { value: price, limit: tickSize });
}
