import { moveLife, movePending } from '../orders/order.ts';
import type { Scope } from '../state/outbox.ts';
import { findOrder, takeOff } from '../state/state.ts';
import { lookSoon } from './look-again.ts';
import { loseStopRequests } from './stop-requests.ts';

/** How long an answer may take before we say that we don't know. */
const ANSWER_TIMEOUT_MS = 10_000;

export function linkUp(scope: Scope): void {
	const { account, out } = scope;
	if (account.link) loseAnswers(scope);
	account.link = true;
	account.reconciled = false;
	account.linkSession += 1;
	out.account(account);
}

export function linkDown(scope: Scope): void {
	const { account, out } = scope;
	loseAnswers(scope);
	const changed = account.link || account.reconciled;
	account.link = false;
	account.reconciled = false;
	if (changed) out.account(account);
}

/** The fate of every unanswered request is unknown; what it may do stays reserved. */
export function loseAnswers(scope: Scope): void {
	for (const orderId of [...scope.account.inFlight]) loseAnswer(scope, orderId);
	loseStopRequests(scope, 'all');
}

/** Requests wait in the order in which they were sent, so that the look ends at the first that is young enough. */
export function loseLateAnswers(scope: Scope): void {
	const { state, account, out } = scope;
	if (account.inFlight.length === 0) return;
	for (const orderId of [...account.inFlight]) {
		const order = findOrder(state, orderId);
		const sentAtMs = order === undefined ? 0 : Math.max(order.placed.atMs, order.replaced.atMs, order.canceled.atMs);
		if (out.nowMs - sentAtMs < ANSWER_TIMEOUT_MS) return;
		loseAnswer(scope, orderId);
	}
}

export function loseAnswer(scope: Scope, orderId: number): void {
	const { state, account, out } = scope;
	takeOff(account.inFlight, orderId);
	const order = findOrder(state, orderId);
	if (order === undefined) return;
	const lost = movePending(order, 'lose');
	const unsure = order.life === 'SUBMITTED' && moveLife(order, 'lose');
	if (lost || unsure) out.order(account, order);
	if (unsure) lookSoon(scope);
}
