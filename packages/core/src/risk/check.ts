import type { PlaceOrder } from '../messages.ts';
import type { DenialCode, InstrumentConfig, VenueSpec } from '../model.ts';
import type { Account, Mark, Tenant } from '../state/state.ts';

/** What an action does to exposure. A close or a reduce-only order is REDUCE even if it is too large: check 28 then denies it by its own name. */
export type ActionClass = 'INCREASE' | 'REDUCE' | 'CANCEL';

/**
 * How a check treats a class. `full`: a missing input denies. `known`: it judges by what is known and lets a missing input pass, so that nobody is trapped.
 * `skip`: it does not apply.
 */
export type Depth = 'full' | 'known' | 'skip';

export type Denial = { readonly code: DenialCode; readonly value: number | null; readonly limit: number | null };

/** Money in minor units, or why it can't be known. */
export type Figure = number | DenialCode;

export type OrderTerms = Pick<
	PlaceOrder,
	'instrumentId' | 'side' | 'type' | 'tif' | 'expiresAtMs' | 'qty' | 'price' | 'limitPrice' | 'sl' | 'tp' | 'positionTicket' | 'reduceOnly'
> & { readonly positionByTicket?: bigint };

/** Everything a check may look at. It reads kept aggregates and never loops over orders. */
export type RiskInput = {
	readonly actionClass: ActionClass;
	readonly tenant: Tenant;
	readonly account: Account;
	readonly userId: number;
	readonly terms: OrderTerms;
	readonly instrument: InstrumentConfig | undefined;
	readonly spec: VenueSpec | undefined;
	readonly mark: Mark | undefined;
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
	/** The denial, or null where it passes. */
	readonly run: (input: RiskInput) => Denial | null;
};

/** Most checks hold back what adds risk and nothing else. */
export const increaseOnly = { INCREASE: 'full', REDUCE: 'skip', CANCEL: 'skip' } as const;
/** What the venue would refuse anyway is said early where it is known. */
export const reduceIfKnown = { INCREASE: 'full', REDUCE: 'known', CANCEL: 'skip' } as const;

export function deny(code: DenialCode, measured?: { readonly value: number | null; readonly limit: number | null }): Denial {
	return { code, value: measured?.value ?? null, limit: measured?.limit ?? null };
}

/** A missing input denies what adds risk and passes what does not. */
export function missing(input: RiskInput, code: DenialCode): Denial | null {
	return input.actionClass === 'INCREASE' ? deny(code) : null;
}
