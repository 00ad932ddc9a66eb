import type { Account, AccountWorth, Instrument, Tenant } from '../../lib/types';

/** What the desk stands on. It seldom changes, and where it does not, it keeps its identity: all of the room hangs on it. */
export type Facts = { readonly tenant: Tenant; readonly accounts: readonly Account[]; readonly instruments: readonly Instrument[] };
/** As the API tells it: with what the accounts are worth, which changes with every quote. */
export type ToldState = { readonly tenant: Tenant; readonly accounts: readonly (Account & AccountWorth)[] };
export type ToldDesk = ToldState & { readonly instruments: readonly Instrument[] };

export const factsOf = ({ tenant, accounts, instruments }: ToldDesk): Facts => ({ tenant, instruments, accounts: accounts.map(accountOf) });

/**
 * @param halted as the subscription told it last; null: it does not speak, and the state, which may be older than a press, is believed
 * @returns what was known itself, where the news say nothing else
 */
export function withState(known: Facts, state: ToldState, halted: boolean | null): Facts {
	const accounts = state.accounts.map(accountOf);
	const tenant = { ...state.tenant, halted: halted ?? state.tenant.halted };
	if (isSame(known.accounts, accounts) && isSame(known.tenant, tenant)) return known;
	return { ...known, tenant, accounts };
}

/** @returns as withState */
export const withHalted = (known: Facts, halted: boolean): Facts =>
	known.tenant.halted === halted ? known : { ...known, tenant: { ...known.tenant, halted } };

export const worthsOf = ({ accounts }: ToldState): AccountWorth[] =>
	accounts.map(({ id, balance, equity, margin, unrealisedPnl, realisedPnl }) => ({
		id,
		balance,
		equity,
		margin,
		unrealisedPnl,
		realisedPnl,
	}));

const accountOf = ({
	balance: _b,
	equity: _e,
	margin: _m,
	unrealisedPnl: _u,
	realisedPnl: _r,
	...account
}: Account & AccountWorth): Account => account;
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
