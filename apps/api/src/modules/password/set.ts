import { hashPassword } from '@meridian/auth';
import type { ApiContext } from '../../context.ts';
import { tellSessionsChanged } from '../identity/revoke.ts';

/**
 * Another password for a person, and the end of what the old one opened: open links to reset it, and sessions.
 * @param input.keep the session that asks; all others end. @returns false where the reset link was used meanwhile
 */
export async function setPassword(
	context: ApiContext,
	input: { readonly userId: number; readonly password: string; readonly keep: number | null; readonly resetHash?: string },
): Promise<boolean> {
	const { userId, keep, resetHash } = input;
	const { app } = context;
	const passwordHash = await hashPassword(input.password);
	const now = new Date(app.nowMs());
	const done = await app.db.platform.$transaction(async (tx) => {
		if (resetHash !== undefined) {
			const open = { tokenHash: resetHash, usedAt: null, expiresAt: { gt: now } };
			const { count } = await tx.passwordReset.updateMany({ where: open, data: { usedAt: now } });
			if (count === 0) return false;
		}
		await tx.user.update({ where: { id: userId }, data: { passwordHash } });
		await tx.passwordReset.updateMany({ where: { userId, usedAt: null }, data: { usedAt: now } });
		const others = keep === null ? {} : { id: { not: BigInt(keep) } };
		await tx.session.updateMany({ where: { userId, revokedAt: null, ...others }, data: { revokedAt: now, revokedWhy: 'PASSWORD' } });
		return true;
	});
	if (done) await tellSessionsChanged(app);
	return done;
}

/** Tells a person what was done with their account. A message that can't go out undoes nothing. */
export async function notify(
	context: ApiContext,
	mail: { readonly to: string; readonly subject: string; readonly text: string },
): Promise<void> {
	try {
		await context.app.outbox.deliver(mail);
	} catch (error) {
		context.log.error({ err: error, subject: mail.subject }, 'a message to a person could not be sent');
	}
}
