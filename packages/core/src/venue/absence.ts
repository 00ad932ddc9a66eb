import type { EngineInput, VenueEvent } from '../messages.ts';
import { isNewPending, moveLife, type Order, viewOrder } from '../orders/order.ts';
import type { Scope } from '../state/outbox.ts';
import { findOrder } from '../state/state.ts';
import { lookAt } from './look-again.ts';
import { classifyRetcode } from './retcodes.ts';

/** Two complete pictures so far apart, both without a trace, are evidence enough that an order which the terminal received never came to be. */
export const ABSENT_MS = 180_000;
/** The terminal's word for "passed on, no answer yet": of what became of it, it says nothing. */
const PASSED_ON = 10008;

type Snapshot = Extract<VenueEvent, { event: 'snapshot' }>;

/** Looks at a complete picture for a trace of an order whose fate is unknown. Where the account's policy says so, long enough without one ends it. */
export function noteAbsence(scope: Scope, input: { readonly order: Order; readonly snapshot: Snapshot }): void {
	const { account, out } = scope;
	const { order, snapshot } = input;
	if (order.life !== 'UNKNOWN' || !snapshot.account.serverConnected) return;
	if (hasTrace(order, snapshot) || !wasReceived(order, snapshot)) {
		order.absentSinceMs = null;
		order.isPresumable = false;
		return;
	}
	order.absentSinceMs ??= out.nowMs;
	order.isPresumable = out.nowMs - order.absentSinceMs >= ABSENT_MS;
	// The line may stay up for ever, and no second picture would come.
	if (!order.isPresumable) lookAt(account, order.absentSinceMs + ABSENT_MS);
	if (!order.isPresumable || account.config.presumesAbsent !== true) return;
	moveLife(order, 'presume');
	out.order(account, order);
	out.break(account, { code: 'PRESUMED_ABSENT', orderId: order.orderId });
}

function hasTrace(order: Order, { orders, deals, requests }: Snapshot): boolean {
	const isOurs = ({ orderId }: { readonly orderId: number }) => orderId === order.orderId;
	if (!isNewPending(order) || order.venueOrderTicket !== 0n || order.filledQty > 0) return true;
	if (orders.some(isOurs) || deals.some(isOurs)) return true;
	return requests.some((one) => isOurs(one) && one.sent && one.retcode !== PASSED_ON && classifyRetcode(one.retcode) === 'OK');
}

/** What it never received is for NOT_SENT, and what may be on its way is for neither. */
function wasReceived({ placed }: Order, { lastCommandEpoch, lastCommandSeq }: Snapshot): boolean {
	return placed.epoch < lastCommandEpoch || (placed.epoch === lastCommandEpoch && placed.commandSeq <= lastCommandSeq);
}

/** An operator says what the evidence allows: the order is taken to have never been there. A fill that comes after all is booked, and told. */
export function presumeAbsent(scope: Scope, request: Extract<EngineInput, { kind: 'presumeAbsent' }>): void {
	const { state, tenant, account, out } = scope;
	const { orderId, envelope } = request;
	const order = findOrder(state, orderId);
	const user = tenant.users.get(envelope.principalId);
	if (order === undefined || order.tenantId !== account.tenantId || order.accountId !== account.accountId)
		out.refuse('UNKNOWN_ORDER', `no order ${orderId} in this account`);
	else if (user?.active !== true || !user.mayHalt) out.refuse('NOT_ALLOWED', 'the user may not settle orders of unknown fate');
	else if (order.life !== 'UNKNOWN') out.refuse('NOT_UNKNOWN', `what became of the order is known: ${order.life}`);
	else if (!order.isPresumable)
		out.refuse('NOT_READY', 'it takes two complete pictures without a trace, three minutes apart and with the trade server connected');
	else {
		moveLife(order, 'presume');
		out.order(account, order);
		out.reply({ outcome: 'order', order: viewOrder(order), accountSeq: account.accountSeq, duplicate: false });
	}
}
