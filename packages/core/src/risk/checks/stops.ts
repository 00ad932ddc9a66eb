import type { Denial } from '../../messages.ts';
import { emulatedParts, hasTrigger } from '../../orders/emulate.ts';
import { distanceOf } from '../../orders/trigger.ts';
import { below, type Check, deny, increaseOnly, type RiskInput } from '../check.ts';

/**
 * A stop is compared with the price at which the order would trade, or close at once: the limit price, the trigger, for a trailing stop where
 * it would stand now, for a market order the bid of a buy and the ask of a sell.
 */
export const stops: Check = {
	number: 7,
	title: 'stop loss and take profit on the right side and far enough',
	applies: increaseOnly,
	run(input) {
		const { terms, mark, spec } = input;
		if (terms.sl === null && terms.tp === null) return null;
		if (spec === undefined) return deny('INSTRUMENT_SPEC_MISSING');
		const marketPrice = terms.side === 'BUY' ? mark?.bid : mark?.ask;
		const reference = terms.type === 'MARKET' ? marketPrice : (terms.limitPrice ?? terms.price ?? trailingStart(input));
		if (reference === null || reference === undefined) return deny('MARK_MISSING');
		const sign = terms.side === 'BUY' ? 1 : -1;
		return (
			distance({ away: terms.sl === null ? null : (reference - terms.sl) * sign, limit: spec.stopsLevel }) ??
			distance({ away: terms.tp === null ? null : (terms.tp - reference) * sign, limit: spec.stopsLevel })
		);
	},
};

/** An order with a trigger waits for the market to come to it: one that is reached already would be a market order. */
export const trigger: Check = {
	number: 7,
	title: 'price of a stop or if-touched order not reached yet and, at the venue, far enough; its limit price not beyond it',
	applies: increaseOnly,
	run({ terms, account, mark, spec }) {
		if (!hasTrigger(terms.type) || terms.price === null) return null;
		if (spec === undefined) return deny('INSTRUMENT_SPEC_MISSING');
		if (mark === undefined) return deny('MARK_MISSING');
		const ifTouched = terms.type === 'MARKET_IF_TOUCHED' || terms.type === 'LIMIT_IF_TOUCHED';
		const away = (terms.side === 'BUY' ? terms.price - mark.ask : mark.bid - terms.price) * (ifTouched ? -1 : 1);
		if (away <= 0) return deny('PRICE_WRONG_SIDE', { value: terms.price, limit: terms.side === 'BUY' ? mark.ask : mark.bid });
		const isNative = !emulatedParts(terms, { mode: account.config.mode, spec }).includes('TRIGGER');
		if (isNative && away < spec.stopsLevel) return below('STOPS_TOO_CLOSE', { value: away, limit: spec.stopsLevel });
		const limitPrice = terms.limitPrice ?? terms.price;
		// The limit order must be able to rest when the market is at the stop.
		const rests = terms.side === 'BUY' ? limitPrice <= terms.price : limitPrice >= terms.price;
		return rests ? null : deny('LIMIT_PRICE_WRONG_SIDE', { value: limitPrice, limit: terms.price });
	},
};

function trailingStart({ terms, mark, spec, instrument }: RiskInput): number | undefined {
	if (terms.trail === undefined || mark === undefined || instrument === undefined) return undefined;
	const quote = terms.side === 'BUY' ? mark.ask : mark.bid;
	const away = distanceOf(terms.trail, { reference: quote, spec, priceDigits: instrument.priceDigits });
	return away === undefined ? undefined : terms.side === 'BUY' ? quote + away : quote - away;
}

function distance(stop: { readonly away: number | null; readonly limit: number }): Denial | null {
	if (stop.away === null) return null;
	if (stop.away <= 0) return deny('STOPS_INVALID', { value: stop.away, limit: 0 });
	return stop.away >= stop.limit ? null : below('STOPS_TOO_CLOSE', { value: stop.away, limit: stop.limit });
}
