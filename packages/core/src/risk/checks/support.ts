import { type Check, deny, missing, reduceIfKnown } from '../check.ts';

export const support: Check = {
	number: 8,
	title: 'order type and time in force supported by the venue',
	applies: reduceIfKnown,
	run(input) {
		const { terms, spec, account } = input;
		// MetaTrader closes a hedging position with a deal; no pending order does it.
		if (terms.type !== 'MARKET' && terms.positionTicket !== 0n && account.config.mode === 'HEDGING') return deny('ORDER_TYPE_UNSUPPORTED');
		// A pending order of MetaTrader rests; "at once or not at all" can't be said of it.
		if (terms.type !== 'MARKET' && (terms.tif === 'IOC' || terms.tif === 'FOK')) return deny('TIF_UNSUPPORTED');
		if (terms.type === 'MARKET' && terms.tif === 'GTD') return deny('TIF_UNSUPPORTED');
		if (spec === undefined) return missing(input, 'INSTRUMENT_SPEC_MISSING');
		if (!spec.orderTypes.includes(terms.type)) return deny('ORDER_TYPE_UNSUPPORTED');
		// A market order does not rest, so that GTC and DAY ask nothing of the venue.
		const asks = terms.type !== 'MARKET' || terms.tif === 'IOC' || terms.tif === 'FOK';
		return asks && !spec.timesInForce.includes(terms.tif) ? deny('TIF_UNSUPPORTED') : null;
	},
};
