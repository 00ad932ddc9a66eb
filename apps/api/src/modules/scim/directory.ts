import { isRole, type Role, roles } from '@meridian/auth';
import { audit } from '../../audit.ts';
import type { ApiContext } from '../../context.ts';
import { changeMembership } from '../people/membership.ts';

/** Who provisions: a token of one tenant. */
export type Directory = { readonly context: ApiContext; readonly tenantId: number; readonly tokenId: string; readonly base: string };

/** What somebody is of whom no group says more. */
export const plainRole: Role = 'READ_ONLY';

/**
 * Makes people what their groups say: of several roles the first in the order of `roles`. Administrators and programs are not a directory's to make,
 * and those whom no directory has ever named keep what an administrator gave them.
 */
export async function followGroups(
	context: ApiContext,
	input: { readonly tenantId: number; readonly userIds: readonly number[]; readonly by: string },
): Promise<void> {
	const { tenantId, by } = input;
	const { platform } = context.app.db;
	const people = await platform.membership.findMany({
		where: {
			tenantId,
			userId: { in: [...input.userIds] },
			role: { notIn: ['TENANT_ADMIN', 'SERVICE'] },
			user: { directoryUsers: { some: { tenantId } } },
		},
		include: {
			user: {
				select: {
					email: true,
					directoryGroups: {
						where: { removedAt: null, group: { tenantId, removedAt: null } },
						select: { group: { select: { role: true } } },
					},
				},
			},
		},
	});
	for (const { userId, role: before, user } of people) {
		const given = new Set(user.directoryGroups.map(({ group }) => group.role).filter(isRole));
		const role = roles.find((candidate) => given.has(candidate)) ?? plainRole;
		if (role === before) continue;
		await changeMembership(context, { tenantId, userId, data: { role }, ends: false, action: 'ROLE_CHANGED' });
		await audit(context, { action: 'ROLE_CHANGED', tenantId, userId: null, detail: { personId: userId, email: user.email, role, by } });
	}
}
