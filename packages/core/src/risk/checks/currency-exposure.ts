import type { DenialCode } from '../../model.ts';
import { profitsByTick } from '../../money/contract.ts';
import { liabilityRate } from '../../money/held-rate.ts';
import { mulDiv } from '../../money/mul-div.ts';
import { pow10 } from '../../money/pow10.ts';
import { DOWN, LEG, NET, type Sums, UP } from '../../state/books.ts';
import { quotesOf } from '../../state/marks.ts';
import type { Figure, RiskInput } from '../check.ts';
import { type LegFacts, rowOfLeg } from '../facts.ts';
import { limitCheck } from '../limit-check.ts';

/** A buy of a pair adds to its base currency and takes from its quote currency. Only the direction in which the order pushes is held against the limit. */
export const maxCurrencyExposure = limitCheck({
	number: 18,
	title: "maximal net exposure per currency other than the tenant's own, in the tenant's, working and unknown orders included",
	code: 'MAX_CURRENCY_EXPOSURE',
	limit: 'maxNetCurrencyMinor',
	bound: 'atMost',
	gather(input) {
		const { facts, terms } = input;
		if (facts === null) return 'INSTRUMENT_UNKNOWN';
		const { base, quote } = facts;
		if (base.currency === quote.currency || (input.spec !== undefined && profitsByTick(input.spec))) return null;
		const buys = terms.side === 'BUY';
		const price = terms.price ?? (buys ? input.mark?.ask : input.mark?.bid);
		const inQuote = price === undefined ? 'MARK_MISSING' : pushOf(input, { leg: quote, up: !buys, price });
		return { input, inBase: pushOf(input, { leg: base, up: buys, price: null }), inQuote };
	},
	valueAt({ input, inBase, inQuote }, { group }) {
		const sums = group === null ? input.account.sums : group.sums;
		if (sums.unvalued > 0) return 'MARK_MISSING';
		const base = pushed(sums, inBase);
		if (typeof base === 'string') return base;
		const quote = pushed(sums, inQuote);
		return typeof quote === 'string' ? quote : Math.max(base, quote);
	},
});

/** Which way the order moves a currency, by how much in its minor units, and what one of them is worth in base currency. `legAt`: where the sums have it. Null: it is the base currency. */
type Push = { readonly legAt: number; readonly up: boolean; readonly added: number; readonly num: number; readonly den: number } | null;

function pushOf(input: RiskInput, of: { readonly leg: LegFacts; readonly up: boolean; readonly price: number | null }): Push | DenialCode {
	const { tenant, account } = input;
	const { leg, up } = of;
	if (leg.currency === tenant.config.baseCurrency) return null;
	const added = amountOf(input, of);
	if (typeof added === 'string') return added;
	const rate = liabilityRate(leg.ways, { digitsAdded: leg.digitsAdded, quote: quotesOf(account) });
	if (rate === undefined) return 'FX_RATE_MISSING';
	// One that was never met has no row, and stands beyond the end of all sums.
	const row = rowOfLeg(leg, tenant);
	const legAt = (row < 0 ? tenant.currencyRows.size : row) * LEG;
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
function amountOf({ terms, facts, spec }: RiskInput, of: { readonly leg: LegFacts; readonly price: number | null }): Figure {
	if (facts === null) return 'INSTRUMENT_UNKNOWN';
	if (spec === undefined) return 'INSTRUMENT_SPEC_MISSING';
	const { qtyDigits, priceDigits } = facts.instrument;
	const times = spec.contractSize * pow10(of.leg.digits);
	const over = pow10(qtyDigits) * (of.price === null ? 1 : pow10(priceDigits));
	return mulDiv(terms.qty * (of.price ?? 1), { times, over }) ?? 'NUMBER_OUT_OF_RANGE';
}
