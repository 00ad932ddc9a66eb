import { NETS } from '../state/books.ts';
import type { Account } from '../state/state.ts';
import type { InstrumentFacts } from './facts.ts';
import type { OfAccount } from './levels.ts';

/**
 * Reads, at once, something of every place in memory that the checks of an order will look at. Of many accounts and instruments no cache holds these places, and each is
 * waited for 150 ns; the checks come to them one after the other, too far apart for the processor to look ahead. Here it sees all of them together and fetches them side
 * by side, which takes a sixth off a decision. It decides nothing: what it reads is added up only so that the compiler does not leave the reading out.
 */
export function reach(account: Account, of: { readonly levels: OfAccount | undefined; readonly facts: InstrumentFacts | undefined }): void {
	const instrument = of.facts === undefined ? 0 : ofInstrument(account, of.facts) + ofGroups(of.levels, of.facts.row);
	reached = instrument + ofAccount(account);
}

let reached = 0.5;
export const lastReached = (): number => reached;

/** Fields that lie some way apart in one object are in two lines of memory; so are a list and what is in it. */
function ofAccount({ venue, money, counters, sums, exposures, recent, day, config, specs }: Account): number {
	const { legs } = sums;
	const currencies = (legs[0] ?? 0) + (legs[8] ?? 0) + (legs[16] ?? 0) + (legs[24] ?? 0) + (legs[32] ?? 0);
	const said = venue === null ? 0 : venue.equityMinor + (venue.tradeAllowed ? 1 : 0);
	const counted = counters.openOrders + counters.trades + counters.orderTokensAtMs;
	const kept = money.balanceMinor + money.feeMinor + sums.unvalued + sums.grossMinor + sums.floatingMinor + day.startMinor;
	const sizes = exposures.size + recent.size + specs.length;
	return currencies + said + counted + kept + sizes + config.currencyDigits + (config.limits.maxMarkAgeMs ?? 0);
}

function ofInstrument(account: Account, facts: InstrumentFacts): number {
	const { instrument, level, listings, book, row } = facts;
	const spec = account.specs[row];
	const listed = listings[0];
	return (
		(account.marks.values[row * 4] ?? 0) +
		instrument.priceDigits +
		(instrument.restricted === true ? 1 : 0) +
		(account.exposures.get(instrument.instrumentId)?.netQty ?? 0) +
		(level === null ? 0 : level.counters.openOrders + level.counters.trades + level.counters.orderTokensAtMs) +
		(spec === undefined || spec === null ? 0 : spec.contractSize + spec.leverage) +
		(listed === undefined ? 0 : listed.listing.currencyDigits + listed.listing.worthOfAccount.toDigits) +
		(book === null ? 0 : book.buys.length)
	);
}

function ofGroups(levels: OfAccount | undefined, row: number): number {
	let found = 0;
	if (levels === undefined) return found;
	for (let i = 0; i < levels.above.length; i++) found += levels.above[i]?.group?.nets[row * NETS] ?? 0;
	return found;
}
