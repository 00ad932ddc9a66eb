import type { InstrumentConfig, VenueSpec } from '../model.ts';
import { currencyDigits } from '../money/currency.ts';
import { type FxWays, waysBetween } from '../money/fx.ts';
import { type Listing, listingOf } from '../money/listing.ts';
import { type RestingBook, restingBook } from '../orders/resting.ts';
import type { Account, Tenant } from '../state/state.ts';
import type { LevelInput } from './levels.ts';

/**
 * What checks look up of one instrument of a tenant, kept together for as long as a configuration stands: of each of these there is a map of its own, and no cache
 * holds them all. Nothing is counted here: what is found is what the state holds.
 */
export type InstrumentFacts = {
	readonly instrument: InstrumentConfig;
	/** Null: it has no limits. */
	readonly level: LevelInput | null;
	/** Where it stands in quotes and groups; below 0: it was in none yet when it was last asked for. */
	row: number;
	/** Of the broker server that was asked for last; null: of none yet. */
	book: RestingBook | null;
	bookServer: string;
	/** What an order moves of its two currencies. */
	readonly base: LegFacts;
	readonly quote: LegFacts;
	/** As they are met: by specification and currency of the account. */
	readonly listings: Listed[];
};

/** One currency of a pair. `ways`: into the tenant's, whose minor units have so many digits more (below 0: fewer). `row`: where the sums have it; `NO_ROW`: nowhere yet. */
export type LegFacts = {
	readonly currency: string;
	readonly digits: number;
	readonly ways: FxWays;
	readonly digitsAdded: number;
	row: number;
};

/** A listing and the ways of its amounts: of a worth into the tenant's and the account's currency, and of a margin into the account's. */
export type Listed = {
	readonly spec: VenueSpec;
	readonly listing: Listing;
	readonly waysToTenant: FxWays;
	readonly waysToAccount: FxWays;
	readonly waysOfMargin: FxWays;
};

/** More than these are looked up each time: a list that long is no shorter way. */
const KEPT = 8;
/** Of what no quote, specification or order has named yet. */
export const NO_ROW = -1;

export function createFacts(
	tenant: Tenant,
	of: { readonly instrument: InstrumentConfig; readonly level: LevelInput | null },
): InstrumentFacts {
	const { instrument, level } = of;
	const base = legOf(tenant, instrument.baseCurrency);
	const quote = legOf(tenant, instrument.quoteCurrency);
	return { instrument, level, row: NO_ROW, book: null, bookServer: '', base, quote, listings: [] };
}

function legOf({ fxPaths, config }: Tenant, currency: string): LegFacts {
	const digits = currencyDigits(currency);
	const ways = waysBetween(fxPaths, { from: currency, to: config.baseCurrency });
	return { currency, digits, ways, digitsAdded: currencyDigits(config.baseCurrency) - digits, row: NO_ROW };
}

/** A dry run gives it no row: it has one since a quote or an order of some account. */
export function noteRow(facts: InstrumentFacts, { instrumentRows }: Tenant): void {
	if (facts.row === NO_ROW) facts.row = instrumentRows.get(facts.instrument.instrumentId) ?? NO_ROW;
}

/** Where the sums have the currency; below 0: nowhere yet. */
export function rowOfLeg(leg: LegFacts, { currencyRows }: Tenant): number {
	if (leg.row === NO_ROW) leg.row = currencyRows.get(leg.currency) ?? NO_ROW;
	return leg.row;
}

/** The tenant's own resting orders in the instrument at the account's broker; undefined: there were never any. */
export function bookOf(
	facts: InstrumentFacts | null,
	of: { readonly tenant: Tenant; readonly account: Account; readonly instrumentId: number },
): RestingBook | undefined {
	const { server } = of.account.config;
	if (facts === null) return restingBook(of.tenant, { server, instrumentId: of.instrumentId });
	if (facts.book !== null && facts.bookServer === server) return facts.book;
	const book = restingBook(of.tenant, { server, instrumentId: of.instrumentId });
	facts.book = book ?? null;
	facts.bookServer = server;
	return book;
}

/** As `listingOf`, for an order's instrument, with the ways to convert by. */
export function listedAs(
	facts: InstrumentFacts,
	of: { readonly spec: VenueSpec; readonly account: Account; readonly tenant: Tenant },
): Listed {
	const { spec } = of;
	const { currency, currencyDigits: digits } = of.account.config;
	const { listings } = facts;
	for (let i = 0; i < listings.length; i++) {
		const known = listings[i];
		if (known?.spec === spec && known.listing.currency === currency && known.listing.currencyDigits === digits) return known;
	}
	const listed = createListed(facts.instrument, of);
	if (listings.length < KEPT) listings.push(listed);
	return listed;
}

function createListed(
	instrument: InstrumentConfig,
	of: { readonly spec: VenueSpec; readonly account: Account; readonly tenant: Tenant },
): Listed {
	const { spec, tenant } = of;
	const account = of.account.config;
	const { baseCurrency } = tenant.config;
	const listing = listingOf(spec, { instrument, account, tenantCurrency: baseCurrency });
	const ways = (from: string | undefined, to: string) => waysBetween(tenant.fxPaths, { from: from ?? to, to });
	return {
		spec,
		listing,
		waysToTenant: ways(listing.worthOfTenant.from, baseCurrency),
		waysToAccount: ways(listing.worthOfAccount.from, account.currency),
		waysOfMargin: ways(listing.margin?.scale.from, account.currency),
	};
}
