/**
 * Realised and open profit in the tenant's base currency: of all time, of the brokers' days, and the highest that it ever was. `unknown`: accounts or positions whose
 * share can't be known.
 */
export type Profit = { total: number; today: number; peak: number | null; unknown: number };
export type ProfitShare = { readonly total: number; readonly today: number; readonly unknown: number };

/**
 * What every level counts for itself: in one object, since a check looks at those of six levels that no cache holds. Tokens left are in thousandths, below 0 where
 * none was ever taken. Messages are the orders and amends of the UTC day `dayIndex`, trades the deals that came of them. Profit: of tenant, desk and strategy.
 */
export type Counters = {
	openOrders: number;
	orderTokens: number;
	orderTokensAtMs: number;
	amendTokens: number;
	amendTokensAtMs: number;
	dayIndex: number;
	messages: number;
	trades: number;
	readonly profit: Profit;
};

/** What is held and working, so that a check reads a sum and loops over no instrument, currency or order. */
export type Sums = {
	/** Worth of every instrument's worst case, in the tenant's base currency. Each account is valued at the rates of its own broker. */
	grossMinor: number;
	/**
	 * `LEG` numbers a currency, at its row: its net amount in minor units, and how much working orders would move it up and down. In one array, since a check looks at those
	 * of three levels, and the sums of a currency that was never met are beyond its end.
	 */
	legs: Float64Array;
	/** Instruments with a position or working orders that can't be valued: no quote, no specification. */
	unvalued: number;
	/** Currencies with a worth that can't be converted. */
	unrated: number;
};

/** How many numbers `Sums.legs` has of a currency, and where. */
export const LEG = 3;
export const NET = 0;
export const UP = 1;
export const DOWN = 2;

/**
 * An account's worth in one quote currency, its rates, and what was last added for it to the sums. Minor units for minor units: to the base currency as a liability, to
 * the account's own as a claim (`gain`) or a liability (`loss`). One object, since every quote moves it.
 */
export type Worth = {
	readonly currency: string;
	gross: number;
	floating: number;
	baseNum: number;
	baseDen: number;
	gainNum: number;
	gainDen: number;
	lossNum: number;
	lossDen: number;
	/** By which the rates are; null: there is no rate. */
	instrumentIds: readonly number[] | null;
	countedGross: number;
	countedFloating: number;
	countedUnrated: number;
};

export type AccountSums = Sums & {
	/** Profit or loss of all open positions, in the account's currency. */
	floatingMinor: number;
	/** By quote currency, at its row; null: it has no worth in it. */
	readonly worths: (Worth | null)[];
};

export type Net = { netQty: number; workingBuyQty: number; workingSellQty: number };

/** Tenant and desk: their accounts together. */
export type Group = {
	readonly counters: Counters;
	sums: Sums;
	/** `NETS` numbers an instrument, at its row: what is held, and what works to buy and to sell. Of one that was never met there are none. */
	nets: Float64Array;
};

/** How many numbers `Group.nets` has of an instrument, and where. */
export const NETS = 3;
export const HELD = 0;
export const BUYS = 1;
export const SELLS = 2;

/** What one instrument of an account has added to the sums above it; taken off again when it changes. Money in minor units. */
export type Contribution = Net & {
	baseCurrency: string;
	quoteCurrency: string;
	/** Where the sums have these. */
	baseRow: number;
	quoteRow: number;
	/** False: it counts as unvalued, and its amounts are 0. */
	valued: boolean;
	gross: number;
	floating: number;
	baseNet: number;
	baseUp: number;
	baseDown: number;
	quoteNet: number;
	quoteUp: number;
	quoteDown: number;
};

export function createContribution(): Contribution {
	return {
		netQty: 0,
		workingBuyQty: 0,
		workingSellQty: 0,
		baseCurrency: '',
		quoteCurrency: '',
		baseRow: 0,
		quoteRow: 0,
		valued: false,
		gross: 0,
		floating: 0,
		baseNet: 0,
		baseUp: 0,
		baseDown: 0,
		quoteNet: 0,
		quoteUp: 0,
		quoteDown: 0,
	};
}

export function createCounters(): Counters {
	return {
		...{ openOrders: 0, orderTokens: -1, orderTokensAtMs: 0, amendTokens: -1, amendTokensAtMs: 0, dayIndex: -1, messages: 0, trades: 0 },
		profit: createProfit(),
	};
}

export function createProfit(): Profit {
	return { total: 0, today: 0, peak: null, unknown: 0 };
}

export function createSums(): Sums {
	return { grossMinor: 0, legs: new Float64Array(0), unvalued: 0, unrated: 0 };
}

export function createAccountSums(): AccountSums {
	return { ...createSums(), floatingMinor: 0, worths: [] };
}

export function createGroup(counters: Counters = createCounters()): Group {
	return { counters, sums: createSums(), nets: new Float64Array(0) };
}

/** A sum that went beyond exact integers stays unknown, whatever is taken off it later: each check then denies. */
export function exactOrUnknown(sum: number): number {
	return Number.isSafeInteger(sum) ? sum : Number.NaN;
}

/** Rows of numbers with room for so many: what was there stays, and what is new is 0. */
export function withRoom(numbers: Float64Array, length: number): Float64Array {
	if (length <= numbers.length) return numbers;
	const larger = new Float64Array(Math.max(length, numbers.length * 2));
	larger.set(numbers);
	return larger;
}

/** What the map holds under the key, made on first use. */
export function entryOf<Key, Value>(map: Map<Key, Value>, at: { readonly key: Key; readonly create: () => Value }): Value {
	let value = map.get(at.key);
	if (value === undefined) {
		value = at.create();
		map.set(at.key, value);
	}
	return value;
}
