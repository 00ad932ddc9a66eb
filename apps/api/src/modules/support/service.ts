import { randomUUID } from 'node:crypto';
import type { SupportGrant } from '@meridian/db';
import { audit } from '../../audit.ts';
import { type ApiContext, may, operatorOf, viewerOf } from '../../context.ts';
import { apiError } from '../../graphql/errors.ts';
import { endSessions, tellSessionsChanged } from '../identity/revoke.ts';
import { openSession } from '../identity/session.ts';
import { proofTooOld } from '../shared/fresh-proof.ts';
import { forbidden, userError } from '../shared/user-errors.ts';

const hourMs = 3_600_000;
const invalid = (field: string, message: string) => userError('InvalidInput', { code: 'INVALID_INPUT', message, path: [field] });
const notFound = () => userError('NotFound', { code: 'SUPPORT_NOT_FOUND', message: 'There is no such request.', path: ['requestId'] });

/** The tenant's own, the newest first. @throws FORBIDDEN */
export async function listOfTenant(context: ApiContext): Promise<SupportGrant[]> {
	const { tenantId } = viewerOf(context);
	if (!may(context, 'PEOPLE_MANAGE')) throw apiError('FORBIDDEN', 'Only an administrator may see this.');
	return context.app.db.platform.supportGrant.findMany({
		where: { tenantId },
		orderBy: [{ requestedAt: 'desc' }, { id: 'asc' }],
		take: 100,
	});
}
/** What operators have asked for, the newest first. */
export function listOfOperators(context: ApiContext): Promise<SupportGrant[]> {
	operatorOf(context);
	return context.app.db.platform.supportGrant.findMany({ orderBy: [{ requestedAt: 'desc' }, { id: 'asc' }], take: 100 });
}

/** An operator asks a tenant to let them look in. */
export async function requestAccess(
	context: ApiContext,
	input: { readonly slug: string; readonly reason: string; readonly hours: number },
) {
	const { userId } = operatorOf(context);
	const old = proofTooOld(context);
	if (old !== null) return old;
	const reason = input.reason.trim();
	if (reason.length < 10 || reason.length > 500) return invalid('reason', 'Say in 10 to 500 characters why you want to look in.');
	if (input.hours < 1 || input.hours > 72) return invalid('hours', 'hours is 1 to 72.');
	const { platform } = context.app.db;
	const tenant = await platform.tenant.findFirst({
		where: { slug: input.slug, status: { in: ['ACTIVE', 'SUSPENDED'] } },
		select: { id: true },
	});
	if (tenant === null) return userError('NotFound', { code: 'TENANT_NOT_FOUND', message: 'There is no such tenant.', path: ['slug'] });
	const grant = await platform.supportGrant.create({
		data: { id: randomUUID(), tenantId: tenant.id, reason, hours: input.hours, requestedBy: userId },
	});
	await audit(context, {
		action: 'SUPPORT_REQUESTED',
		tenantId: tenant.id,
		userId,
		detail: { requestId: grant.id, reason, hours: input.hours },
	});
	return { __typename: 'SupportAccessChanged', access: grant } as const;
}

/** An administrator of the tenant agrees, for as long as was asked from now on, or does not. */
export async function decideAccess(context: ApiContext, input: { readonly requestId: string; readonly allow: boolean }) {
	const { tenantId, userId } = viewerOf(context);
	if (!may(context, 'PEOPLE_MANAGE')) return forbidden('Only an administrator may let support look in.');
	const old = proofTooOld(context);
	if (old !== null) return old;
	const { platform } = context.app.db;
	const open = { id: input.requestId, tenantId, decidedAt: null };
	const found = await platform.supportGrant.findFirst({ where: open });
	if (found === null) return notFound();
	const decidedAt = new Date(context.app.nowMs());
	const data = { decidedBy: userId, decidedAt, expiresAt: input.allow ? new Date(decidedAt.getTime() + found.hours * hourMs) : null };
	const { count } = await platform.supportGrant.updateMany({ where: open, data });
	if (count === 0) return notFound();
	const action = input.allow ? 'SUPPORT_ALLOWED' : 'SUPPORT_DECLINED';
	await audit(context, { action, tenantId, userId, detail: { requestId: found.id, hours: found.hours } });
	return { __typename: 'SupportAccessChanged', access: { ...found, ...data } } as const;
}

/** Ends it at once, whoever is looking. */
export async function revokeAccess(context: ApiContext, requestId: string) {
	const { tenantId, userId } = viewerOf(context);
	if (!may(context, 'PEOPLE_MANAGE')) return forbidden('Only an administrator may end this.');
	const { platform } = context.app.db;
	const revokedAt = new Date(context.app.nowMs());
	const { count } = await platform.supportGrant.updateMany({
		where: { id: requestId, tenantId, expiresAt: { not: null }, revokedAt: null },
		data: { revokedAt },
	});
	const access = await platform.supportGrant.findFirst({ where: { id: requestId, tenantId } });
	if (access === null) return notFound();
	if (count > 0) {
		await endSessions(context.app, { where: { supportGrantId: requestId }, why: 'SUPPORT_REVOKED' });
		await tellSessionsChanged(context.app);
		await audit(context, { action: 'SUPPORT_REVOKED', tenantId, userId, detail: { requestId } });
	}
	return { __typename: 'SupportAccessChanged', access } as const;
}

/** A session that reads the tenant and changes nothing, until the consent ends. */
export async function enterTenant(context: ApiContext, requestId: string) {
	const operator = operatorOf(context);
	const old = proofTooOld(context);
	if (old !== null) return old;
	const { app } = context;
	const now = app.nowMs();
	const grant = await app.db.platform.supportGrant.findFirst({
		where: {
			id: requestId,
			requestedBy: operator.userId,
			revokedAt: null,
			expiresAt: { gt: new Date(now) },
			tenant: { status: { in: ['ACTIVE', 'SUSPENDED'] } },
		},
	});
	if (grant?.expiresAt == null) return notFound();
	const session = await openSession(context, {
		person: operator,
		belongs: { tenantId: grant.tenantId, role: 'READ_ONLY' },
		methods: ['support'],
		lent: { supportGrantId: grant.id, scopes: ['read'], lifeMs: grant.expiresAt.getTime() - now },
	});
	await audit(context, {
		action: 'SUPPORT_ENTERED',
		tenantId: grant.tenantId,
		userId: operator.userId,
		detail: { requestId, sourceIp: context.sourceIp },
	});
	// No refresh token is given: the access token's few minutes are the step, and whoever needs more enters again.
	return { __typename: 'SupportSession', token: session.token, expiresAt: session.expiresAt } as const;
}

/** Every question of an operator who looks in is in the tenant's own audit. */
export async function auditSupport(context: ApiContext, operation: string): Promise<void> {
	if (context.auth.kind !== 'viewer' || context.auth.viewer.delegated?.by !== 'SUPPORT') return;
	const { tenantId, userId, delegated } = context.auth.viewer;
	await audit(context, {
		action: 'SUPPORT_READ',
		tenantId,
		userId,
		detail: { requestId: delegated.id, operation: operation.slice(0, 80) },
	});
}
