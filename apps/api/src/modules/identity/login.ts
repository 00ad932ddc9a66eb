import { issueToken, newSessionId, permissionsOf, verifyPassword } from '@meridian/auth';
import { audit } from '../../audit.ts';
import type { ApiContext } from '../../context.ts';
import { type UserError, userError } from '../shared/user-errors.ts';
import { findLogin } from './find-login.ts';
import type { LoginSuccess, RateLimited } from './types.ts';

const failed = (): UserError<'LoginFailed'> =>
	userError('LoginFailed', {
		code: 'LOGIN_FAILED',
		message: 'E-mail or password is wrong, or the account is not active.',
		path: ['input'],
	});

/** Said only to who knows the password. */
const suspended = (tenant: string): UserError<'LoginFailed'> =>
	userError('LoginFailed', {
		code: 'TENANT_SUSPENDED',
		message: `${tenant} is suspended on Meridian, so nobody can log in. Ask your administrator, or Meridian's support.`,
		path: ['input'],
	});

/**
 * Same answer and same work for an unknown e-mail, a wrong password and an inactive user. Failures are logged and audited; the
 * e-mail is kept in the audit (an administrator must see who is attacked), never the password.
 */
export async function login(
	context: ApiContext,
	input: { readonly email: string; readonly password: string },
): Promise<LoginSuccess | UserError<'LoginFailed'> | RateLimited> {
	const { app, log, sourceIp } = context;
	const email = input.email.trim().toLowerCase().slice(0, 254);
	const waitSec = await app.loginLimiter.take({ email, ip: sourceIp });
	if (waitSec !== null) {
		log.warn({ email, sourceIp, waitSec }, 'login rate limited');
		return {
			...userError('RateLimited', { code: 'RATE_LIMITED', message: `Too many attempts. Try again in ${waitSec} s.`, path: ['input'] }),
			retryAfterSec: waitSec,
		};
	}
	const user = await findLogin(app.db, email);
	const right = await verifyPassword(input.password.slice(0, 1_000), user?.passwordHash);
	const membership = user?.membership;
	const isSuspended = membership?.suspended === true;
	if (!right || !user?.active || !membership || isSuspended) {
		log.warn({ email, sourceIp, isSuspended }, 'login failed');
		await audit(context, {
			action: 'LOGIN_FAILED',
			tenantId: membership?.tenantId ?? null,
			userId: user?.userId ?? null,
			detail: { email, sourceIp },
		});
		return right && user?.active && isSuspended ? suspended(membership.tenantName) : failed();
	}
	await app.loginLimiter.forgive(email);
	const sessionId = newSessionId();
	const { role, tenantId } = membership;
	const { token, expiresAtMs } = await issueToken(app.authSecret, { userId: user.userId, tenantId, sessionId, role });
	log.info({ userId: user.userId, tenantId }, 'login');
	await audit(context, { action: 'LOGIN', tenantId, userId: user.userId, detail: { sourceIp, sessionId } });
	return {
		__typename: 'LoginSuccess',
		token,
		expiresAt: new Date(expiresAtMs),
		viewer: {
			userId: user.userId,
			tenantId,
			tenantActive: true,
			sessionId,
			email: user.email,
			name: user.name,
			role,
			permissions: new Set(permissionsOf(role)),
			tokenExpiresAtMs: expiresAtMs,
		},
	};
}
