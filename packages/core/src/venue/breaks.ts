import type { BreakCode } from '../messages.ts';
import type { Scope } from '../state/outbox.ts';
import type { OpenBreak } from '../state/state.ts';

/** What the venue now shows ends the breaks of this kind that are true no longer. */
export function settleBreaks(
	{ account, out }: Pick<Scope, 'account' | 'out'>,
	input: { readonly code: BreakCode; readonly isStill?: (open: OpenBreak) => boolean },
): void {
	for (const [breakSeq, open] of [...account.breaks])
		if (open.code === input.code && input.isStill?.(open) !== true) out.resolved(account, { breakSeq, choice: null, principalId: 0 });
}
