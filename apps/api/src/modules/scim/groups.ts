import { randomUUID } from 'node:crypto';
import type { PlatformPrisma } from '@meridian/db';
import { audit } from '../../audit.ts';
import { type Directory, followGroups } from './directory.ts';
import { notFound, ScimError } from './errors.ts';
import { type GroupInput, type GroupResource, groupInput, groupSchema, withMeta } from './resource.ts';

const groupsMax = 1_000;
const shown = {
	members: { where: { removedAt: null }, include: { user: { select: { name: true } } }, orderBy: { userId: 'asc' } },
} as const satisfies PlatformPrisma.DirectoryGroupInclude;
type Row = PlatformPrisma.DirectoryGroupGetPayload<{ include: typeof shown }>;

export type ShownGroup = ReturnType<typeof resourceOf>;
function resourceOf(directory: Directory, row: Row) {
	const resource: GroupResource = {
		...{ schemas: [groupSchema], id: row.id },
		...(row.externalId === null ? {} : { externalId: row.externalId }),
		displayName: row.displayName,
		members: row.members.map(({ userId, user }) => ({ value: String(userId), display: user.name })),
	};
	return withMeta(resource, { type: 'Group', base: directory.base, created: row.createdAt, updated: row.updatedAt });
}

export async function listGroups(directory: Directory): Promise<ShownGroup[]> {
	const { context, tenantId } = directory;
	const rows = await context.app.db.platform.directoryGroup.findMany({
		...{ where: { tenantId, removedAt: null }, include: shown, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }], take: groupsMax },
	});
	return rows.map((row) => resourceOf(directory, row));
}

/** @throws ScimError 404: there is none, or it is of another tenant */
export async function readGroup(directory: Directory, id: string): Promise<ShownGroup> {
	const { context, tenantId } = directory;
	const row = await context.app.db.platform.directoryGroup.findFirst({ where: { id, tenantId, removedAt: null }, include: shown });
	if (row === null) throw notFound(id);
	return resourceOf(directory, row);
}

const parsed = (body: unknown): GroupInput => {
	const result = groupInput.safeParse(body);
	if (result.success) return result.data;
	const issue = result.error.issues[0];
	throw new ScimError(400, `${issue?.path.join('.') ?? 'body'}: ${issue?.message ?? 'invalid'}`, 'invalidValue');
};

export async function createGroup(directory: Directory, body: unknown): Promise<ShownGroup> {
	const { context, tenantId } = directory;
	const { platform } = context.app.db;
	const input = parsed(body);
	if ((await platform.directoryGroup.count({ where: { tenantId, displayName: input.displayName, removedAt: null } })) > 0)
		throw new ScimError(409, 'There is a group with this displayName already', 'uniqueness');
	if ((await platform.directoryGroup.count({ where: { tenantId, removedAt: null } })) >= groupsMax)
		throw new ScimError(409, `At most ${groupsMax} groups`, 'tooMany');
	const id = randomUUID();
	await platform.directoryGroup.create({ data: { id, tenantId, displayName: input.displayName, externalId: input.externalId ?? null } });
	await write(directory, { id, input });
	return readGroup(directory, id);
}

export async function replaceGroup(
	directory: Directory,
	{ before, body }: { readonly before: ShownGroup; readonly body: unknown },
): Promise<ShownGroup> {
	await write(directory, { id: before.id, input: parsed(body) });
	return readGroup(directory, before.id);
}

export async function deleteGroup(directory: Directory, before: ShownGroup): Promise<void> {
	const { context, tenantId, tokenId } = directory;
	await context.app.db.platform.directoryGroup.update({ where: { id: before.id }, data: { removedAt: new Date(context.app.nowMs()) } });
	await audit(context, {
		action: 'GROUP_CHANGED',
		tenantId,
		userId: null,
		detail: { groupId: before.id, name: before.displayName, removed: true, tokenId },
	});
	await followGroups(context, { tenantId, userIds: before.members.map(({ value }) => Number(value)), by: tokenId });
}

/** Members are people of the tenant; a stranger's id is as one that nobody has. */
async function write(directory: Directory, { id, input }: { readonly id: string; readonly input: GroupInput }): Promise<void> {
	const { context, tenantId, tokenId } = directory;
	const wanted = new Set(input.members.map(({ value }) => (/^[1-9]\d{0,8}$/.test(value) ? Number(value) : 0)));
	const { platform } = context.app.db;
	const known = await platform.membership.count({ where: { tenantId, userId: { in: [...wanted] }, user: { apiClient: null } } });
	if (known !== wanted.size) throw new ScimError(400, 'A member is no user here', 'invalidValue');
	const now = new Date(context.app.nowMs());
	const changed = await platform.$transaction(async (tx) => {
		await tx.$queryRaw`SELECT 1 FROM "platform"."directory_groups" WHERE "id" = ${id} FOR UPDATE`;
		await tx.directoryGroup.update({
			where: { id },
			data: { displayName: input.displayName, externalId: input.externalId ?? null, updatedAt: now },
		});
		const before = new Set(
			(await tx.directoryGroupMember.findMany({ where: { groupId: id, removedAt: null } })).map(({ userId }) => userId),
		);
		const gone = [...before].filter((userId) => !wanted.has(userId));
		const come = [...wanted].filter((userId) => !before.has(userId));
		await tx.directoryGroupMember.updateMany({ where: { groupId: id, userId: { in: gone } }, data: { removedAt: now } });
		for (const userId of come)
			await tx.directoryGroupMember.upsert({
				where: { groupId_userId: { groupId: id, userId } },
				...{ create: { groupId: id, userId }, update: { removedAt: null, addedAt: now } },
			});
		return { gone, come };
	});
	const detail = { groupId: id, name: input.displayName, come: changed.come.join(' '), gone: changed.gone.join(' '), tokenId };
	await audit(context, { action: 'GROUP_CHANGED', tenantId, userId: null, detail });
	await followGroups(context, { tenantId, userIds: [...changed.gone, ...changed.come], by: tokenId });
}
