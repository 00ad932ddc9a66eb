import type { InstrumentConfig, VenueSpec } from '../model.ts';
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
	/** As they are met. */
	readonly listings: { readonly spec: VenueSpec; readonly tenantCurrency: string; readonly listing: Listing }[];
};

/** More than these are looked up each time: a list that long is no shorter way. */
const KEPT = 8;
/** Of what no quote, specification or order has named yet. */
export const NO_ROW = -1;

export function createFacts(instrument: InstrumentConfig, level: LevelInput | null): InstrumentFacts {
	return { instrument, level, row: NO_ROW, book: null, bookServer: '', listings: [] };
}

/** A dry run gives it no row: it has one since a quote or an order of some account. */
export function noteRow(facts: InstrumentFacts, { instrumentRows }: Tenant): void {
	if (facts.row === NO_ROW) facts.row = instrumentRows.get(facts.instrument.instrumentId) ?? NO_ROW;
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

/** As `listingOf`, for an order's instrument. */
export function listingFor(
	facts: InstrumentFacts | null,
	of: { readonly spec: VenueSpec; readonly instrument: InstrumentConfig; readonly account: Account; readonly tenant: Tenant },
): Listing {
	const { spec, instrument, tenant } = of;
	const account = of.account.config;
	const tenantCurrency = tenant.config.baseCurrency;
	if (facts === null || facts.instrument !== instrument) return listingOf(spec, { instrument, account, tenantCurrency });
	for (let i = 0; i < facts.listings.length; i++) {
		const known = facts.listings[i];
		if (known === undefined || known.spec !== spec || known.tenantCurrency !== tenantCurrency) continue;
		const { listing } = known;
		if (listing.currency === account.currency && listing.currencyDigits === account.currencyDigits) return listing;
	}
	const listing = listingOf(spec, { instrument, account, tenantCurrency });
	if (facts.listings.length < KEPT) facts.listings.push({ spec, tenantCurrency, listing });
	return listing;
}
