import type { VenueDeal } from '../messages.ts';
import { entryOf } from '../state/books.ts';
import type { Scope } from '../state/outbox.ts';
import { profitKind } from './ledger.ts';
import { NO_INSTRUMENT } from './position.ts';
import { sayStrategies } from './strategies.ts';
import { createSubBook, UNATTRIBUTED } from './sub-books.ts';

/** Money that belongs to no position (a monthly commission, a charge) is nobody's, so that the strategies and this book add up to the account. */
export function noteMoney(scope: Scope, change: { readonly before: VenueDeal | null; readonly after: VenueDeal | null }): void {
	const key = NO_INSTRUMENT;
	const books = entryOf(scope.account.subBooks, { key, create: () => new Map() });
	const none = { instrumentId: 0, positionTicket: 0n };
	const book = entryOf(books, { key: UNATTRIBUTED, create: () => createSubBook(none, UNATTRIBUTED) });
	for (const [deal, sign] of [
		[change.before, -1],
		[change.after, 1],
	] as const) {
		if (deal === null) continue;
		const kind = profitKind(deal);
		if (kind === 'realisedMinor') book.realisedMinor += sign * deal.profitMinor;
		book.commissionMinor += sign * (deal.commissionMinor + (kind === 'commissionMinor' ? deal.profitMinor : 0));
		book.feeMinor += sign * (deal.feeMinor + (kind === 'feeMinor' ? deal.profitMinor : 0));
		book.swapMinor += sign * deal.swapMinor;
	}
	sayStrategies(scope, { key, strategyIds: [UNATTRIBUTED] });
}
