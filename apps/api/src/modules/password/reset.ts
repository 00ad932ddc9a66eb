import { hashOpaque, newOpaque, passwordProblem } from '@meridian/auth';
import { z } from 'zod';
import { audit } from '../../audit.ts';
import type { ApiContext } from '../../context.ts';
import { findLogin } from '../identity/find-login.ts';
import { belongsOf, loginFailed, tooMany } from '../identity/login.ts';
import { userError } from '../shared/user-errors.ts';
import { notify, setPassword } from './set.ts';

const lifeMs = 30 * 60_000;
const rowShape = z.object({ user_id: z.int(), tenant_id: z.int().nullable() });

/**
 * Sends a link to an address, where it is somebody's who logs in by password. The answer, the statements and the work before it are the same where it
 * is nobody's: the message goes out after the answer, and a table of open links says nothing to who asks.
 */
export async function requestReset(context: ApiContext, given: string) {
	const email = given.trim().toLowerCase().slice(0, 254);
	const limited = await tooMany(context, `reset ${email}`);
	if (limited !== null) return limited;
	const { app } = context;
	const { secret, hash } = newOpaque('mrp');
	const expiresAt = new Date(app.nowMs() + lifeMs);
	// Programs have no password, and nobody resets into a tenant that is gone.
	const rows = await app.db.platform.$queryRaw<unknown[]>`
		INSERT INTO "platform"."password_resets" ("token_hash", "user_id", "expires_at")
		SELECT ${hash}::text, u."id", ${expiresAt}::timestamptz FROM "platform"."users" u
		LEFT JOIN "platform"."memberships" m ON m."user_id" = u."id" AND m."active"
		LEFT JOIN "platform"."tenants" t ON t."id" = m."tenant_id" AND t."status" = 'ACTIVE'
		WHERE u."email" = ${email} AND u."active" AND (t."id" IS NOT NULL OR u."operator")
			AND NOT EXISTS (SELECT 1 FROM "platform"."api_clients" c WHERE c."user_id" = u."id")
		LIMIT 1
		RETURNING "user_id", (SELECT m."tenant_id" FROM "platform"."memberships" m WHERE m."user_id" = "password_resets"."user_id" AND m."active" LIMIT 1)`;
	const found = rowShape.optional().parse(rows[0]);
	const detail = { email, sourceIp: context.sourceIp, sent: found !== undefined };
	await audit(context, { action: 'PASSWORD_RESET_REQUESTED', tenantId: found?.tenant_id ?? null, userId: found?.user_id ?? null, detail });
	if (found !== undefined) {
		// Behind the #: browsers send it to no server and to no other page.
		const link = `${app.webOrigins[0] ?? ''}/reset#${secret}`;
		const text = `Somebody asked for a new password for ${email} at Meridian. Choose one here within half an hour:\n\n${link}\n\nIf it was not you, do nothing.\n`;
		setImmediate(() => void notify(context, { to: email, subject: 'Choose a new password', text }));
	}
	return { __typename: 'PasswordResetRequested', validMinutes: lifeMs / 60_000 } as const;
}

const refused = () => loginFailed('This link is not valid any more. Ask for a new one.');

/** Takes a new password for the link's secret, which works once. It opens no session: whoever has a second factor needs it at the log-in. */
export async function resetPassword(context: ApiContext, input: { readonly token: string; readonly password: string }) {
	const { app } = context;
	const resetHash = hashOpaque(input.token.slice(0, 200));
	const limited = await tooMany(context, `reset link ${resetHash.slice(0, 16)}`);
	if (limited !== null) return limited;
	const open = { tokenHash: resetHash, usedAt: null, expiresAt: { gt: new Date(app.nowMs()) } };
	const reset = await app.db.platform.passwordReset.findFirst({ where: open, include: { user: { select: { email: true } } } });
	const account = reset === null ? null : await findLogin(app.db, reset.user.email);
	if (reset === null || !account?.active || belongsOf(account) === null || account.membership?.suspended === true) return refused();
	const { userId, email, name, membership } = account;
	const problem = passwordProblem(input.password, [email, name, membership?.tenantName ?? '']);
	if (problem !== null) return userError('InvalidInput', { code: 'INVALID_INPUT', message: problem, path: ['input', 'password'] });
	if (!(await setPassword(context, { userId, password: input.password, keep: null, resetHash }))) return refused();
	await app.loginLimiter.forgive(email);
	await audit(context, {
		...{ action: 'PASSWORD_RESET', tenantId: membership?.tenantId ?? null, userId },
		detail: { sourceIp: context.sourceIp },
	});
	const text =
		'The password of your account at Meridian was set anew, and all your sessions have ended. If it was not you, ask your administrator at once.\n';
	await notify(context, { to: email, subject: 'Your password was set anew', text });
	return { __typename: 'PasswordChanged', email } as const;
}
