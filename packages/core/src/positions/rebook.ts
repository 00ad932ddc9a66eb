import type { VenueDeal } from '../messages.ts';
import type { Scope } from '../state/outbox.ts';
import type { Account } from '../state/state.ts';
import { byVenueTime } from './deal-order.ts';
import { moveHolding } from './holding.ts';
import { addDeal, createPosition, keepOrDrop, type Position, positionKey, takeStops } from './position.ts';

/**
 * A deal came after one that the venue made later. Its quantity would fit in any order, but not the open cost, nor the ticket of a netting position that was flat
 * in between: so the position is made again from its deals in the venue's order. Reads all deals of the account; live news are seldom out of order.
 */
export function rebook(scope: Scope, input: { readonly key: bigint; readonly late: VenueDeal }): void {
	const { tenant, account, out } = scope;
	const { key, late } = input;
	const before = account.positions.get(key);
	const { positions, firstChanged } = positionsFromDeals(account, { key, late, atMs: out.nowMs });
	const now = positions.at(-1);
	if (now === undefined) {
		out.break(account, { code: 'CONTRADICTION', orderId: late.orderId, ticket: late.ticket });
		return;
	}
	if (before?.positionTicket === now.positionTicket) now.openedAtMs = before.openedAtMs;
	const place = { tenant, account };
	if (before !== undefined) moveHolding(place, { instrumentId: before.instrumentId, before, after: nothing });
	moveHolding(place, { instrumentId: now.instrumentId, before: nothing, after: now });
	takeStops(account, now);
	keepOrDrop(account, { key, position: now });
	// Pictures given out before that are no longer true: of what we held, and of everything from the late deal on.
	for (const [i, position] of positions.entries())
		if (i >= firstChanged || position.positionTicket === before?.positionTicket) out.position(account, position);
}

/** One after the other, each but the last flat. Begins with what was adopted, where the account was not new when we first saw it. */
function positionsFromDeals(
	account: Account,
	input: { readonly key: bigint; readonly late: VenueDeal; readonly atMs: number },
): { readonly positions: readonly Position[]; readonly firstChanged: number } {
	const { key, late, atMs } = input;
	let firstChanged = 0;
	const adopted = account.adopted.get(key);
	const deals = [...account.deals.values()]
		.slice(adopted?.dealCount ?? 0)
		.filter((deal) => (deal.type === 'BUY' || deal.type === 'SELL') && positionKey(account, deal) === key)
		.sort(byVenueTime);
	const positions: Position[] = adopted === undefined ? [] : [{ ...adopted.position }];
	for (const deal of deals) {
		let position = positions.at(-1);
		if (position === undefined || position.signedQty === 0) {
			position = createPosition({ instrumentId: deal.instrumentId, positionTicket: deal.positionTicket, atMs });
			positions.push(position);
		}
		// What does not fit into exact numbers was reported when it came, and is left out again.
		addDeal(position, deal);
		if (deal.ticket === late.ticket) firstChanged = positions.length - 1;
	}
	return { positions, firstChanged };
}

const nothing = { signedQty: 0, openNotional: 0 };
