import type { PositionRow } from '@meridian/db';
import { type ApiContext, viewerOf } from '../../context.ts';
import { intId } from '../../graphql/ids.ts';
import { positionModel } from '../positions/service.ts';
import { valuedStream } from '../quotes/valued.ts';
import { accountFromRow, valuationFrom } from './service.ts';
import type { AccountModel } from './types.ts';

/** Equity at most 4 times a second and subscriber, as the P&L of positions. */
const intervalMs = 250;

/** What of an account is news. That more orders came (its sequence) is none. */
const faceOf = ({ lastSeq: _, valuation, ...account }: AccountModel): string =>
	[...Object.values(account), valuation?.equityMinor, valuation?.unrealisedMinor].join('\n');

/** All accounts, or the one asked for, at first; then those that an event or a quote has changed. */
export function accountStream(context: ApiContext, accountGlobalId: string | null | undefined): AsyncIterableIterator<AccountModel[]> {
	const { tenantId } = viewerOf(context);
	const accountId = accountGlobalId == null ? undefined : (intId('Account', accountGlobalId) ?? 0);
	const told = new Map<number, string>();
	let accounts: readonly AccountModel[] = [];
	let rows: readonly PositionRow[] = [];

	async function read(): Promise<void> {
		const db = context.app.db.forTenant(tenantId);
		const [all, open] = await Promise.all([db.accountRows(), db.positionRows(accountId)]);
		accounts = all.filter(({ id }) => accountId === undefined || id === accountId).map(accountFromRow);
		rows = open;
	}

	return valuedStream(context, {
		...{ accountId, intervalMs, read, isQuoted: () => rows.length > 0 },
		news: (market, isFirst) => {
			const byAccount = Map.groupBy(
				rows.flatMap((row) => positionModel(row, market) ?? []),
				(position) => position.accountId,
			);
			const news = accounts
				.map((account) => ({ ...account, valuation: valuationFrom(account, byAccount.get(account.id) ?? []) }))
				.filter((account) => {
					const face = faceOf(account);
					const isNews = told.get(account.id) !== face;
					told.set(account.id, face);
					return isNews;
				});
			return isFirst || news.length > 0 ? news : null;
		},
	});
}
