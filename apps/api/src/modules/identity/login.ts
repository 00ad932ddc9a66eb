import { verifyPassword } from '@meridian/auth';
import { audit } from '../../audit.ts';
import type { ApiContext } from '../../context.ts';
import { passkeyChallenge } from '../factors/passkeys.ts';
import { type UserError, userError } from '../shared/user-errors.ts';
import { findLogin, type LoginAccount } from './find-login.ts';
import { type Belongs, type Method, openSession } from './session.ts';
import { openTicket } from './tickets.ts';
import type { FactorMethod, LoginSuccess, OperatorLoginSuccess, RateLimited, SecondFactorRequired } from './types.ts';

export const loginFailed = (message = 'E-mail or password is wrong, or the account is not active.'): UserError<'LoginFailed'> =>
	userError('LoginFailed', { code: 'LOGIN_FAILED', message, path: ['input'] });

/** Said only to who knows the password. */
const suspended = (tenant: string): UserError<'LoginFailed'> =>
	userError('LoginFailed', {
		code: 'TENANT_SUSPENDED',
		message: `${tenant} is suspended on Meridian, so nobody can log in. Ask your administrator, or Meridian's support.`,
		path: ['input'],
	});

/** Where a tenant wants everybody to come by its identity provider. Administrators with a second factor may come by password: it may be out. */
export const mustUseSso = ({ membership, factors }: LoginAccount): boolean =>
	membership?.ssoEnforced === true && !(membership.role === 'TENANT_ADMIN' && factors.length > 0);
/** Said only to who knows the password. */
export const useSso = (): UserError<'LoginFailed'> =>
	userError('LoginFailed', {
		code: 'SSO_REQUIRED',
		message: 'Your institution wants you to sign in by its own sign-on: continue with your e-mail address alone.',
		path: ['input'],
	});

/** Null: go on. Every attempt counts, by address and by whom it names. */
export async function tooMany(context: ApiContext, email: string): Promise<RateLimited | null> {
	const waitSec = await context.app.loginLimiter.take({ email, ip: context.sourceIp });
	if (waitSec === null) return null;
	context.log.warn({ email, sourceIp: context.sourceIp, waitSec }, 'login rate limited');
	return {
		...userError('RateLimited', { code: 'RATE_LIMITED', message: `Too many attempts. Try again in ${waitSec} s.`, path: ['input'] }),
		retryAfterSec: waitSec,
	};
}

export const auditFailure = (context: ApiContext, who: { email: string; tenantId: number | null; userId: number | null; step: string }) =>
	audit(context, {
		...{ action: 'LOGIN_FAILED', tenantId: who.tenantId, userId: who.userId },
		detail: { email: who.email, sourceIp: context.sourceIp, step: who.step },
	});

/** Where a log-in leads: to the tenant, or to the platform's own console. Null: nowhere. */
export const belongsOf = (user: LoginAccount): Belongs | null =>
	user.membership !== null ? { tenantId: user.membership.tenantId, role: user.membership.role } : user.operator ? 'operator' : null;

/**
 * Same answer and same work for an unknown e-mail, a wrong password and an inactive user. Failures are logged and audited; the
 * e-mail is kept in the audit (an administrator must see who is attacked), never the password. Who has a second factor is asked for it.
 */
export async function login(
	context: ApiContext,
	input: { readonly email: string; readonly password: string },
): Promise<LoginSuccess | OperatorLoginSuccess | SecondFactorRequired | UserError<'LoginFailed'> | RateLimited> {
	const { app, log, sourceIp } = context;
	const email = input.email.trim().toLowerCase().slice(0, 254);
	const limited = await tooMany(context, email);
	if (limited !== null) return limited;
	const user = await findLogin(app.db, email);
	const right = await verifyPassword(input.password.slice(0, 1_000), user?.passwordHash);
	const belongs = user === null ? null : belongsOf(user);
	const isSuspended = user?.membership?.suspended === true;
	if (!right || !user?.active || belongs === null || isSuspended) {
		log.warn({ email, sourceIp, isSuspended }, 'login failed');
		await auditFailure(context, { email, tenantId: user?.membership?.tenantId ?? null, userId: user?.userId ?? null, step: 'password' });
		return right && user?.active && isSuspended ? suspended(user.membership?.tenantName ?? '') : loginFailed();
	}
	if (mustUseSso(user)) {
		await auditFailure(context, {
			email,
			tenantId: user.membership?.tenantId ?? null,
			userId: user.userId,
			step: 'password, where SSO is enforced',
		});
		return useSso();
	}
	if (user.factors.length > 0) return askSecondFactor(context, user);
	return succeed(context, { user, belongs, methods: ['password'] });
}

async function askSecondFactor(context: ApiContext, user: LoginAccount): Promise<SecondFactorRequired> {
	const passkey = user.factors.includes('PASSKEY') ? await passkeyChallenge(context, user.userId) : null;
	const methods: FactorMethod[] = [];
	if (user.factors.includes('TOTP')) methods.push('TOTP');
	if (passkey !== null) methods.push('PASSKEY');
	methods.push('RECOVERY_CODE');
	const ticket = await openTicket(context.app, { email: user.email, challenge: passkey?.challenge ?? null });
	return { __typename: 'SecondFactorRequired', ticket, methods, passkeyOptions: passkey?.options ?? null };
}

export async function succeed(
	context: ApiContext,
	input: { readonly user: LoginAccount; readonly belongs: Belongs; readonly methods: readonly Method[] },
): Promise<LoginSuccess | OperatorLoginSuccess> {
	const { user, belongs, methods } = input;
	await context.app.loginLimiter.forgive(user.email);
	const session = await openSession(context, { person: user, belongs, methods });
	const tenantId = belongs === 'operator' ? null : belongs.tenantId;
	context.log.info({ userId: user.userId, tenantId, methods }, 'login');
	const { sessionId } = session.__typename === 'LoginSuccess' ? session.viewer : session.operator;
	await audit(context, {
		...{ action: 'LOGIN', tenantId, userId: user.userId },
		detail: { sourceIp: context.sourceIp, sessionId, methods: methods.join('+') },
	});
	return session;
}
