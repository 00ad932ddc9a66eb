import type { VenueEvent, VenuePosition } from '../messages.ts';
import { positionKey } from '../positions/position.ts';
import type { Scope } from '../state/outbox.ts';
import type { Account, StopRequest } from '../state/state.ts';
import { classifyRetcode } from './retcodes.ts';

/** How long an answer may take before we say that we don't know. */
const ANSWER_TIMEOUT_MS = 10_000;
/** A request that the terminal got and that shows no effect for so long had none. */
const LOST_MS = 180_000;

/** The server's answer to a request for a position's stops, known by its sequence. True where it was for one. */
export function onStopsAnswer(
	scope: Scope,
	answer: { readonly epoch?: number; readonly commandSeq: number; readonly retcode: number; readonly sent: boolean },
): boolean {
	const { account } = scope;
	for (const [ticket, request] of account.stopRequests) {
		if (request.commandSeq !== answer.commandSeq || (answer.epoch ?? request.epoch) !== request.epoch) continue;
		const verdict = answer.sent ? classifyRetcode(answer.retcode) : 'REFUSED';
		if (verdict === 'UNKNOWN') doubt(scope, { ticket, request });
		else settle(scope, { ticket, inForce: verdict === 'OK' ? request : null, retcode: verdict === 'OK' ? 0 : answer.retcode });
		return true;
	}
	return false;
}

/** What the venue shows settles it, whatever became of the answer. */
export function onStopsShown(scope: Scope, news: VenuePosition): void {
	const request = scope.account.stopRequests.get(news.positionTicket);
	if (request?.sl === news.sl && request.tp === news.tp) settle(scope, { ticket: news.positionTicket, inForce: request, retcode: 0 });
}

/** No answer, from a broken line or for too long. */
export function loseStopRequests(scope: Scope, which: 'all' | 'late'): void {
	for (const [ticket, request] of scope.account.stopRequests)
		if (which === 'all' || scope.out.nowMs - request.atMs >= ANSWER_TIMEOUT_MS) doubt(scope, { ticket, request });
}

/** A complete picture: of a position that is gone nothing is asked any more, and a request that never came, or came too long ago to show, is over. */
export function settleStopRequests(scope: Scope, snapshot: Extract<VenueEvent, { event: 'snapshot' }>): void {
	const { account, out } = scope;
	for (const [ticket, request] of account.stopRequests) {
		const isThere = snapshot.positions.some(({ positionTicket }) => positionTicket === ticket);
		if (!isThere) account.stopRequests.delete(ticket);
		else if (request.linkSession < account.linkSession && (neverCame(request, snapshot) || out.nowMs - request.atMs >= LOST_MS))
			settle(scope, { ticket, inForce: null, retcode: 0 });
	}
}

function neverCame(request: StopRequest, at: { readonly lastCommandEpoch: number; readonly lastCommandSeq: number }): boolean {
	return request.epoch > at.lastCommandEpoch || (request.epoch === at.lastCommandEpoch && request.commandSeq > at.lastCommandSeq);
}

function doubt(scope: Scope, of: { readonly ticket: bigint; readonly request: StopRequest }): void {
	if (of.request.isUnknown) return;
	of.request.isUnknown = true;
	show(scope, of.ticket);
}

function settle(scope: Scope, how: { readonly ticket: bigint; readonly inForce: StopRequest | null; readonly retcode: number }): void {
	const { account } = scope;
	const { ticket, inForce, retcode } = how;
	account.stopRequests.delete(ticket);
	const position = positionOf(account, ticket);
	if (position === undefined) return;
	if (inForce !== null) Object.assign(position, { sl: inForce.sl, tp: inForce.tp });
	position.stopsRetcode = retcode;
	show(scope, ticket);
}

function show({ account, out }: Scope, ticket: bigint): void {
	const position = positionOf(account, ticket);
	if (position !== undefined) out.position(account, position);
}

function positionOf(account: Account, positionTicket: bigint) {
	if (account.config.mode === 'HEDGING') return account.positions.get(positionKey(account, { instrumentId: 0, positionTicket }));
	return [...account.positions.values()].find((position) => position.positionTicket === positionTicket);
}
