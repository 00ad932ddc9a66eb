import type { AmendPosition, Denial } from '../messages.ts';
import type { RefusalCode } from '../model.ts';
import { isExact } from '../money/mul-div.ts';
import { type Position, positionKey, viewPosition } from '../positions/position.ts';
import { assessStops } from '../risk/position-stops.ts';
import type { Scope } from '../state/outbox.ts';
import type { Account } from '../state/state.ts';
import { isClientId } from './terms.ts';

/**
 * Asks the venue for another stop loss or target of an open position, which it keeps itself. MetaTrader puts no number of ours on such a request, nor on what it
 * changes: it is known by its sequence while the answer is awaited, and by its terms afterwards.
 */
export function amendPosition(scope: Scope, request: AmendPosition): void {
	const { state, account, out } = scope;
	const { amendId, positionTicket, instrumentId, envelope } = request;
	const invalid = invalidRequest(request);
	if (invalid !== null) {
		out.refuse('INVALID_REQUEST', invalid);
		return;
	}
	const position = account.positions.get(positionKey(account, request));
	if (position === undefined || position.instrumentId !== instrumentId || position.positionTicket !== positionTicket) {
		out.refuse('UNKNOWN_POSITION', `no open position ${positionTicket} in this instrument`);
		return;
	}
	const asked = ['position', positionTicket, request.sl, request.tp].join(' ');
	const known = account.amends.get(amendId);
	if (known !== undefined) {
		if (known.asked !== asked) out.refuse('AMEND_ID_REUSED', `amend id ${amendId} was used for another request`);
		else reply(scope, { position, denial: known.denial, duplicate: true });
		return;
	}
	const refusal = refusalOf(account, position);
	if (refusal !== null) {
		out.refuse(refusal.code, refusal.message);
		return;
	}
	const { sl, tp } = { sl: request.sl ?? position.sl, tp: request.tp ?? position.tp };
	const denial = assessStops(scope, { position, sl, tp, userId: envelope.principalId });
	account.amends.set(amendId, { asked, denial });
	if (denial === null && (sl !== position.sl || tp !== position.tp)) {
		account.commandSeq += 1;
		const numbers = { epoch: state.epoch, commandSeq: account.commandSeq };
		account.stopRequests.set(positionTicket, { ...numbers, sl, tp, linkSession: account.linkSession, atMs: out.nowMs, isUnknown: false });
		out.position(account, position);
		out.send(account, { ...plainSend, ...numbers, instrumentId, side: position.side, sl, tp, positionTicket });
	}
	reply(scope, { position, denial, duplicate: false });
}

/** `orderId` 0: it is of no order. */
const plainSend = {
	orderId: 0,
	action: 'SLTP',
	type: 'MARKET',
	qty: 0,
	price: 0,
	limitPrice: 0,
	tif: 'GTC',
	expiresAtMs: null,
	postOnly: false,
	positionByTicket: 0n,
	orderTicket: 0n,
} as const;

function reply(
	{ account, out }: Scope,
	answer: { readonly position: Position; readonly denial: Denial | null; readonly duplicate: boolean },
): void {
	const { position, denial, duplicate } = answer;
	const view = viewPosition(account, position);
	out.reply({ outcome: 'position', position: view, accountSeq: account.accountSeq, duplicate, ...(denial === null ? {} : { denial }) });
}

function invalidRequest({ amendId, instrumentId, sl, tp }: AmendPosition): string | null {
	if (!isClientId(amendId)) return 'amendId must be 1 to 36 of A-Z a-z 0-9 . _ : -';
	const exact = isExact(instrumentId) && [sl, tp].every((value) => value === null || (isExact(value) && value >= 0));
	return exact ? null : 'prices must be whole numbers in their scale, 0 for none';
}

/** Two at once would leave three terms that may be in force. */
function refusalOf(account: Account, position: Position): { readonly code: RefusalCode; readonly message: string } | null {
	if (!account.stopRequests.has(position.positionTicket)) return null;
	return { code: 'NOT_AMENDABLE', message: 'another request for the stops of this position is not settled yet' };
}
