import type { Account, AccountWorth, Instrument, Tenant } from '../../lib/types';

/** What the desk stands on. It seldom changes, and where it does not, it keeps its identity: all of the room hangs on it. */
export type Facts = { readonly tenant: Tenant; readonly accounts: readonly Account[]; readonly instruments: readonly Instrument[] };
/** As the API tells it: with what the accounts are worth, which changes with every quote. */
export type ToldState = { readonly tenant: Tenant; readonly accounts: readonly (Account & AccountWorth)[] };
export type ToldDesk = ToldState & { readonly instruments: readonly Instrument[] };

export const factsOf = ({ tenant, accounts, instruments }: ToldDesk): Facts => ({ tenant, instruments, accounts: accounts.map(accountOf) });

/** @returns what was known itself, where the news say nothing else */
export function withState(known: Facts, state: ToldState): Facts {
	const accounts = state.accounts.map(accountOf);
	if (isSame(known.accounts, accounts) && isSame(known.tenant, state.tenant)) return known;
	return { ...known, tenant: state.tenant, accounts };
}

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
