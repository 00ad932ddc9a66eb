import type { VenuePosition } from '../messages.ts';
import { isExact } from '../money/mul-div.ts';
import { moveHolding } from '../positions/holding.ts';
import { createPosition, keepOrDrop, type PositionKey, positionKey } from '../positions/position.ts';
import { adoptUnattributed } from '../positions/sub-books.ts';
import { entryOf } from '../state/books.ts';
import type { Scope } from '../state/outbox.ts';
import { settleBreaks } from './breaks.ts';
import { onStopsShown } from './stop-requests.ts';

/** Stops and swap are the venue's; quantity and cost come from deals alone. */
export function onVenuePosition(scope: Scope, news: VenuePosition): void {
	const { account, out } = scope;
	account.venuePositions.set(news.positionTicket, news);
	onStopsShown(scope, news);
	const position = account.positions.get(positionKey(account, news));
	if (position === undefined || !isExact(news.sl) || !isExact(news.tp)) return;
	if (position.sl === news.sl && position.tp === news.tp) return;
	position.sl = news.sl;
	position.tp = news.tp;
	out.position(account, position);
}

/** Compares the venue's complete set with ours. `adopt`: take over what is there (our first sight of the account). Each difference is a break. */
export function comparePositions(scope: Scope, input: { readonly positions: readonly VenuePosition[]; readonly adopt: boolean }): void {
	const { tenant, account, out } = scope;
	const venue = new Map<PositionKey, VenuePosition>();
	for (const position of input.positions) {
		if (tenant.instruments.has(position.instrumentId)) venue.set(positionKey(account, position), position);
		else out.breakOnce(account, { code: 'UNMAPPED_SYMBOL', ticket: position.positionTicket });
	}
	const keys = new Set([...account.positions.keys(), ...venue.keys()]);
	const differ = new Set<bigint>();
	for (const key of keys) {
		const ours = account.positions.get(key);
		const theirs = venue.get(key);
		const theirQty = theirs === undefined ? 0 : theirs.side === 'BUY' ? theirs.qty : -theirs.qty;
		if ((ours?.signedQty ?? 0) === theirQty) continue;
		const ticket = theirs?.positionTicket ?? ours?.positionTicket ?? 0n;
		differ.add(ticket);
		out.breakWhile(account, { code: 'POSITION_MISMATCH', ticket });
		if (input.adopt) adoptPosition(scope, { key, theirs, theirQty });
	}
	settleBreaks(scope, { code: 'POSITION_MISMATCH', isStill: ({ ticket }) => differ.has(ticket) && !input.adopt });
}

function adoptPosition(
	{ tenant, account, out }: Scope,
	input: { readonly key: PositionKey; readonly theirs: VenuePosition | undefined; readonly theirQty: number },
): void {
	const { key, theirs, theirQty } = input;
	const openNotional = theirs === undefined ? 0 : theirs.qty * theirs.priceOpen;
	const existing = account.positions.get(key);
	const instrumentId = theirs?.instrumentId ?? existing?.instrumentId;
	if (instrumentId === undefined || !isExact(openNotional) || !isExact(theirQty)) return;
	const position = existing ?? createPosition({ instrumentId, positionTicket: theirs?.positionTicket ?? 0n, atMs: out.nowMs });
	const after = { signedQty: theirQty, openNotional };
	moveHolding({ tenant, account }, { instrumentId, before: position, after });
	Object.assign(position, after);
	if (theirs !== undefined)
		Object.assign(position, { side: theirs.side, positionTicket: theirs.positionTicket, sl: theirs.sl, tp: theirs.tp });
	keepOrDrop(account, { key, position });
	adoptUnattributed(entryOf(account.subBooks, { key, create: () => new Map() }), position);
	account.adopted.set(key, { position: { ...position }, dealCount: account.dealCount });
	out.position(account, position);
}
