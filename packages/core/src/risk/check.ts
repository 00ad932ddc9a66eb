import type { Denial, PlaceOrder } from '../messages.ts';
import type { DenialCode, InstrumentConfig, Level, VenueSpec } from '../model.ts';
import type { Mark } from '../state/marks.ts';
import type { Account, Exposure, Tenant } from '../state/state.ts';
import type { InstrumentFacts } from './facts.ts';
import type { LevelInput, Tightest } from './levels.ts';

/** What an action does to exposure. A close or a reduce-only order is REDUCE even if it is too large: check 28 then denies it by its own name. */
export type ActionClass = 'INCREASE' | 'REDUCE' | 'CANCEL';

/**
 * How a check treats a class. `full`: a missing input denies. `known`: it judges by what is known and lets a missing input pass, so that nobody is trapped.
 * `skip`: it does not apply.
 */
export type Depth = 'full' | 'known' | 'skip';

/** Money in minor units, or why it can't be known. */
export type Figure = number | DenialCode;

export type OrderTerms = Pick<
	PlaceOrder,
	| 'instrumentId'
	| 'side'
	| 'type'
	| 'tif'
	| 'expiresAtMs'
	| 'qty'
	| 'price'
	| 'limitPrice'
	| 'sl'
	| 'tp'
	| 'positionTicket'
	| 'reduceOnly'
	| 'strategyId'
	| 'postOnly'
	| 'bracket'
	| 'trail'
> & { readonly positionByTicket?: bigint };

/** Everything a check may look at. It reads kept aggregates and never loops over orders. */
export type RiskInput = {
	readonly actionClass: ActionClass;
	readonly tenant: Tenant;
	readonly account: Account;
	readonly userId: number;
	readonly terms: OrderTerms;
	/** The order whose terms these shall be, where it is an amend; it is in none of the aggregates then. Null: a new order. */
	readonly amendedId: number | null;
	/** It waits for an opening or for another order's fill, and is judged again then: now without what only that moment can tell. */
	readonly isDeferred: boolean;
	/** A second approver has said yes. */
	readonly isApproved: boolean;
	/** The engine itself asks, to carry out what was asked of it before. */
	readonly isByEngine: boolean;
	/** Whose limits count, in the order of `levels`; and for what most orders pass at once, `Levels`. */
	readonly levels: readonly LevelInput[];
	readonly tightest: Tightest;
	readonly ofStrategy: Float64Array;
	readonly ofInstrument: Float64Array;
	readonly ofUser: Float64Array;
	/** Null: no such instrument is configured. */
	readonly facts: InstrumentFacts | null;
	readonly instrument: InstrumentConfig | undefined;
	readonly spec: VenueSpec | undefined;
	readonly mark: Mark | undefined;
	/** What the account holds of the instrument and has working in it. */
	readonly exposure: Exposure | undefined;
	/** What an order of this side may still take off the position: held minus working and unknown closes. */
	readonly reducibleQty: number;
	/** In the tenant's base currency. */
	readonly notional: Figure;
	/** In the account's currency. */
	readonly margin: Figure;
	readonly nowMs: number;
};

export type Check = {
	/** Its number in the list of the engine's design. */
	readonly number: number;
	readonly title: string;
	readonly applies: { readonly INCREASE: Depth; readonly REDUCE: Depth; readonly CANCEL: Depth };
	/** Where its limit may be set; none: it has no limit of ours. */
	readonly levels?: readonly Level[];
	/** The denial, or null where it passes. */
	readonly run: (input: RiskInput) => Denial | null;
	/** What it measured at the level with the least room, also where that was enough; for checks with a limit of ours. */
	readonly measure?: (input: RiskInput) => Denial | null;
};

/** Most checks hold back what adds risk and nothing else. */
export const increaseOnly = { INCREASE: 'full', REDUCE: 'skip', CANCEL: 'skip' } as const;
/** What the venue would refuse anyway is said early where it is known. */
export const reduceIfKnown = { INCREASE: 'full', REDUCE: 'known', CANCEL: 'skip' } as const;

type Measured = { readonly value: number | null; readonly limit: number | null };

export function deny(code: DenialCode, { value, limit }: Measured = { value: null, limit: null }): Denial {
	return { code, value, limit, headroom: null, level: null };
}

/** The value had to be at most the limit. */
export function above(code: DenialCode, { value, limit }: { readonly value: number; readonly limit: number }): Denial {
	return { code, value, limit, headroom: limit - value, level: null };
}

/** The value had to be at least the limit. */
export function below(code: DenialCode, { value, limit }: { readonly value: number; readonly limit: number }): Denial {
	return { code, value, limit, headroom: value - limit, level: null };
}

/** A missing input denies what adds risk and passes what does not. */
export function missing(input: RiskInput, code: DenialCode): Denial | null {
	return input.actionClass === 'INCREASE' ? deny(code) : null;
}
