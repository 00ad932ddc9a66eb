import { PlatformPrisma } from '@meridian/db';
import { audit } from '../../audit.ts';
import { changeMembership, LastAdministrator } from '../people/membership.ts';
import { domainIn, ownsDomain } from '../sso/provision.ts';
import { type Directory, followGroups, plainRole } from './directory.ts';
import { notFound, ScimError } from './errors.ts';
import { nameOf, type UserInput, type UserResource, userInput, userSchema, withMeta } from './resource.ts';

/** More people than any tenant has. */
const peopleMax = 10_000;
const shown = ({ tenantId }: Directory) =>
	({
		user: {
			select: {
				...{ email: true, name: true, active: true, createdAt: true },
				directoryUsers: { where: { tenantId } },
				directoryGroups: {
					where: { removedAt: null, group: { tenantId, removedAt: null } },
					select: { group: { select: { id: true, displayName: true } } },
					orderBy: { groupId: 'asc' },
				},
			},
		},
	}) as const satisfies PlatformPrisma.MembershipInclude;
type Row = PlatformPrisma.MembershipGetPayload<{ include: ReturnType<typeof shown> }>;

const membersOf = ({ tenantId }: Directory): PlatformPrisma.MembershipWhereInput => ({
	tenantId,
	user: { apiClient: null, directoryUsers: { none: { tenantId, deletedAt: { not: null } } } },
});

export type ShownUser = ReturnType<typeof resourceOf>;
function resourceOf(directory: Directory, { userId, active, role, user }: Row) {
	const [known] = user.directoryUsers;
	const resource: UserResource = {
		...{ schemas: [userSchema], id: String(userId) },
		...(known?.externalId == null ? {} : { externalId: known.externalId }),
		userName: user.email,
		name: {
			formatted: user.name,
			...(known?.givenName == null ? {} : { givenName: known.givenName }),
			...(known?.familyName == null ? {} : { familyName: known.familyName }),
		},
		displayName: user.name,
		emails: [{ value: user.email, type: 'work', primary: true }],
		active: active && user.active,
		groups: user.directoryGroups.map(({ group }) => ({ value: group.id, display: group.displayName })),
		roles: [{ value: role, primary: true }],
	};
	return withMeta(resource, {
		type: 'User',
		base: directory.base,
		created: known?.createdAt ?? user.createdAt,
		updated: known?.updatedAt ?? user.createdAt,
	});
}

export async function listUsers(directory: Directory): Promise<ShownUser[]> {
	const rows = await directory.context.app.db.platform.membership.findMany({
		...{ where: membersOf(directory), include: shown(directory), orderBy: { userId: 'asc' }, take: peopleMax },
	});
	return rows.map((row) => resourceOf(directory, row));
}

/** @throws ScimError 404: there is none, or it is of another tenant */
export async function readUser(directory: Directory, id: string): Promise<ShownUser> {
	const userId = /^[1-9]\d{0,8}$/.test(id) ? Number(id) : 0;
	const row = await directory.context.app.db.platform.membership.findFirst({
		where: { ...membersOf(directory), userId },
		include: shown(directory),
	});
	if (row === null) throw notFound(id);
	return resourceOf(directory, row);
}

const parsed = (body: unknown): UserInput => {
	const result = userInput.safeParse(body);
	if (result.success) return result.data;
	const issue = result.error.issues[0];
	throw new ScimError(400, `${issue?.path.join('.') ?? 'body'}: ${issue?.message ?? 'invalid'}`, 'invalidValue');
};
const taken = () => new ScimError(409, 'There is a user with this userName already', 'uniqueness');

/** An address of a domain that the tenant has proved: nobody provisions, or asks about, people of others. */
async function requireOwnDomain({ context, tenantId }: Directory, userName: string): Promise<void> {
	if (!(await ownsDomain(context, { tenantId, domain: domainIn(userName) })))
		throw new ScimError(400, `${domainIn(userName)} is not a domain that your institution has proved`, 'invalidValue');
}

export async function createUser(directory: Directory, body: unknown): Promise<ShownUser> {
	const { context, tenantId, tokenId } = directory;
	const input = parsed(body);
	await requireOwnDomain(directory, input.userName);
	const { platform } = context.app.db;
	const before = await platform.user.findUnique({ where: { email: input.userName }, include: { directoryUsers: { where: { tenantId } } } });
	if (before !== null && before.directoryUsers[0]?.deletedAt == null) throw taken();
	let userId = before?.id ?? 0;
	if (before === null) {
		try {
			userId = await platform.$transaction(async (tx) => {
				// No password fits this hash: the person comes by single sign-on, or sets one by a link to their address.
				const data = {
					email: input.userName,
					name: nameOf(input),
					passwordHash: 'none',
					memberships: { create: { tenantId, role: plainRole, active: false } },
				};
				return (await tx.user.create({ data })).id;
			});
		} catch (error) {
			if (error instanceof PlatformPrisma.PrismaClientKnownRequestError && error.code === 'P2002') throw taken();
			throw error;
		}
		await audit(context, {
			action: 'PERSON_PROVISIONED',
			tenantId,
			userId: null,
			detail: { personId: userId, email: input.userName, tokenId },
		});
	}
	await write(directory, { userId, input, active: before === null ? false : null });
	return readUser(directory, String(userId));
}

export async function replaceUser(directory: Directory, input: { readonly before: ShownUser; readonly body: unknown }): Promise<ShownUser> {
	const { before } = input;
	const given = parsed(input.body);
	if (given.userName !== before.userName) {
		await requireOwnDomain(directory, given.userName);
		if ((await directory.context.app.db.platform.user.count({ where: { email: given.userName } })) > 0) throw taken();
	}
	await write(directory, { userId: Number(before.id), input: given, active: before.active });
	return readUser(directory, before.id);
}

/** The directory has no such user any more: here the person is removed, and stays in orders, deals and audit. */
export async function deleteUser(directory: Directory, before: ShownUser): Promise<void> {
	const { context, tenantId } = directory;
	const userId = Number(before.id);
	await setActive(directory, { userId, email: before.userName, active: false });
	const deletedAt = new Date(context.app.nowMs());
	const key = { tenantId_userId: { tenantId, userId } };
	await context.app.db.platform.directoryUser.upsert({ where: key, create: { tenantId, userId, deletedAt }, update: { deletedAt } });
}

async function write(
	directory: Directory,
	{ userId, input, active }: { readonly userId: number; readonly input: UserInput; readonly active: boolean | null },
): Promise<void> {
	const { context, tenantId, tokenId } = directory;
	const kept = {
		externalId: input.externalId ?? null,
		givenName: input.name?.givenName ?? null,
		familyName: input.name?.familyName ?? null,
	};
	const row = { ...kept, updatedAt: new Date(context.app.nowMs()), deletedAt: null };
	await context.app.db.platform.$transaction(async (tx) => {
		await tx.user.update({ where: { id: userId }, data: { name: nameOf(input), email: input.userName } });
		await tx.directoryUser.upsert({ where: { tenantId_userId: { tenantId, userId } }, create: { tenantId, userId, ...row }, update: row });
	});
	if (active !== input.active) await setActive(directory, { userId, email: input.userName, active: input.active });
	await followGroups(context, { tenantId, userIds: [userId], by: tokenId });
}

async function setActive(
	directory: Directory,
	{ userId, email, active }: { readonly userId: number; readonly email: string; readonly active: boolean },
): Promise<void> {
	const { context, tenantId, tokenId } = directory;
	const action = active ? 'PERSON_RESTORED' : 'PERSON_REMOVED';
	try {
		await changeMembership(context, { tenantId, userId, data: { active }, ends: !active, action });
	} catch (error) {
		if (error instanceof LastAdministrator)
			throw new ScimError(409, 'This is the last administrator: make another one first', 'mutability');
		throw error;
	}
	await audit(context, { action, tenantId, userId: null, detail: { personId: userId, email, tokenId } });
}
