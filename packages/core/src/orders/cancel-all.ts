import type { EngineInput } from '../messages.ts';
import { cancelInputFor } from '../risk/input.ts';
import { assess } from '../risk/matrix.ts';
import type { Scope } from '../state/outbox.ts';
import { findOrder } from '../state/state.ts';
import { deniedRefusal, sendCancel } from './cancel.ts';
import { restsAtVenue } from './emulate.ts';
import { moveLife, wasSent } from './order.ts';

type CancelAll = Extract<EngineInput, { kind: 'cancelAll' }>;

/**
 * Asks the venue to take back every resting order that matches, in the order in which they were taken. As with a single cancel nothing is kept for later: an
 * order without a ticket is counted and left; what a cancel is already on its way for is not asked again. What the engine holds ends at once, and is counted as sent.
 */
export function cancelAll(scope: Scope, request: CancelAll): void {
	const { state, tenant, account, out } = scope;
	const { instrumentId, side, envelope } = request;
	const terms = { ...anyOrder, instrumentId: instrumentId ?? 0, side: side ?? 'BUY' };
	const denial = assess(cancelInputFor({ tenant, account, userId: envelope.principalId, terms, nowMs: out.nowMs }));
	if (denial !== null) {
		const { code, message } = deniedRefusal(denial);
		out.refuse(code, message);
		return;
	}
	let sent = 0;
	let notReady = 0;
	for (const orderId of [...account.open].sort((a, b) => a - b)) {
		const order = findOrder(state, orderId);
		if (order === undefined || (wasSent(order) && !restsAtVenue(order)) || order.pending === 'CANCEL_SENT') continue;
		if ((instrumentId !== null && order.instrumentId !== instrumentId) || (side !== null && order.side !== side)) continue;
		if (!wasSent(order)) {
			moveLife(order, 'cancel');
			out.order(account, order);
			sent += 1;
		} else if (order.venueOrderTicket === 0n) notReady += 1;
		else {
			sendCancel(scope, order);
			sent += 1;
		}
	}
	out.reply({ outcome: 'canceling', sent, notReady });
}

/** The checks of a cancel look at who asks and at the line, not at an order. */
const anyOrder = { type: 'LIMIT', tif: 'GTC', qty: 0, price: null, sl: null, tp: null, positionTicket: 0n, reduceOnly: false } as const;
