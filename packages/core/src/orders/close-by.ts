import type { CloseBy } from '../messages.ts';
import type { RefusalCode } from '../model.ts';
import { isExact } from '../money/mul-div.ts';
import { keyOfTicket, type Position } from '../positions/position.ts';
import type { Scope } from '../state/outbox.ts';
import { type Account, findOrder } from '../state/state.ts';
import { answeredBefore, takeOrder } from './submit.ts';
import { closeByTerms, invalidRequest } from './terms.ts';

/**
 * Lets two opposite positions close each other, without a spread and without a trip to the market. The venue takes as much as the smaller holds: so the order is
 * for that, and denied where a part of it is already being closed.
 */
export function closeBy(scope: Scope, request: CloseBy): void {
	const { account, out } = scope;
	const { clientOrderId, instrumentId, tenantId, accountId, positionTicket, positionByTicket, envelope } = request;
	const invalid = invalidRequest({ clientOrderId, positionTicket, isExact: isExact(instrumentId) });
	if (invalid !== null) {
		out.refuse('INVALID_REQUEST', invalid);
		return;
	}
	const termsHash = closeByTerms(request);
	if (answeredBefore(scope, { clientOrderId, termsHash })) return;
	const pair = findPair(account, request);
	if ('code' in pair) {
		out.refuse(pair.code, pair.message);
		return;
	}
	if (isGrowing(scope, positionTicket) || isGrowing(scope, positionByTicket)) {
		out.refuse('NOT_READY', 'an order that is still filling adds to one of these positions: nothing was sent, ask again once it has ended');
		return;
	}
	const ids = { tenantId, accountId, instrumentId, clientOrderId, positionTicket, positionByTicket, envelope };
	const qty = Math.min(Math.abs(pair.first.signedQty), Math.abs(pair.second.signedQty));
	const side = pair.first.signedQty > 0 ? 'SELL' : 'BUY';
	const none = { price: null, sl: null, tp: null };
	takeOrder(scope, { termsHash, order: { ...ids, side, type: 'MARKET', tif: 'GTC', qty, ...none, reduceOnly: true } });
}

function findPair(
	account: Account,
	{ instrumentId, positionTicket, positionByTicket }: CloseBy,
): { readonly first: Position; readonly second: Position } | { readonly code: RefusalCode; readonly message: string } {
	if (account.config.mode === 'NETTING')
		return { code: 'INVALID_REQUEST', message: 'a netting account has one position per instrument: there is nothing to close it by' };
	const first = account.positions.get(keyOfTicket(positionTicket));
	const second = account.positions.get(keyOfTicket(positionByTicket));
	for (const [ticket, position] of [[positionTicket, first] as const, [positionByTicket, second] as const])
		if (position?.instrumentId !== instrumentId)
			return { code: 'UNKNOWN_POSITION', message: `no open position ${ticket} in this instrument` };
	if (first === undefined || second === undefined || first.signedQty > 0 === second.signedQty > 0)
		return { code: 'INVALID_REQUEST', message: 'a position is closed by an opposite one: these two are on the same side' };
	return { first, second };
}

/** An order that is still filling adds to its position: as much more would be closed as it brings until the venue acts. */
function isGrowing({ state, account }: Scope, positionTicket: bigint): boolean {
	return [...account.open].some((orderId) => findOrder(state, orderId)?.venueOrderTicket === positionTicket);
}
