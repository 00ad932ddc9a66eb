import type { DenialCode } from '../../model.ts';
import { profitsByTick } from '../../money/contract.ts';
import { currencyDigits } from '../../money/currency.ts';
import { liabilityRate } from '../../money/held-rate.ts';
import { mulDiv } from '../../money/mul-div.ts';
import { pow10 } from '../../money/pow10.ts';
import { DOWN, LEG, NET, type Sums, UP } from '../../state/books.ts';
import { quotesOf } from '../../state/marks.ts';
import type { Figure, RiskInput } from '../check.ts';
import { limitCheck } from '../limit-check.ts';

/** A buy of a pair adds to its base currency and takes from its quote currency. Only the direction in which the order pushes is held against the limit. */
export const maxCurrencyExposure = limitCheck({
	number: 18,
	title: "maximal net exposure per currency other than the tenant's own, in the tenant's, working and unknown orders included",
	code: 'MAX_CURRENCY_EXPOSURE',
	limit: 'maxNetCurrencyMinor',
	bound: 'atMost',
	gather(input) {
		const { instrument, terms } = input;
		if (instrument === undefined) return 'INSTRUMENT_UNKNOWN';
		const { baseCurrency, quoteCurrency } = instrument;
		if (baseCurrency === quoteCurrency || (input.spec !== undefined && profitsByTick(input.spec))) return null;
		const buys = terms.side === 'BUY';
		const price = terms.price ?? (buys ? input.mark?.ask : input.mark?.bid);
		const quote = price === undefined ? 'MARK_MISSING' : pushOf(input, { currency: quoteCurrency, up: !buys, price });
		return { input, base: pushOf(input, { currency: baseCurrency, up: buys, price: null }), quote };
	},
	valueAt({ input, base, quote }, { group }) {
		const sums = group === null ? input.account.sums : group.sums;
		if (sums.unvalued > 0) return 'MARK_MISSING';
		const inBase = pushed(sums, base);
		if (typeof inBase === 'string') return inBase;
		const inQuote = pushed(sums, quote);
		return typeof inQuote === 'string' ? inQuote : Math.max(inBase, inQuote);
	},
});

/** Which way the order moves a currency, by how much in its minor units, and what one of them is worth in base currency. `legAt`: where the sums have it. Null: it is the base currency. */
type Push = { readonly legAt: number; readonly up: boolean; readonly added: number; readonly num: number; readonly den: number } | null;

function pushOf(
	input: RiskInput,
	leg: { readonly currency: string; readonly up: boolean; readonly price: number | null },
): Push | DenialCode {
	const { tenant, account } = input;
	const base = tenant.config.baseCurrency;
	const { currency, up } = leg;
	if (currency === base) return null;
	const added = legOf(input, leg);
	if (typeof added === 'string') return added;
	const rate = liabilityRate(tenant.fxPaths, { from: currency, to: base, toDigits: currencyDigits(base), quote: quotesOf(account) });
	if (rate === undefined) return 'FX_RATE_MISSING';
	// One that was never met has no row, and stands beyond the end of all sums.
	const legAt = (tenant.currencyRows.get(currency) ?? tenant.currencyRows.size) * LEG;
	return { legAt, up, added, num: rate.num, den: rate.den };
}

/** Net exposure in one currency, counted in the direction of the order, once it and all that works in that direction have filled; in base currency. */
function pushed({ legs }: Sums, push: Push | DenialCode): Figure {
	if (push === null) return 0;
	if (typeof push === 'string') return push;
	const { legAt } = push;
	const net = legs[legAt + NET] ?? 0;
	const amount = (push.up ? net + (legs[legAt + UP] ?? 0) : (legs[legAt + DOWN] ?? 0) - net) + push.added;
	return mulDiv(amount, { times: push.num, over: push.den }) ?? 'NUMBER_OUT_OF_RANGE';
}

/** The order's own amount in one of its two currencies, minor units. Price null: the base currency, which needs none. */
function legOf({ terms, instrument, spec }: RiskInput, leg: { readonly currency: string; readonly price: number | null }): Figure {
	if (instrument === undefined) return 'INSTRUMENT_UNKNOWN';
	if (spec === undefined) return 'INSTRUMENT_SPEC_MISSING';
	const times = spec.contractSize * pow10(currencyDigits(leg.currency));
	const over = pow10(instrument.qtyDigits) * (leg.price === null ? 1 : pow10(instrument.priceDigits));
	return mulDiv(terms.qty * (leg.price ?? 1), { times, over }) ?? 'NUMBER_OUT_OF_RANGE';
}
