import { randomUUID } from 'node:crypto';
import { newOpaque, type Role, roles } from '@meridian/auth';
import type { DirectoryGroup, ScimToken } from '@meridian/db';
import { z } from 'zod';
import { audit } from '../../audit.ts';
import { type ApiContext, viewerOf } from '../../context.ts';
import { registerApproval } from '../approvals/registry.ts';
import { askApproval, needsApproval } from '../approvals/service.ts';
import type { ApprovalRequested } from '../approvals/types.ts';
import { userError } from '../shared/user-errors.ts';
import { mappedRoles } from '../sso/config.ts';
import { mayManageIdentity, requireIdentity } from '../sso/settings.ts';
import { followGroups } from './directory.ts';

const tokensMax = 5;
const dayMs = 24 * 3_600_000;
const invalid = (field: string, message: string) => userError('InvalidInput', { code: 'INVALID_INPUT', message, path: [field] });

/** The newest first, revoked ones too. @throws FORBIDDEN */
export const listTokens = (context: ApiContext): Promise<ScimToken[]> =>
	context.app.db.platform.scimToken.findMany({
		where: { tenantId: requireIdentity(context) },
		orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
		take: 100,
	});
/** @throws FORBIDDEN */
export const listDirectoryGroups = (context: ApiContext): Promise<DirectoryGroup[]> =>
	context.app.db.platform.directoryGroup.findMany({
		where: { tenantId: requireIdentity(context), removedAt: null },
		orderBy: [{ displayName: 'asc' }, { id: 'asc' }],
		take: 1_000,
	});

/** Makes a token for the tenant's directory and tells it, this once. */
export async function createScimToken(context: ApiContext, input: { readonly name: string; readonly days: number }) {
	const { tenantId, userId } = viewerOf(context);
	const no = mayManageIdentity(context);
	if (no !== null) return no;
	const name = input.name.trim();
	if (name === '' || name.length > 80) return invalid('name', 'A name has 1 to 80 characters.');
	if (input.days < 1 || input.days > 365) return invalid('days', 'days is 1 to 365.');
	const { platform } = context.app.db;
	const now = context.app.nowMs();
	if ((await platform.scimToken.count({ where: { tenantId, revokedAt: null, expiresAt: { gt: new Date(now) } } })) >= tokensMax)
		return invalid('name', `At most ${tokensMax} tokens: revoke one first.`);
	const { secret, hash } = newOpaque('mst');
	const id = randomUUID();
	const token = await platform.scimToken.create({
		data: { id, tenantId, name, tokenHash: hash, createdBy: userId, expiresAt: new Date(now + input.days * dayMs) },
	});
	await audit(context, { action: 'SCIM_TOKEN_CREATED', tenantId, userId, detail: { tokenId: id, name, days: input.days } });
	return { __typename: 'ScimTokenCreated', token, secret, url: `${context.app.publicUrl}/scim/v2` } as const;
}

export async function revokeScimToken(context: ApiContext, tokenId: string) {
	const { tenantId, userId } = viewerOf(context);
	const no = mayManageIdentity(context);
	if (no !== null) return no;
	const { platform } = context.app.db;
	const { count } = await platform.scimToken.updateMany({
		where: { id: tokenId, tenantId, revokedAt: null },
		data: { revokedAt: new Date(context.app.nowMs()) },
	});
	const token = await platform.scimToken.findFirst({ where: { id: tokenId, tenantId } });
	if (token === null) return userError('NotFound', { code: 'TOKEN_NOT_FOUND', message: 'There is no such token.', path: ['tokenId'] });
	if (count > 0) await audit(context, { action: 'SCIM_TOKEN_REVOKED', tenantId, userId, detail: { tokenId } });
	return { __typename: 'ScimTokenRevoked', token } as const;
}

const groupRole = registerApproval({
	kind: 'GROUP_ROLE_CHANGE',
	shape: z.object({ groupId: z.string(), role: z.enum(roles).nullable() }),
	mayDecide: 'IDENTITY_MANAGE',
	apply: async (context, change) => {
		const done = await setRole(context, change);
		return done.__typename === 'DirectoryGroupChanged' ? null : done.message;
	},
});

/** What members of a directory's group are here. Where the tenant wants a second person for that, it is asked for and not done. */
export async function setGroupRole(context: ApiContext, input: { readonly groupId: string; readonly role?: Role | null | undefined }) {
	const no = mayManageIdentity(context);
	if (no !== null) return no;
	const change = { groupId: input.groupId, role: input.role ?? null };
	if (!(await needsApproval(context, groupRole.kind))) return setRole(context, change);
	const group = await find(context, change.groupId);
	if (group === null) return notFound();
	const subject = `${group.displayName}: ${change.role ?? 'no role'}`;
	return {
		__typename: 'ApprovalRequested',
		approval: await askApproval(context, { kind: groupRole.kind, subject, change }),
	} satisfies ApprovalRequested;
}

const find = (context: ApiContext, id: string) =>
	context.app.db.platform.directoryGroup.findFirst({ where: { id, tenantId: viewerOf(context).tenantId, removedAt: null } });
const notFound = () => userError('NotFound', { code: 'GROUP_NOT_FOUND', message: 'There is no such group.', path: ['groupId'] });

async function setRole(context: ApiContext, { groupId, role }: { readonly groupId: string; readonly role: Role | null }) {
	const { tenantId, userId } = viewerOf(context);
	if (role !== null && !mappedRoles.includes(role)) return invalid('role', 'A directory makes no administrators and no programs.');
	const group = await find(context, groupId);
	if (group === null) return notFound();
	const { platform } = context.app.db;
	await platform.directoryGroup.update({ where: { id: groupId }, data: { role } });
	const members = await platform.directoryGroupMember.findMany({ where: { groupId, removedAt: null } });
	await audit(context, { action: 'GROUP_ROLE_SET', tenantId, userId, detail: { groupId, name: group.displayName, role: role ?? '' } });
	await followGroups(context, { tenantId, userIds: members.map((member) => member.userId), by: `group ${groupId}` });
	return { __typename: 'DirectoryGroupChanged', group: { ...group, role } } as const;
}
