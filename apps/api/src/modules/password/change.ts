import { passwordProblem, verifyPassword } from '@meridian/auth';
import { audit } from '../../audit.ts';
import { type ApiContext, personOf } from '../../context.ts';
import { whose } from '../factors/service.ts';
import { findLogin } from '../identity/find-login.ts';
import { tooMany } from '../identity/login.ts';
import { proofTooOld } from '../shared/fresh-proof.ts';
import { userError } from '../shared/user-errors.ts';
import { notify, setPassword } from './set.ts';

const invalid = (field: string, message: string) => userError('InvalidInput', { code: 'INVALID_INPUT', message, path: ['input', field] });

/** Changes one's own password by the one that is in force. All other sessions of the person end. */
export async function changePassword(context: ApiContext, input: { readonly current: string; readonly next: string }) {
	const { userId, email, name, sessionId } = personOf(context);
	const old = proofTooOld(context);
	if (old !== null) return old;
	const limited = await tooMany(context, email);
	if (limited !== null) return limited;
	const account = await findLogin(context.app.db, email);
	if (!(await verifyPassword(input.current.slice(0, 1_000), account?.passwordHash)))
		return invalid('current', 'That is not your password.');
	const problem = passwordProblem(input.next, [email, name, account?.membership?.tenantName ?? '']);
	if (problem !== null) return invalid('next', problem);
	if (input.next.normalize('NFKC') === input.current.normalize('NFKC')) return invalid('next', 'That is the password you have already.');
	await setPassword(context, { userId, password: input.next, keep: sessionId });
	await context.app.loginLimiter.forgive(email);
	await audit(context, { action: 'PASSWORD_CHANGED', ...whose(context), detail: { sourceIp: context.sourceIp } });
	const text = `The password of your account at Meridian was changed. Your other sessions have ended. If it was not you, ask your administrator at once.\n`;
	await notify(context, { to: email, subject: 'Your password was changed', text });
	return { __typename: 'PasswordChanged', email } as const;
}
