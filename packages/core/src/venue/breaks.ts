import type { BreakCode } from '../messages.ts';
import { type PositionKey, positionKey } from '../positions/position.ts';
import { type Scope, subjectOf } from '../state/outbox.ts';
import { findOrder, type OpenBreak } from '../state/state.ts';

/** What the venue now shows ends the breaks of this kind that are true no longer. */
export function settleBreaks(
	{ account, out }: Pick<Scope, 'account' | 'out'>,
	input: { readonly code: BreakCode; readonly isStill?: (open: OpenBreak) => boolean },
): void {
	for (const [breakSeq, open] of [...account.breaks])
		if (open.code === input.code && input.isStill?.(open) !== true) out.resolved(account, { breakSeq, choice: null, principalId: 0 });
}

/**
 * A whole picture has come and been booked: what it did not contradict, and what no order in doubt hangs on, is over. Not while positions or balance
 * differ: it may be why.
 */
export function settleContradictions(scope: Scope): void {
	const { state, account, out } = scope;
	if (account.mismatches > 0) return;
	for (const [breakSeq, open] of [...account.breaks]) {
		if (open.code !== 'CONTRADICTION' || out.contradicted.has(subjectOf(open))) continue;
		if (findOrder(state, open.orderId)?.life === 'UNKNOWN') continue;
		out.endContradiction(account, breakSeq);
	}
}

/** A picture may have come before a deal that its history did not have yet: what the live facts have mended since is no break any more. */
export function reviewBreaks(scope: Scope): void {
	if (scope.account.mismatches > 0) review(scope);
}

function review(scope: Scope): void {
	const { account } = scope;
	const theirs = new Map<PositionKey, number>();
	for (const position of account.venuePositions.values())
		theirs.set(positionKey(account, position), position.side === 'BUY' ? position.qty : -position.qty);
	const differ = new Set<bigint>();
	for (const [key, { signedQty, positionTicket }] of account.positions)
		if (signedQty !== (theirs.get(key) ?? 0)) differ.add(positionTicket);
	for (const position of account.venuePositions.values())
		if (account.positions.get(positionKey(account, position)) === undefined) differ.add(position.positionTicket);
	settleBreaks(scope, { code: 'POSITION_MISMATCH', isStill: ({ ticket }) => differ.has(ticket) });
	if (account.venue?.balanceMinor !== account.money.balanceMinor) return;
	account.reportedBalanceGapMinor = 0;
	settleBreaks(scope, { code: 'BALANCE_MISMATCH' });
}
