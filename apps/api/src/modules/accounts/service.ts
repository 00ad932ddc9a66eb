import type { AccountRow } from '@meridian/db';
import { type GraphQLResolveInfo, Kind } from 'graphql';
import { type ApiContext, viewerOf } from '../../context.ts';
import { accountMode } from '../../directory.ts';
import { listPositions } from '../positions/service.ts';
import type { PositionModel } from '../positions/types.ts';
import type { AccountModel } from './types.ts';

export const accountFromRow = (row: AccountRow): AccountModel => ({
	__typename: 'Account',
	id: row.id,
	name: row.name,
	mode: accountMode(row.mode),
	currency: row.currency,
	currencyDigits: row.currencyDigits,
	server: row.server,
	login: row.login,
	link: row.link,
	reconciled: row.reconciled,
	tradeAllowed: row.tradeAllowed,
	balanceMinor: row.balanceMinor,
	venueEquityMinor: row.equityMinor,
	venueMarginMinor: row.marginMinor,
	realisedMinor: row.realisedMinor,
	lastSeq: row.lastSeq,
});

/** How long the accounts read for one answer are used for its other fields, and for the next event of a subscription. */
const sharedMs = 100;

const allAccounts = (context: ApiContext): Promise<AccountModel[]> => {
	const { tenantId } = viewerOf(context);
	return context.memo.get('accounts', {
		ttlMs: sharedMs,
		load: async () => (await context.app.db.forTenant(tenantId).accountRows()).map(accountFromRow),
	});
};

export const listAccounts = (context: ApiContext): Promise<AccountModel[]> => allAccounts(context);

export async function findAccount(context: ApiContext, id: number | null): Promise<AccountModel | null> {
	return (await allAccounts(context)).find((account) => account.id === id) ?? null;
}

/** The account of an order, an execution or a position. @throws where it is gone, which the tables' foreign keys forbid. */
export async function accountById(context: ApiContext, id: number): Promise<AccountModel> {
	const account = await findAccount(context, id);
	if (!account) throw new Error(`account ${id} is referred to and not there`);
	return account;
}

/** Whether a field's answer is its id and nothing else. */
const asksIdAlone = ({ fieldNodes }: GraphQLResolveInfo): boolean =>
	fieldNodes.every(({ selectionSet }) =>
		selectionSet?.selections.every((one) => one.kind === Kind.FIELD && (one.name.value === 'id' || one.name.value === '__typename')),
	);

/**
 * The account that a row points at. Its id is in the row: who asks for no more, as REST does for every row of a list, costs no look at the
 * database. @throws as accountById
 */
export function accountAsked(context: ApiContext, id: number, info: GraphQLResolveInfo): AccountModel | Promise<AccountModel> {
	// None of the other fields is read.
	return asksIdAlone(info) ? ({ __typename: 'Account', id } as AccountModel) : accountById(context, id);
}

export type Valuation = { readonly equityMinor: bigint | null; readonly unrealisedMinor: bigint | null };

/** Equity = booked balance + P&L of its open positions; where one can't be valued, what the venue said last. */
export function valuationFrom(
	account: Pick<AccountModel, 'balanceMinor' | 'venueEquityMinor'>,
	positions: Iterable<Pick<PositionModel, 'unrealisedMinor' | 'swapMinor'>>,
): Valuation {
	let total = 0n;
	for (const position of positions) {
		if (position.unrealisedMinor === null) return { equityMinor: account.venueEquityMinor, unrealisedMinor: null };
		total += position.unrealisedMinor + position.swapMinor;
	}
	return { equityMinor: account.balanceMinor + total, unrealisedMinor: total };
}

/** At the last quotes, unless the account comes with its worth. */
export async function valuationOf(context: ApiContext, account: AccountModel): Promise<Valuation> {
	if (account.valuation !== undefined) return account.valuation;
	const positions = await context.memo.get('positions', { ttlMs: sharedMs, load: () => listPositions(context, null) });
	return valuationFrom(
		account,
		positions.filter(({ accountId }) => accountId === account.id),
	);
}
