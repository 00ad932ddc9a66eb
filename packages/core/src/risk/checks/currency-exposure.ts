import { profitsByTick } from '../../money/contract.ts';
import { currencyDigits } from '../../money/currency.ts';
import { heldRate } from '../../money/held-rate.ts';
import { mulDiv } from '../../money/mul-div.ts';
import { pow10 } from '../../money/pow10.ts';
import type { Sums } from '../../state/books.ts';
import type { Figure, RiskInput } from '../check.ts';
import { limitCheck } from '../limit-check.ts';

/** A buy of a pair adds to its base currency and takes from its quote currency. Only the direction in which the order pushes is held against the limit. */
export const maxCurrencyExposure = limitCheck({
	number: 18,
	title: "maximal net exposure per currency other than the tenant's own, in the tenant's, working and unknown orders included",
	code: 'MAX_CURRENCY_EXPOSURE',
	limit: 'maxNetCurrencyMinor',
	bound: 'atMost',
	perLevel: true,
	value(input, at) {
		const { instrument, terms } = input;
		if (instrument === undefined) return 'INSTRUMENT_UNKNOWN';
		const { baseCurrency, quoteCurrency } = instrument;
		if (baseCurrency === quoteCurrency || (input.spec !== undefined && profitsByTick(input.spec))) return null;
		const sums = at.group?.sums ?? input.account.sums;
		if (sums.unvalued > 0) return 'MARK_MISSING';
		const buys = terms.side === 'BUY';
		const base = pushed(input, { sums, currency: baseCurrency, up: buys, price: null });
		if (typeof base === 'string') return base;
		const price = terms.price ?? (buys ? input.mark?.ask : input.mark?.bid);
		if (price === undefined) return 'MARK_MISSING';
		const quote = pushed(input, { sums, currency: quoteCurrency, up: !buys, price });
		return typeof quote === 'string' ? quote : Math.max(base, quote);
	},
});

/** Net exposure in one currency, counted in the direction of the order, once it and all that works in that direction have filled; in base currency. */
function pushed(
	input: RiskInput,
	leg: { readonly sums: Sums; readonly currency: string; readonly up: boolean; readonly price: number | null },
): Figure {
	const { tenant, account } = input;
	const base = tenant.config.baseCurrency;
	if (leg.currency === base) return 0;
	const added = legOf(input, leg);
	if (typeof added === 'string') return added;
	const held = leg.sums.currencies.get(leg.currency);
	const net = held?.net ?? 0;
	const amount = (leg.up ? net + (held?.up ?? 0) : (held?.down ?? 0) - net) + added;
	const rate = heldRate(tenant.fxPaths, {
		...{ from: leg.currency, to: base, toDigits: currencyDigits(base) },
		quote: (instrumentId) => account.marks.get(instrumentId),
	});
	if (rate === undefined) return 'FX_RATE_MISSING';
	return mulDiv(amount, { times: rate.liability.num, over: rate.liability.den }) ?? 'NUMBER_OUT_OF_RANGE';
}

/** The order's own amount in one of its two currencies, minor units. Price null: the base currency, which needs none. */
function legOf({ terms, instrument, spec }: RiskInput, leg: { readonly currency: string; readonly price: number | null }): Figure {
	if (instrument === undefined) return 'INSTRUMENT_UNKNOWN';
	if (spec === undefined) return 'INSTRUMENT_SPEC_MISSING';
	const times = spec.contractSize * pow10(currencyDigits(leg.currency));
	const over = pow10(instrument.qtyDigits) * (leg.price === null ? 1 : pow10(instrument.priceDigits));
	return mulDiv(terms.qty * (leg.price ?? 1), { times, over }) ?? 'NUMBER_OUT_OF_RANGE';
}
