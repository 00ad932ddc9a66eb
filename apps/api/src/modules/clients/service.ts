import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { isRole, newOpaque, type Role } from '@meridian/auth';
import { audit } from '../../audit.ts';
import { type ApiContext, may, viewerOf } from '../../context.ts';
import { apiError } from '../../graphql/errors.ts';
import { userQuota } from '../../quotas/guard.ts';
import { endSessions } from '../identity/revoke.ts';
import { proofTooOld } from '../shared/fresh-proof.ts';
import { forbidden, userError } from '../shared/user-errors.ts';
import type { ClientModel } from './types.ts';

/** What a program may be: nothing that administers. */
const clientRoles: ReadonlySet<Role> = new Set(['SERVICE', 'QUANT', 'COMPLIANCE', 'READ_ONLY']);
const clientsMax = 200;
const dayMs = 24 * 3_600_000;
/** So long the secret before works too. */
const overlapMs = dayMs;
const invalid = (field: string, message: string) => userError('InvalidInput', { code: 'INVALID_INPUT', message, path: ['input', field] });

const withRole = (tenantId: number) => ({ user: { select: { memberships: { where: { tenantId }, select: { role: true } } } } }) as const;
type Row = Omit<ClientModel, 'role'> & { user: { memberships: readonly { role: string }[] } };
function modelOf({ user, ...row }: Row): ClientModel {
	const role = user.memberships[0]?.role;
	return { ...row, role: isRole(role) ? role : 'READ_ONLY' };
}

/** The tenant's clients, revoked ones too, newest first. @throws FORBIDDEN */
export async function listClients(context: ApiContext): Promise<ClientModel[]> {
	const { tenantId } = viewerOf(context);
	if (!may(context, 'CREDENTIAL_MANAGE')) throw apiError('FORBIDDEN', 'Only an administrator may see API clients.');
	const rows = await context.app.db.platform.apiClient.findMany({
		where: { tenantId },
		include: withRole(tenantId),
		orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
		take: clientsMax,
	});
	return rows.map(modelOf);
}

export async function createClient(
	context: ApiContext,
	input: { readonly name: string; readonly role: Role; readonly days: number; readonly allowedIps?: readonly string[] | null | undefined },
) {
	const { tenantId, userId: createdBy } = viewerOf(context);
	if (!may(context, 'CREDENTIAL_MANAGE')) return forbidden('Only an administrator may make API clients.');
	const old = proofTooOld(context);
	if (old !== null) return old;
	const name = input.name.trim();
	if (name === '' || name.length > 80) return invalid('name', 'A name has 1 to 80 characters.');
	if (!clientRoles.has(input.role)) return invalid('role', `A program is ${[...clientRoles].join(', ')}; it administers nothing.`);
	if (input.days < 1 || input.days > 365) return invalid('days', 'days is 1 to 365.');
	const allowedIps = [...(input.allowedIps ?? [])];
	if (allowedIps.length > 20 || allowedIps.some((address) => isIP(address) === 0)) return invalid('allowedIps', 'Up to 20 IP addresses.');
	const { platform } = context.app.db;
	if ((await platform.apiClient.count({ where: { tenantId, revokedAt: null } })) >= clientsMax)
		return invalid('name', `At most ${clientsMax} clients: revoke some first.`);
	const full = await userQuota(context);
	if (full !== null) return full;
	const id = `mac-${randomBytes(12).toString('hex')}`;
	const { secret, hash } = newOpaque('mas');
	const client = await platform.$transaction(async (tx) => {
		// No password fits this hash: a client comes in by its own door alone.
		const data = { email: `${id}@clients.invalid`, name, passwordHash: 'none', memberships: { create: { tenantId, role: input.role } } };
		const user = await tx.user.create({ data });
		await tx.tenant.update({ where: { id: tenantId }, data: { configVersion: { increment: 1 } } });
		const expiresAt = new Date(context.app.nowMs() + input.days * dayMs);
		return tx.apiClient.create({ data: { id, tenantId, userId: user.id, name, secretHash: hash, allowedIps, createdBy, expiresAt } });
	});
	await audit(context, { action: 'API_CLIENT_CREATED', tenantId, userId: createdBy, detail: { clientId: id, role: input.role } });
	return { __typename: 'CreateApiClientSuccess', client: { ...client, role: input.role }, secret } as const;
}

/** Another secret. The one before works too for a day, so that the program may change over when it likes; a third one ends it at once. */
export async function rotateClient(context: ApiContext, clientId: string) {
	const { tenantId, userId } = viewerOf(context);
	if (!may(context, 'CREDENTIAL_MANAGE')) return forbidden('Only an administrator may rotate the secrets of API clients.');
	const old = proofTooOld(context);
	if (old !== null) return old;
	const { secret, hash } = newOpaque('mas');
	const until = new Date(context.app.nowMs() + overlapMs);
	// In one statement: of two at once each has the other's secret before it, and none is lost.
	const count = await context.app.db.platform.$executeRaw`
		UPDATE "platform"."api_clients" SET "previous_secret_hash" = "secret_hash", "previous_until" = ${until}::timestamptz, "secret_hash" = ${hash}
		WHERE "id" = ${clientId} AND "tenant_id" = ${tenantId} AND "revoked_at" IS NULL`;
	const row = await context.app.db.platform.apiClient.findFirst({ where: { id: clientId, tenantId }, include: withRole(tenantId) });
	if (row === null || count === 0)
		return userError('NotFound', { code: 'CLIENT_NOT_FOUND', message: 'There is no such client, or it was revoked.', path: ['clientId'] });
	await audit(context, { action: 'API_CLIENT_ROTATED', tenantId, userId, detail: { clientId } });
	return { __typename: 'CreateApiClientSuccess', client: modelOf(row), secret } as const;
}

/** Ends a client for good: its sessions end now, and the engine hears of it as of a person who was removed. */
export async function revokeClient(context: ApiContext, clientId: string) {
	const { tenantId, userId } = viewerOf(context);
	if (!may(context, 'CREDENTIAL_MANAGE')) return forbidden('Only an administrator may revoke API clients.');
	const { platform } = context.app.db;
	const done = await platform.$transaction(async (tx) => {
		const { count } = await tx.apiClient.updateMany({
			where: { id: clientId, tenantId, revokedAt: null },
			data: { revokedAt: new Date(context.app.nowMs()) },
		});
		const row = await tx.apiClient.findFirst({ where: { id: clientId, tenantId }, include: withRole(tenantId) });
		if (row === null || count === 0) return { row, revoked: false };
		await tx.membership.update({ where: { tenantId_userId: { tenantId, userId: row.userId } }, data: { active: false } });
		await tx.tenant.update({ where: { id: tenantId }, data: { configVersion: { increment: 1 } } });
		return { row, revoked: true };
	});
	if (done.row === null)
		return userError('NotFound', { code: 'CLIENT_NOT_FOUND', message: 'There is no such client.', path: ['clientId'] });
	if (done.revoked) {
		await endSessions(context.app, { where: { userId: done.row.userId, tenantId }, why: 'API_CLIENT_REVOKED' });
		await audit(context, { action: 'API_CLIENT_REVOKED', tenantId, userId, detail: { clientId } });
	}
	return { __typename: 'RevokeApiClientSuccess', client: modelOf(done.row) } as const;
}
