/** How many tokens of a level are left, in thousandths; below 0: it was never used. */
export type TokenBucket = { milliTokens: number; atMs: number };

/** What every level counts for itself. */
export type Counters = { openOrders: number; readonly rate: TokenBucket };

/** A sum that went beyond exact integers stays unknown, whatever is taken off it later: each check then denies. */
export function exactOrUnknown(sum: number): number {
	return Number.isSafeInteger(sum) ? sum : Number.NaN;
}

/** Minor units of one currency: what is held and working in it. `up` and `down` are working orders that would move the net either way. */
export type CurrencySums = { gross: number; floating: number; net: number; up: number; down: number };

/** Worth of what an account, a desk or a tenant holds, per currency, so that a check converts a handful of sums and loops over no instrument. */
export type Sums = {
	readonly currencies: Map<string, CurrencySums>;
	/** Instruments with a position or working orders that can't be valued: no quote, no specification. */
	unvalued: number;
};

export type Net = { netQty: number; workingBuyQty: number; workingSellQty: number };

/** Tenant and desk: their accounts together. */
export type Group = { readonly counters: Counters; sums: Sums; readonly nets: Map<number, Net> };

/** What one instrument of an account has added to the sums above it; taken off again when it changes. Money in minor units. */
export type Contribution = Net & {
	readonly baseCurrency: string;
	readonly quoteCurrency: string;
	/** False: it counts as unvalued. */
	readonly valued: boolean;
	readonly gross: number;
	readonly floating: number;
	readonly base: Leg;
	readonly quote: Leg;
};
/** Net and working amounts of one of a pair's two currencies. */
export type Leg = { readonly net: number; readonly up: number; readonly down: number };

export function createCounters(): Counters {
	return { openOrders: 0, rate: { milliTokens: -1, atMs: 0 } };
}

export function createSums(): Sums {
	return { currencies: new Map(), unvalued: 0 };
}

export function createGroup(counters: Counters = createCounters()): Group {
	return { counters, sums: createSums(), nets: new Map() };
}

export function countersAt(book: Map<number, Counters>, id: number): Counters {
	let counters = book.get(id);
	if (counters === undefined) {
		counters = createCounters();
		book.set(id, counters);
	}
	return counters;
}

export function sumsOf(sums: Sums, currency: string): CurrencySums {
	let found = sums.currencies.get(currency);
	if (found === undefined) {
		found = { gross: 0, floating: 0, net: 0, up: 0, down: 0 };
		sums.currencies.set(currency, found);
	}
	return found;
}
