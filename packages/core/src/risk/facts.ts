import type { InstrumentConfig, VenueSpec } from '../model.ts';
import { type Listing, listingOf } from '../money/listing.ts';
import { type RestingBook, restingBook } from '../orders/resting.ts';
import type { Group, Net } from '../state/books.ts';
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
	/** As they are met: of tenant and desks, and at each broker server. */
	readonly nets: { readonly group: Group; readonly net: Net }[];
	readonly books: { readonly server: string; readonly book: RestingBook }[];
	readonly listings: { readonly spec: VenueSpec; readonly tenantCurrency: string; readonly listing: Listing }[];
};

/** More than these are looked up each time: a list that long is no shorter way. */
const KEPT = 8;

export function createFacts(instrument: InstrumentConfig, level: LevelInput | null): InstrumentFacts {
	return { instrument, level, nets: [], books: [], listings: [] };
}

/** What the accounts of a group hold of the instrument together and have working in it; undefined: never anything. */
export function netOf(facts: InstrumentFacts | null, of: { readonly group: Group; readonly instrumentId: number }): Net | undefined {
	const { group, instrumentId } = of;
	if (facts === null) return group.nets.get(instrumentId);
	for (let i = 0; i < facts.nets.length; i++) {
		const known = facts.nets[i];
		if (known?.group === group) return known.net;
	}
	const net = group.nets.get(instrumentId);
	if (net !== undefined && facts.nets.length < KEPT) facts.nets.push({ group, net });
	return net;
}

/** The tenant's own resting orders in the instrument at the account's broker; undefined: there were never any. */
export function bookOf(
	facts: InstrumentFacts | null,
	of: { readonly tenant: Tenant; readonly account: Account; readonly instrumentId: number },
): RestingBook | undefined {
	const { server } = of.account.config;
	if (facts === null) return restingBook(of.tenant, { server, instrumentId: of.instrumentId });
	for (let i = 0; i < facts.books.length; i++) {
		const known = facts.books[i];
		if (known?.server === server) return known.book;
	}
	const book = restingBook(of.tenant, { server, instrumentId: of.instrumentId });
	if (book !== undefined && facts.books.length < KEPT) facts.books.push({ server, book });
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
