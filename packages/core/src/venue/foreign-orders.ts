import type { ForeignOrderView, VenueOrder } from '../messages.ts';
import type { Scope } from '../state/outbox.ts';
import { settleBreaks } from './breaks.ts';

/** An order of somebody else: told whenever it changes, with a break for as long as it works. What ended before we saw it is history. */
export function onForeignOrder(scope: Scope, news: VenueOrder): void {
	const { account, out } = scope;
	const { ticket } = news;
	const known = account.foreignOrders.get(ticket);
	const works = news.state === 'PLACED' || news.state === 'PARTIAL';
	if (!works && known === undefined) return;
	if (known === undefined || face(known) !== face(news)) out.foreignOrder(account, viewOf(news, out.nowMs));
	if (works) {
		account.foreignOrders.set(ticket, news);
		out.breakOnce(account, { code: 'FOREIGN_ORDER', ticket });
	} else if (news.state !== 'STARTED') end(scope, ticket);
}

/** What a whole picture does not show as working any more has ended, in a way that it does not say. */
export function settleForeignOrders(scope: Scope, shown: readonly VenueOrder[]): void {
	const { account, out } = scope;
	const tickets = new Set(shown.map(({ ticket }) => ticket));
	for (const [ticket, order] of [...account.foreignOrders]) {
		if (tickets.has(ticket)) continue;
		out.foreignOrder(account, { ...viewOf(order, out.nowMs), state: 'GONE' });
		end(scope, ticket);
	}
}

function end(scope: Scope, ticket: bigint): void {
	scope.account.foreignOrders.delete(ticket);
	settleBreaks(scope, { code: 'FOREIGN_ORDER', isStill: (open) => open.ticket !== ticket });
}

const face = ({ state, qty, leavesQty, price, limitPrice, sl, tp }: VenueOrder): string =>
	[state, qty, leavesQty, price, limitPrice ?? 0, sl, tp].join();

function viewOf(order: VenueOrder, updatedAtMs: number): ForeignOrderView {
	const { ticket, foreign, instrumentId, side, state, qty, leavesQty, price, limitPrice = 0, sl, tp, venueAtMs } = order;
	const { origin = 'HAND', type = null, reason = null } = foreign ?? {};
	return { ticket, origin, type, reason, instrumentId, side, state, qty, leavesQty, price, limitPrice, sl, tp, venueAtMs, updatedAtMs };
}
