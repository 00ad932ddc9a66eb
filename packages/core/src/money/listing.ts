import type { AccountConfig, InstrumentConfig, VenueSpec } from '../model.ts';
import { type MarginFormula, marginFormula, pointValue } from './contract.ts';
import { currencyDigits } from './currency.ts';
import { isExact } from './mul-div.ts';
import { pow10 } from './pow10.ts';
import type { Ratio } from './ratio.ts';

/** How an amount turns into minor units of a currency with so many digits, but for the rate from `from`. `plain`: all of it in one fraction, where that is exact. */
export type Scale = {
	readonly scales: readonly Ratio[];
	readonly from: string;
	readonly toDigits: number;
	readonly plain: Ratio | undefined;
};

/** Of an amount by price, or of a quantity. */
export type Margin = { readonly byPrice: boolean; readonly scale: Scale };

/** What follows from a venue's specification and our instrument alone, for accounts of one currency. */
export type Listing = {
	readonly instrument: InstrumentConfig;
	readonly currency: string;
	readonly currencyDigits: number;
	readonly tenantCurrency: string;
	/** Of price x quantity: its worth in the tenant's currency and in the account's, and in minor units of the currency in which it is. */
	readonly worthOfTenant: Scale;
	readonly worthOfAccount: Scale;
	readonly worth: { readonly times: number; readonly over: number };
	/** Of a quantity: minor units of the instrument's base currency. */
	readonly lots: { readonly times: number; readonly over: number };
	/** The margin to open; undefined: it can't be known. */
	readonly margin: Margin | undefined;
};

type Place = {
	readonly instrument: InstrumentConfig;
	readonly account: Pick<AccountConfig, 'currency' | 'currencyDigits'>;
	readonly tenantCurrency: string;
};

/**
 * What every order and quote needs is found once. Accounts of many tenants may share one specification, each tenant has its own instruments, and an instrument is
 * traded in few currencies: so by specification, then by instrument, then the few are looked through.
 */
const listings = new WeakMap<VenueSpec, Map<InstrumentConfig, Listing[]>>();
/** A configuration makes its instruments anew: so many are kept for one specification before those of old ones are let go. */
const INSTRUMENTS_KEPT = 256;

/** What the order before this line asked for, it mostly asks for again. */
let lastSpec: VenueSpec | undefined;
let last: Listing | undefined;

export function listingOf(spec: VenueSpec, place: Place): Listing {
	if (last !== undefined && lastSpec === spec && isFor(last, place)) return last;
	let byInstrument = listings.get(spec);
	if (byInstrument === undefined) {
		byInstrument = new Map();
		listings.set(spec, byInstrument);
	}
	let known = byInstrument.get(place.instrument);
	if (known === undefined) {
		if (byInstrument.size >= INSTRUMENTS_KEPT) byInstrument.clear();
		known = [];
		byInstrument.set(place.instrument, known);
	}
	let listing = known.find((one) => isFor(one, place));
	if (listing === undefined) {
		listing = createListing(spec, place);
		known.push(listing);
	}
	lastSpec = spec;
	last = listing;
	return listing;
}

function isFor(listing: Listing, { instrument, account, tenantCurrency }: Place): boolean {
	return (
		listing.instrument === instrument &&
		listing.currency === account.currency &&
		listing.currencyDigits === account.currencyDigits &&
		listing.tenantCurrency === tenantCurrency
	);
}

function createListing(spec: VenueSpec, { instrument, account, tenantCurrency }: Place): Listing {
	const { priceDigits, qtyDigits, baseCurrency, quoteCurrency } = instrument;
	const point = pointValue(spec, { priceDigits, qtyDigits, quoteCurrency, accountCurrency: account.currency });
	const formula = marginFormula(spec, { kind: 'INITIAL', priceDigits, accountCurrency: account.currency });
	const worthIn = (toDigits: number): Scale => shared(createScale({ scales: [point], from: point.currency, toDigits }));
	return {
		instrument,
		currency: account.currency,
		currencyDigits: account.currencyDigits,
		tenantCurrency,
		worthOfTenant: worthIn(currencyDigits(tenantCurrency)),
		worthOfAccount: worthIn(account.currencyDigits),
		worth: { times: point.num * pow10(currencyDigits(point.currency)), over: point.den },
		lots: { times: spec.contractSize * pow10(currencyDigits(baseCurrency)), over: pow10(qtyDigits) },
		margin:
			formula === undefined ? undefined : shared({ byPrice: formula.byPrice, scale: shared(marginScale(formula, { qtyDigits, account })) }),
	};
}

/** Margin comes by the lot. */
export function marginScale(
	formula: MarginFormula,
	of: { readonly qtyDigits: number; readonly account: Pick<AccountConfig, 'currencyDigits'> },
): Scale {
	const perLot = { num: 1, den: pow10(of.qtyDigits) };
	return createScale({ scales: [perLot, ...formula.scales], from: formula.currency, toDigits: of.account.currencyDigits });
}

function createScale(of: Omit<Scale, 'plain'>): Scale {
	return { ...of, plain: plainOf(of) };
}

/** Most instruments have the scales of many others: what is equal stands in memory once, where a cache holds it. */
const known = new Map<string, object>();
const KEPT = 10_000;

function shared<Value extends Scale | Margin>(value: Value): Value {
	const key = JSON.stringify(value);
	const same = known.get(key);
	// The text of a scale begins otherwise than that of a margin, so that one is never taken for the other.
	if (same !== undefined) return same as Value;
	if (known.size >= KEPT) known.clear();
	known.set(key, value);
	return value;
}

/** Not reduced to the last, only where one side divides the other: undefined where a part is no positive exact number, or the product is not. */
function plainOf({ scales, toDigits }: Omit<Scale, 'plain'>): Ratio | undefined {
	let num = pow10(toDigits);
	let den = 1;
	for (const scale of scales) {
		if (!isExact(scale.num) || !isExact(scale.den) || scale.num <= 0 || scale.den <= 0) return undefined;
		num *= scale.num;
		den *= scale.den;
	}
	if (!isExact(num) || !isExact(den)) return undefined;
	if (den % num === 0) return { num: 1, den: den / num };
	return num % den === 0 ? { num: num / den, den: 1 } : { num, den };
}
