import type { PlatformPrisma } from '@meridian/db';
import { z } from 'zod';
import type { App } from '../../app.ts';

/** All processes of the API hear it: what they believe of sessions is old. It holds nothing of anybody. */
export const sessionsChannel = 'auth:sessions';
export const sessionsMessage = z.object({ changed: z.literal(true) });

/** Ends sessions now: their tokens are refused and their sockets closed by every process, as soon as it hears of it or looks again (2 s). */
export async function endSessions(
	app: Pick<App, 'db' | 'redis' | 'log'>,
	input: { readonly where: PlatformPrisma.SessionWhereInput; readonly why: string },
): Promise<number> {
	const { count } = await app.db.platform.session.updateMany({
		where: { ...input.where, revokedAt: null },
		data: { revokedAt: new Date(), revokedWhy: input.why },
	});
	if (count > 0) await tellSessionsChanged(app);
	return count;
}

export async function tellSessionsChanged(app: Pick<App, 'redis' | 'log'>): Promise<void> {
	try {
		await app.redis.publish(sessionsChannel, JSON.stringify({ changed: true }));
	} catch (error) {
		// The database says it already; every process looks there anyway.
		app.log.warn({ err: error }, 'the end of a session could not be told at once');
	}
}
