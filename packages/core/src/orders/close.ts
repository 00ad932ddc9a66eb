import type { EngineInput } from '../messages.ts';
import type { TimeInForce } from '../model.ts';
import { isExact } from '../money/mul-div.ts';
import { type Position, positionKey } from '../positions/position.ts';
import { reducibleQty } from '../positions/reducible.ts';
import type { Scope } from '../state/outbox.ts';
import { type Account, specOf } from '../state/state.ts';
import { answeredBefore, takeOrder } from './submit.ts';
import { closeTerms, invalidRequest, isExactOrNone } from './terms.ts';

type Close = Extract<EngineInput, { kind: 'close' }>;

/** Closes all or part of a position with a market order that can only reduce. */
export function close(scope: Scope, request: Close): void {
	const { account, out } = scope;
	const { clientOrderId, instrumentId, tenantId, accountId, envelope } = request;
	const invalid = invalidRequest({
		clientOrderId,
		positionTicket: request.positionTicket,
		isExact: isExact(instrumentId) && isExactOrNone(request.qty),
	});
	if (invalid !== null) {
		out.refuse('INVALID_REQUEST', invalid);
		return;
	}
	const termsHash = closeTerms(request);
	if (answeredBefore(scope, { clientOrderId, termsHash })) return;
	const position = findPosition(account, request);
	if (position === undefined) {
		out.refuse('UNKNOWN_POSITION', 'there is no such open position');
		return;
	}
	const side = position.signedQty > 0 ? 'SELL' : 'BUY';
	const positionTicket = account.config.mode === 'HEDGING' ? position.positionTicket : 0n;
	const rest = reducibleQty(account, { instrumentId, side, positionTicket });
	// Nothing left to close: the order is made and denied with the whole position as its value, so that the answer says why.
	const all = rest > 0 ? rest : Math.abs(position.signedQty);
	const order = {
		tenantId,
		accountId,
		instrumentId,
		clientOrderId,
		side,
		type: 'MARKET',
		tif: closingTif(account, instrumentId),
		qty: request.qty ?? all,
	} as const;
	takeOrder(scope, { termsHash, order: { ...order, price: null, sl: null, tp: null, positionTicket, reduceOnly: true, envelope } });
}

/** Hedging: by ticket. Netting: by instrument; a ticket, where one is given, must be that of the position as it is. */
function findPosition(account: Account, request: Close): Position | undefined {
	const netting = account.config.mode === 'NETTING';
	const position = account.positions.get(positionKey(account, request));
	if (position === undefined || position.instrumentId !== request.instrumentId) return undefined;
	return netting && request.positionTicket !== 0n && request.positionTicket !== position.positionTicket ? undefined : position;
}

/** What the venue can fill now is better than nothing: IOC before FOK. */
function closingTif(account: Account, instrumentId: number): TimeInForce {
	const supported = specOf(account, instrumentId)?.timesInForce ?? [];
	return (['IOC', 'FOK'] as const).find((tif) => supported.includes(tif)) ?? 'GTC';
}
