import { hashOpaque, newOpaque } from '@meridian/auth';
import { audit } from '../../audit.ts';
import type { ApiContext } from '../../context.ts';
import { type UserError, userError } from '../shared/user-errors.ts';
import { liveSessions } from './live-sessions.ts';
import { endSessions } from './revoke.ts';
import { tokensOf } from './session.ts';
import type { LoginSuccess, OperatorLoginSuccess } from './types.ts';

/** Two tabs may renew at once, and an answer may be lost and asked for again: so long the same token is not yet a theft. */
const leewayMs = 10_000;

const failed = (): UserError<'LoginFailed'> =>
	userError('LoginFailed', { code: 'SESSION_ENDED', message: 'Your session has ended. Log in again.', path: ['refreshToken'] });

/**
 * Renews an access token and gives the next refresh token. A person's session that nobody renewed for the idle time is over. A refresh token that comes again after the leeway was copied by somebody: whoever
 * holds the copies, the session ends for both.
 */
export async function refreshSession(
	context: ApiContext,
	refreshToken: string,
	/** The app that asks; a person's own session is no app's, and the other way round. */
	appId: string | null = null,
): Promise<LoginSuccess | OperatorLoginSuccess | UserError<'LoginFailed'>> {
	const { app, log } = context;
	const { platform } = app.db;
	const hash = hashOpaque(refreshToken.slice(0, 200));
	const now = new Date(app.nowMs());
	const owner = await platform.refreshToken.findUnique({ where: { hash }, select: { session: { select: { appId: true } } } });
	if (owner?.session.appId !== appId) return failed();
	const first = await platform.refreshToken.updateMany({ where: { hash, usedAt: null }, data: { usedAt: now } });
	const known = await platform.refreshToken.findUnique({ where: { hash }, include: { session: true } });
	if (known === null) return failed();
	const { session } = known;
	const sessionId = Number(session.id);
	if (first.count === 0 && now.getTime() - (known.usedAt?.getTime() ?? 0) > leewayMs) {
		if (session.revokedAt === null) {
			log.warn({ userId: session.userId, sessionId }, 'a refresh token was used a second time; its session is ended');
			await endSessions(app, { where: { id: session.id }, why: 'REFRESH_REUSED' });
			await audit(context, {
				...{ action: 'REFRESH_REUSED', tenantId: session.tenantId, userId: session.userId },
				detail: { sessionId, sourceIp: context.sourceIp },
			});
		}
		return failed();
	}
	// A program renews when it has work; a person who went away must not leave a door open for the rest of the day.
	if (appId === null && now.getTime() - session.lastUsedAt.getTime() > app.sessionIdleSec * 1_000) {
		await endSessions(app, { where: { id: session.id }, why: 'IDLE' });
		return failed();
	}
	const live = (await liveSessions(app.db, [sessionId])).get(sessionId);
	if (live === undefined || (live.of !== 'operator' && !live.of.tenantActive)) return failed();
	const next = newOpaque('mrt');
	await platform.refreshToken.create({ data: { hash: next.hash, sessionId: session.id } });
	await platform.session.update({ where: { id: session.id }, data: { lastUsedAt: now } });
	return tokensOf(context, {
		person: { userId: live.userId, email: live.email, name: live.name },
		belongs: live.of === 'operator' ? 'operator' : { tenantId: live.of.tenantId, role: live.of.role },
		...{ sessionId, refreshToken: next.secret, provedAtMs: live.provedAtMs, sessionExpiresAtMs: session.expiresAt.getTime() },
	});
}
