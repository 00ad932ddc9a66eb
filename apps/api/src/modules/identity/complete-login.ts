import { hashOpaque } from '@meridian/auth';
import type { ApiContext } from '../../context.ts';
import { checkProof, type Proof } from '../factors/proof.ts';
import type { UserError } from '../shared/user-errors.ts';
import { findLogin } from './find-login.ts';
import { auditFailure, belongsOf, loginFailed, succeed, tooMany } from './login.ts';
import { closeTicket, spendAttempt } from './tickets.ts';
import type { LoginSuccess, OperatorLoginSuccess, RateLimited } from './types.ts';

const stale = () => loginFailed('This step has expired or was tried too often. Log in again from the beginning.');

/** The second step: the code of an app, a recovery code, or a passkey. */
export async function completeLogin(
	context: ApiContext,
	input: Proof & { readonly ticket: string },
): Promise<LoginSuccess | OperatorLoginSuccess | UserError<'LoginFailed'> | RateLimited> {
	const { app } = context;
	const hash = hashOpaque(input.ticket.slice(0, 200));
	const ticket = await spendAttempt(app, hash);
	if (ticket === null) return stale();
	const limited = await tooMany(context, ticket.email);
	if (limited !== null) return limited;
	// Read again: between the steps the person may have been removed.
	const user = await findLogin(app.db, ticket.email);
	const belongs = user === null ? null : belongsOf(user);
	if (!user?.active || belongs === null || user.membership?.suspended === true) return stale();
	const method = await checkProof(context, { userId: user.userId, proof: input, challenge: ticket.challenge });
	if (method === null) {
		const tenantId = user.membership?.tenantId ?? null;
		await auditFailure(context, { email: user.email, tenantId, userId: user.userId, step: 'second factor' });
		return loginFailed('That code is wrong, or was used already.');
	}
	if (!(await closeTicket(app, hash))) return stale();
	return succeed(context, { user, belongs, methods: ['password', method] });
}
