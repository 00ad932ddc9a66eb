import { type ApiContext, personOf } from '../../context.ts';
import { type UserError, userError } from './user-errors.ts';

/** So long after a log-in, or after proveAgain, sensitive acts go through without another proof. */
const freshMs = 15 * 60_000;

/** Null: go on. Otherwise the answer of a sensitive act: who took over an open session can't act as its person. */
export function proofTooOld(context: ApiContext): UserError<'ProofRequired'> | null {
	if (context.app.nowMs() - personOf(context).provedAtMs <= freshMs) return null;
	return userError('ProofRequired', {
		code: 'PROOF_REQUIRED',
		message: 'This needs a fresh proof of who you are: send proveAgain with your second factor, or your password where you have none.',
	});
}
