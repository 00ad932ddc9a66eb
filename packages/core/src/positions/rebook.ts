import type { VenueDeal } from '../messages.ts';
import { dealsOf } from '../state/deals.ts';
import type { Scope } from '../state/outbox.ts';
import { byVenueTime } from './deal-order.ts';
import { moveHolding } from './holding.ts';
import { addDeal, createPosition, keepOrDrop, type Position, type PositionKey, positionKey, takeStops } from './position.ts';
import { bookToStrategies, sayStrategies } from './strategies.ts';
import { adoptUnattributed, bookMoneyAlone, type SubBooks } from './sub-books.ts';

/**
 * A deal came after one that the venue made later, or is no longer what it was. Its quantity would fit in any order, but not the open cost, nor the ticket of a netting
 * position that was flat in between: so the position is made again from its deals in the venue's order, and the books of its strategies with it. Reads all deals of the
 * account; live news are seldom out of order.
 */
export function rebook(scope: Scope, input: { readonly key: PositionKey; readonly changed: VenueDeal }): void {
	const { tenant, account, out } = scope;
	const { key, changed } = input;
	const before = account.positions.get(key);
	const { positions, books, firstChanged } = fromDeals(scope, input);
	const place = { tenant, account };
	if (before !== undefined) moveHolding(place, { instrumentId: before.instrumentId, before, after: nothing });
	account.positions.delete(key);
	const now = positions.at(-1);
	if (now !== undefined) {
		if (before?.positionTicket === now.positionTicket) now.openedAtMs = before.openedAtMs;
		moveHolding(place, { instrumentId: now.instrumentId, before: nothing, after: now });
		takeStops(account, now);
		keepOrDrop(account, { key, position: now });
	}
	// Of a position that no deal is left of: what was held is nothing now.
	if (
		before !== undefined &&
		now?.positionTicket !== before.positionTicket &&
		!positions.some(({ positionTicket }) => positionTicket === before.positionTicket)
	)
		out.position(account, { ...before, ...nothing, realisedMinor: 0, swapMinor: 0 });
	// Pictures given out before that are no longer true: of what we held, and of everything from the changed deal on.
	for (const [i, position] of positions.entries())
		if (i >= firstChanged || position.positionTicket === before?.positionTicket) out.position(account, position);
	const gone = [...(account.subBooks.get(key) ?? new Map()).values()].filter(({ strategyId }) => !books.has(strategyId));
	for (const book of gone)
		books.set(book.strategyId, { ...book, ...nothing, realisedMinor: 0, commissionMinor: 0, swapMinor: 0, feeMinor: 0 });
	account.subBooks.set(key, books);
	if (now !== undefined || before !== undefined) sayStrategies(scope, { key, strategyIds: [...books.keys()] });
	else out.contradiction(account, { orderId: changed.orderId, ticket: changed.ticket });
}

/** One after the other, each but the last flat. Begins with what was adopted, where the account was not new when we first saw it. */
function fromDeals(
	scope: Scope,
	input: { readonly key: PositionKey; readonly changed: VenueDeal },
): { readonly positions: readonly Position[]; readonly books: SubBooks; readonly firstChanged: number } {
	const { account } = scope;
	const { key, changed } = input;
	let firstChanged: number | undefined;
	const adopted = account.adopted.get(key);
	const positions: Position[] = adopted === undefined ? [] : [{ ...adopted.position }];
	const books: SubBooks = new Map();
	if (adopted !== undefined) adoptUnattributed(books, adopted.position);
	let newest: VenueDeal | undefined;
	for (const deal of tradesOf(scope, { key, from: adopted?.dealCount ?? 0 })) {
		newest = deal;
		let position = positions.at(-1);
		if (position === undefined || position.signedQty === 0) {
			position = createPosition({ instrumentId: deal.instrumentId, positionTicket: deal.positionTicket, atMs: scope.out.nowMs });
			positions.push(position);
		}
		// The first of which the account's pictures may be wrong.
		if (firstChanged === undefined && byVenueTime(deal, changed) >= 0) firstChanged = positions.length - 1;
		const held = position.signedQty;
		const fill = addDeal(position, deal);
		// What does not fit into exact numbers was reported when it came, and is left out again.
		if (fill === undefined) bookMoneyAlone(books, deal);
		else bookToStrategies(scope, { books, deal, held, closedPoints: fill.closedPoints });
	}
	if (newest === undefined) account.newestDeals.delete(key);
	else account.newestDeals.set(key, newest);
	return { positions, books, firstChanged: firstChanged ?? Math.max(0, positions.length - 1) };
}

function tradesOf({ state, account }: Scope, of: { readonly key: PositionKey; readonly from: number }): readonly VenueDeal[] {
	return dealsOf(state.deals, { account, from: of.from })
		.filter((deal) => (deal.type === 'BUY' || deal.type === 'SELL') && positionKey(account, deal) === of.key)
		.sort(byVenueTime);
}

const nothing = { signedQty: 0, openNotional: 0 };
