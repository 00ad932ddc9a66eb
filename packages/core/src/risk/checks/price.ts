import type { Denial } from '../../messages.ts';
import { type Check, deny, missing, type RiskInput, reduceIfKnown } from '../check.ts';

export const price: Check = {
	number: 6,
	title: 'price present where the type needs it, > 0, on tick (stop loss and take profit too)',
	applies: reduceIfKnown,
	run(input) {
		const { type, price, limitPrice = null, sl, tp } = input.terms;
		const hasPrice = type !== 'MARKET' && type !== 'TRAILING_STOP';
		const hasLimit = type === 'STOP_LIMIT' || type === 'LIMIT_IF_TOUCHED';
		if ((hasPrice && price === null) || (hasLimit && limitPrice === null)) return deny('PRICE_MISSING');
		if (!hasPrice && price !== null) return deny('PRICE_NOT_ALLOWED', { value: price, limit: null });
		if (!hasLimit && limitPrice !== null) return deny('PRICE_NOT_ALLOWED', { value: limitPrice, limit: null });
		return trailing(input) ?? onTick(input, price) ?? onTick(input, limitPrice) ?? onTick(input, sl) ?? onTick(input, tp);
	},
};

/** A trailing stop, and nothing else, has a distance, in a unit. */
function trailing({ terms }: RiskInput): Denial | null {
	const { type, trail } = terms;
	if (type !== 'TRAILING_STOP') return trail === undefined ? null : deny('TRAIL_NOT_ALLOWED');
	if (trail === undefined) return deny('TRAIL_MISSING');
	return trail.distance > 0 ? null : deny('PRICE_NOT_POSITIVE', { value: trail.distance, limit: 0 });
}

function onTick(input: RiskInput, price: number | null): Denial | null {
	if (price === null) return null;
	if (price <= 0) return deny('PRICE_NOT_POSITIVE', { value: price, limit: 0 });
	if (input.spec === undefined) return missing(input, 'INSTRUMENT_SPEC_MISSING');
	const { tickSize } = input.spec;
	return tickSize > 0 && price % tickSize === 0 ? null : deny('PRICE_OFF_TICK', { value: price, limit: tickSize });
}
