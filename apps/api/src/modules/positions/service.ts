import { sides } from '@meridian/core';
import type { Position, PositionRow } from '@meridian/db';
import { type ApiContext, viewerOf } from '../../context.ts';
import type { TenantDirectory } from '../../directory.ts';
import { intId } from '../../graphql/ids.ts';
import { quoteBook } from '../quotes/service.ts';
import type { QuoteBook } from '../quotes/wire.ts';
import { ticketOf, word } from '../shared/rows.ts';
import { closingPrice, unrealisedMinor } from './pnl.ts';
import type { PositionModel } from './types.ts';

/** However it was read. */
type Shown = { readonly [Name in keyof PositionRow]: Position[Name] | PositionRow[Name] };

/** A position's row valued at the given quotes; null where its instrument or account is not the directory's (not configured any more). */
export function positionModel(row: Shown, input: { readonly directory: TenantDirectory; readonly book: QuoteBook }): PositionModel | null {
	const { directory, book } = input;
	const instrument = directory.instruments.get(row.instrumentId);
	const account = directory.accounts.get(row.accountId);
	if (!instrument || !account) return null;
	const open = { side: word(sides, row.side), qty: row.qty, openNotional: row.openNotional, instrument };
	return {
		...open,
		accountId: account.id,
		accountCurrency: account.currency,
		currencyDigits: account.currencyDigits,
		ticket: ticketOf(row.positionTicket),
		sl: row.sl,
		tp: row.tp,
		currentPrice: closingPrice(open, book),
		unrealisedMinor: row.qty === 0n ? 0n : unrealisedMinor(open, { account, instruments: directory.instruments, book }),
		realisedMinor: row.realisedMinor,
		swapMinor: row.swapMinor,
		openedAt: row.openedAt,
		updatedAt: row.updatedAt,
		seq: row.accountSeq,
	};
}

/** Open positions, oldest first, valued at the last quotes. */
export async function listPositions(context: ApiContext, accountGlobalId: string | null | undefined): Promise<PositionModel[]> {
	const { tenantId } = viewerOf(context);
	const { app } = context;
	const accountId = accountGlobalId == null ? undefined : (intId('Account', accountGlobalId) ?? 0);
	const [directory, book, rows] = await Promise.all([
		app.directory.of(tenantId),
		quoteBook(app, tenantId),
		app.db.forTenant(tenantId).positionRows(accountId),
	]);
	return rows.flatMap((row) => positionModel(row, { directory, book }) ?? []);
}
