import type { Session } from '@meridian/db';
import { audit } from '../../audit.ts';
import { type ApiContext, personOf } from '../../context.ts';
import { whose } from '../factors/service.ts';
import { endSessions } from '../identity/revoke.ts';
import { userError } from '../shared/user-errors.ts';

const inForce = (context: ApiContext) => ({
	userId: personOf(context).userId,
	revokedAt: null,
	expiresAt: { gt: new Date(context.app.nowMs()) },
});

/** The person's own sessions in force, the last used first. */
export const listSessions = (context: ApiContext): Promise<Session[]> =>
	context.app.db.platform.session.findMany({ where: inForce(context), orderBy: [{ lastUsedAt: 'desc' }, { id: 'asc' }], take: 100 });

const idOf = (text: string): bigint => (/^\d{1,16}$/.test(text) ? BigInt(text) : 0n);

/** Ends one of the person's own sessions; the one that asks is a log-out. */
export async function revokeSession(context: ApiContext, sessionId: string) {
	const id = idOf(sessionId);
	const count = await endSessions(context.app, { where: { ...inForce(context), id }, why: 'REVOKED' });
	if (count === 0) return userError('NotFound', { code: 'SESSION_NOT_FOUND', message: 'There is no such session.', path: ['sessionId'] });
	await audit(context, { action: 'SESSION_REVOKED', ...whose(context), detail: { sessionId } });
	return { __typename: 'SessionsEnded', ended: count } as const;
}

/** Ends all of the person's sessions but the one that asks. */
export async function revokeOtherSessions(context: ApiContext) {
	const own = BigInt(personOf(context).sessionId);
	const ended = await endSessions(context.app, { where: { ...inForce(context), id: { not: own } }, why: 'REVOKED' });
	await audit(context, { action: 'SESSION_REVOKED', ...whose(context), detail: { sessionId: 'others', ended } });
	return { __typename: 'SessionsEnded', ended } as const;
}
