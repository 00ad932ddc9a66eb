import type { ResolveBreak } from '../messages.ts';
import { killEntryOrders } from '../orders/kill.ts';
import type { Scope } from '../state/outbox.ts';
import { comparePositions } from './positions.ts';
import { compareBalance } from './snapshot.ts';

/**
 * An operator's choice about a break. The venue's word is accepted only while it is fresh: a line that is up and has told its whole picture. To look again leaves the
 * break open until the picture settles it; a halt leaves it open too, and takes back what may add risk.
 */
export function resolveBreak(scope: Scope, { breakSeq, choice, envelope }: ResolveBreak): void {
	const { tenant, account, out } = scope;
	const user = tenant.users.get(envelope.principalId);
	if (user?.active !== true || !user.mayHalt) return out.refuse('NOT_ALLOWED', 'the user may not resolve breaks');
	const open = account.breaks.get(breakSeq);
	if (open === undefined) return out.refuse('UNKNOWN_BREAK', `account ${account.accountId} has no open break ${breakSeq}`);
	if (choice !== 'HALT' && !(account.link && account.reconciled))
		return out.refuse('NOT_READY', 'the terminal has to be connected and to have told its whole picture first');
	if (choice === 'HALT') {
		account.halted = true;
		killEntryOrders(scope);
	} else if (choice === 'RETRY') out.refresh(account);
	else {
		account.halted = false;
		if (open.code === 'POSITION_MISMATCH') comparePositions(scope, { positions: [...account.venuePositions.values()], adopt: true });
		if (open.code === 'BALANCE_MISMATCH' && account.venue !== null)
			compareBalance(scope, { balanceMinor: account.venue.balanceMinor, adopt: true });
		// What the venue's word has ended by itself is told once, with the choice.
		const by = { breakSeq, choice, principalId: envelope.principalId };
		if (!out.resolvedBy(by)) out.resolved(account, by);
		out.account(account);
	}
	out.reply({ outcome: 'done' });
}
