import type { VenueSpec } from '../../model.ts';
import { nextCloseMs, nextOpenMs } from '../../orders/calendar.ts';
import { emulatedParts, hasTrigger } from '../../orders/emulate.ts';
import { type Check, deny, missing, type RiskInput, reduceIfKnown } from '../check.ts';

export const support: Check = {
	number: 8,
	title: 'order type and time in force supported by the venue, or emulated',
	applies: reduceIfKnown,
	run(input) {
		const { terms, spec, account } = input;
		const { type, tif } = terms;
		const hasLimit = type === 'LIMIT' || type === 'STOP_LIMIT' || type === 'LIMIT_IF_TOUCHED';
		if (terms.bracket === true && (input.actionClass === 'REDUCE' || (terms.sl === null && terms.tp === null)))
			return deny('BRACKET_NOT_ALLOWED');
		// MetaTrader closes a hedging position with a deal, which has no limit.
		if (hasLimit && terms.positionTicket !== 0n && account.config.mode === 'HEDGING') return deny('ORDER_TYPE_UNSUPPORTED');
		// A pending order of MetaTrader rests; "at once or not at all" can't be said of it.
		if (type !== 'MARKET' && (tif === 'IOC' || tif === 'FOK' || tif === 'AT_OPEN' || tif === 'AT_CLOSE')) return deny('TIF_UNSUPPORTED');
		if (type === 'MARKET' && tif === 'GTD') return deny('TIF_UNSUPPORTED');
		if (spec === undefined) return missing(input, 'INSTRUMENT_SPEC_MISSING');
		const parts = emulatedParts(terms, { mode: account.config.mode, spec });
		const emulatedType = parts.includes('TRIGGER') ? (hasLimit ? 'LIMIT' : 'MARKET') : type;
		if (!spec.orderTypes.some((known) => known === emulatedType)) return deny('ORDER_TYPE_UNSUPPORTED');
		if (parts.includes('SESSION')) return hasMoment(input, spec) ? null : deny('TIF_UNSUPPORTED');
		// A market order does not rest, so that GTC and DAY ask nothing of the venue; nor does one that the engine holds until it is one.
		const asksNothing = (type === 'MARKET' && tif !== 'IOC' && tif !== 'FOK') || (hasTrigger(type) && emulatedType === 'MARKET');
		const asked = parts.includes('EXPIRY') ? 'GTC' : tif;
		return asksNothing || spec.timesInForce.includes(asked) ? null : deny('TIF_UNSUPPORTED');
	},
};

/** A market that never opens or closes has no such moment. */
function hasMoment({ terms, nowMs }: RiskInput, spec: VenueSpec): boolean {
	return (terms.tif === 'AT_OPEN' ? nextOpenMs(spec, nowMs) : nextCloseMs(spec, nowMs)) !== null;
}
