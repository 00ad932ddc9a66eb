import type { PlaceOrder } from '../messages.ts';
import type { RefusalCode } from '../model.ts';
import { keyOfTicket } from '../positions/position.ts';
import type { Scope } from '../state/outbox.ts';
import type { Account } from '../state/state.ts';
import { answeredBefore, takeOrder } from './submit.ts';
import { invalidRequest, isExactLeg, placeTerms } from './terms.ts';

export function place(scope: Scope, order: PlaceOrder): void {
	const { clientOrderId, positionTicket } = order;
	const invalid = invalidRequest({ clientOrderId, positionTicket, isExact: isExactLeg(order) });
	if (invalid !== null) {
		scope.out.refuse('INVALID_REQUEST', invalid);
		return;
	}
	const termsHash = placeTerms(order);
	if (answeredBefore(scope, { clientOrderId, termsHash })) return;
	const misdirected = positionFault(scope.account, order);
	if (misdirected !== null) {
		scope.out.refuse(misdirected.code, misdirected.message);
		return;
	}
	takeOrder(scope, { order, termsHash });
}

/** What is wrong with the position that an order names, or null. */
export function positionFault(
	account: Account,
	order: Pick<PlaceOrder, 'positionTicket' | 'instrumentId' | 'side'>,
): { readonly code: RefusalCode; readonly message: string } | null {
	if (order.positionTicket === 0n) return null;
	if (account.config.mode === 'NETTING')
		return {
			code: 'INVALID_REQUEST',
			message: 'a netting account has one position per instrument: use reduceOnly instead of positionTicket',
		};
	const position = account.positions.get(keyOfTicket(order.positionTicket));
	if (position === undefined || position.instrumentId !== order.instrumentId)
		return { code: 'UNKNOWN_POSITION', message: `no open position ${order.positionTicket} in this instrument` };
	const opposite = position.signedQty > 0 ? 'SELL' : 'BUY';
	return order.side === opposite
		? null
		: { code: 'INVALID_REQUEST', message: `position ${order.positionTicket} is closed by a ${opposite}` };
}
