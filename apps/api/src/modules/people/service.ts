import { isRole, type Role } from '@meridian/auth';
import type { Invitation } from '@meridian/db';
import { type ApiContext, may, viewerOf } from '../../context.ts';
import { apiError } from '../../graphql/errors.ts';
import { decodeId } from '../../graphql/ids.ts';
import type { PersonModel } from './types.ts';

export function requirePeople(context: ApiContext): number {
	const { tenantId } = viewerOf(context);
	if (!may(context, 'PEOPLE_MANAGE')) throw apiError('FORBIDDEN', 'Only an administrator may see and manage people.');
	return tenantId;
}

const shown = {
	user: {
		select: {
			email: true,
			name: true,
			active: true,
			factors: { where: { confirmedAt: { not: null }, removedAt: null }, select: { id: true } },
		},
	},
} as const;

/** Everybody who is or was of the tenant. @throws FORBIDDEN */
export async function listPeople(context: ApiContext): Promise<PersonModel[]> {
	const tenantId = requirePeople(context);
	const { platform } = context.app.db;
	const [members, sessions] = await Promise.all([
		platform.membership.findMany({ where: { tenantId, user: { apiClient: null } }, include: shown, orderBy: { userId: 'asc' } }),
		platform.session.groupBy({
			by: ['userId'],
			where: { tenantId, revokedAt: null, expiresAt: { gt: new Date(context.app.nowMs()) } },
			_count: { _all: true },
			_max: { lastUsedAt: true },
		}),
	]);
	const open = new Map(sessions.map((row) => [row.userId, { sessions: row._count._all, lastUsedAt: row._max.lastUsedAt }]));
	return members.map((row) => personFrom(row, open.get(row.userId)));
}

type MemberRow = {
	userId: number;
	role: Role;
	active: boolean;
	user: { email: string; name: string; active: boolean; factors: readonly unknown[] };
};
const personFrom = (
	row: MemberRow,
	open: { sessions: number; lastUsedAt: Date | null } = { sessions: 0, lastUsedAt: null },
): PersonModel => ({
	userId: row.userId,
	email: row.user.email,
	name: row.user.name,
	role: row.role,
	active: row.active && row.user.active,
	secondFactor: row.user.factors.length > 0,
	sessionsOpen: open.sessions,
	lastUsedAt: open.lastUsedAt,
});

/** One member by the id of a person, or null; a person of another tenant is as if there were none. */
export async function findPerson(context: ApiContext, personId: string): Promise<PersonModel | null> {
	const { tenantId } = viewerOf(context);
	const { typename, id } = decodeId(personId);
	const userId = typename === 'Person' && /^\d{1,9}$/.test(id) ? Number(id) : 0;
	const row = await context.app.db.platform.membership.findFirst({
		where: { tenantId, userId, user: { apiClient: null } },
		include: shown,
	});
	return row !== null && isRole(row.role) ? personFrom(row) : null;
}

/** Of the tenant, the newest first, used and revoked ones too. @throws FORBIDDEN */
export async function listInvitations(context: ApiContext): Promise<Invitation[]> {
	const tenantId = requirePeople(context);
	return context.app.db.platform.invitation.findMany({ where: { tenantId }, orderBy: [{ createdAt: 'desc' }, { id: 'asc' }], take: 200 });
}
