import { randomUUID } from 'node:crypto';
import { hashOpaque, hashPassword, newOpaque, passwordProblem, type Role } from '@meridian/auth';
import { settingsOf } from '@meridian/db';
import { z } from 'zod';
import { audit } from '../../audit.ts';
import { type ApiContext, may, viewerOf } from '../../context.ts';
import { userQuota } from '../../quotas/guard.ts';
import { findLogin } from '../identity/find-login.ts';
import { belongsOf, loginFailed, succeed, tooMany, useSso } from '../identity/login.ts';
import { proofTooOld } from '../shared/fresh-proof.ts';
import { forbidden, userError } from '../shared/user-errors.ts';
import type { InvitePersonSuccess } from './types.ts';

const lifeMs = 7 * 24 * 3_600_000;
const openMax = 100;
const emailShape = z.email().max(254);
const invalid = (field: string, message: string) => userError('InvalidInput', { code: 'INVALID_INPUT', message, path: ['input', field] });

/** Makes a link that lets one person sign up with a role. There is no mail from here: whoever invites hands the link over. */
export async function invitePerson(context: ApiContext, input: { readonly email: string; readonly role: Role }) {
	const { tenantId, userId } = viewerOf(context);
	if (!may(context, 'PEOPLE_MANAGE')) return forbidden('Only an administrator may invite people.');
	const old = proofTooOld(context);
	if (old !== null) return old;
	const email = emailShape.safeParse(input.email.trim().toLowerCase()).data;
	if (email === undefined) return invalid('email', 'That is not an e-mail address.');
	const { platform } = context.app.db;
	const now = new Date(context.app.nowMs());
	const member = await platform.membership.count({ where: { tenantId, user: { email } } });
	if (member > 0) return invalid('email', 'This person is of your organisation already: change their role, or restore them.');
	if ((await platform.invitation.count({ where: { tenantId, acceptedAt: null, revokedAt: null, expiresAt: { gt: now } } })) >= openMax)
		return invalid('email', `At most ${openMax} invitations may be open: revoke some first.`);
	const full = await userQuota(context);
	if (full !== null) return full;
	const { secret, hash } = newOpaque('min');
	const expiresAt = new Date(now.getTime() + lifeMs);
	const row = { id: randomUUID(), tenantId, email, role: input.role, tokenHash: hash, invitedBy: userId, expiresAt };
	const invitation = await platform.invitation.create({ data: row });
	await audit(context, { action: 'PERSON_INVITED', tenantId, userId, detail: { email, role: input.role, invitationId: invitation.id } });
	// Behind the #: browsers send it to no server and to no other page.
	const link = `${context.app.webOrigins[0] ?? ''}/join#${secret}`;
	return { __typename: 'InvitePersonSuccess', invitation, link } satisfies InvitePersonSuccess;
}

export async function revokeInvitation(context: ApiContext, invitationId: string) {
	const { tenantId, userId } = viewerOf(context);
	if (!may(context, 'PEOPLE_MANAGE')) return forbidden('Only an administrator may revoke invitations.');
	const { platform } = context.app.db;
	const { count } = await platform.invitation.updateMany({
		where: { id: invitationId, tenantId, acceptedAt: null, revokedAt: null },
		data: { revokedAt: new Date(context.app.nowMs()) },
	});
	const invitation = await platform.invitation.findFirst({ where: { id: invitationId, tenantId } });
	if (invitation === null || (count === 0 && invitation.acceptedAt !== null))
		return userError('NotFound', { code: 'INVITATION_NOT_FOUND', message: 'There is no such open invitation.', path: ['invitationId'] });
	if (count > 0) await audit(context, { action: 'INVITATION_REVOKED', tenantId, userId, detail: { invitationId } });
	return { __typename: 'RevokeInvitationSuccess', invitation } as const;
}

const refused = () => loginFailed('This invitation is not valid any more. Ask whoever invited you for a new one.');

/**
 * Signs a person up by the link's secret. An address that has an account already is refused: it belongs to whoever made it, and one account is
 * of one tenant so far.
 */
export async function acceptInvitation(
	context: ApiContext,
	input: { readonly token: string; readonly name: string; readonly password: string },
) {
	const { app } = context;
	const { platform } = app.db;
	const limited = await tooMany(context, `invitation ${hashOpaque(input.token.slice(0, 200)).slice(0, 16)}`);
	if (limited !== null) return limited;
	const now = new Date(app.nowMs());
	const open = { acceptedAt: null, revokedAt: null, expiresAt: { gt: now } };
	const where = { tokenHash: hashOpaque(input.token.slice(0, 200)), ...open };
	const invitation = await platform.invitation.findFirst({
		where,
		include: { tenant: { select: { status: true, name: true, settings: true } } },
	});
	if (invitation === null || invitation.tenant.status !== 'ACTIVE') return refused();
	if (settingsOf(invitation.tenant.settings).ssoEnforced) return useSso();
	const name = input.name.trim();
	if (name === '' || name.length > 80) return invalid('name', 'A name has 1 to 80 characters.');
	const problem = passwordProblem(input.password, [invitation.email, name, invitation.tenant.name]);
	if (problem !== null) return invalid('password', problem);
	if ((await findLogin(app.db, invitation.email)) !== null) return refused();
	const passwordHash = await hashPassword(input.password);
	const taken = await platform.$transaction(async (tx) => {
		const { count } = await tx.invitation.updateMany({ where: { id: invitation.id, ...open }, data: { acceptedAt: now } });
		if (count === 0) return false;
		await tx.user.create({
			data: {
				email: invitation.email,
				name,
				passwordHash,
				memberships: { create: { tenantId: invitation.tenantId, role: invitation.role } },
			},
		});
		await tx.tenant.update({ where: { id: invitation.tenantId }, data: { configVersion: { increment: 1 } } });
		return true;
	});
	const user = taken ? await findLogin(app.db, invitation.email) : null;
	const belongs = user === null ? null : belongsOf(user);
	if (user === null || belongs === null) return refused();
	await audit(context, {
		...{ action: 'INVITATION_ACCEPTED', tenantId: invitation.tenantId, userId: user.userId },
		detail: { invitationId: invitation.id, role: invitation.role },
	});
	return succeed(context, { user, belongs, methods: ['invitation'] });
}
