import { isRole, type Role } from '@meridian/auth';
import type { IdentityProvider } from '@meridian/db';
import { z } from 'zod';
import { audit } from '../../audit.ts';
import type { ApiContext } from '../../context.ts';
import { tellSessionsChanged } from '../identity/revoke.ts';
import type { ProviderConfig } from './config.ts';
import type { Claims } from './flow.ts';

/** Why somebody whom the provider knows does not come in. For the audit; the person hears less. */
export type Refusal = 'NO_ADDRESS' | 'ADDRESS_NOT_VERIFIED' | 'FOREIGN_DOMAIN' | 'OTHER_TENANT' | 'REMOVED' | 'NO_ROLE';
type Outcome = { readonly email: string } | { readonly refusal: Refusal };

const emailShape = z.email().max(254);
export const domainIn = (email: string): string => email.split('@')[1] ?? '';
const roleIn = (config: ProviderConfig, groups: readonly string[]): Role | null =>
	config.roleMap.find(({ value }) => groups.includes(value))?.role ?? null;

/** Whether a domain is this tenant's, proved. */
export async function ownsDomain(context: ApiContext, input: { readonly tenantId: number; readonly domain: string }): Promise<boolean> {
	const where = { ...input, verifiedAt: { not: null }, removedAt: null };
	return (await context.app.db.platform.tenantDomain.count({ where })) > 0;
}

/**
 * Who a provider's person is here. A person is known by the provider's own subject; the first time by an address of a domain that the tenant has
 * proved, and is made if there is nobody yet. Somebody of another tenant, or who was removed, is not let in by any claim.
 */
export async function provision(
	context: ApiContext,
	input: { readonly provider: IdentityProvider; readonly config: ProviderConfig; readonly claims: Claims },
): Promise<Outcome> {
	const { provider, config, claims } = input;
	const { tenantId } = provider;
	const { platform } = context.app.db;
	const email = emailShape.safeParse(claims.email).data;
	if (email === undefined) return { refusal: 'NO_ADDRESS' };
	if (!claims.emailVerified) return { refusal: 'ADDRESS_NOT_VERIFIED' };
	if (!(await ownsDomain(context, { tenantId, domain: domainIn(email) }))) return { refusal: 'FOREIGN_DOMAIN' };
	const linked = await platform.externalIdentity.findUnique({
		where: { providerId_subject: { providerId: provider.id, subject: claims.subject } },
		select: { userId: true },
	});
	const user = await platform.user.findFirst({
		where: linked === null ? { email } : { id: linked.userId },
		include: { memberships: { where: { tenantId } }, apiClient: { select: { id: true } } },
	});
	const mapped = roleIn(config, claims.groups);
	if (user === null) return make(context, { ...input, email, role: mapped ?? config.defaultRole });
	const [membership] = user.memberships;
	if (membership === undefined || user.operator || user.apiClient !== null) return { refusal: 'OTHER_TENANT' };
	if (!membership.active || !user.active) return { refusal: 'REMOVED' };
	if (linked === null) {
		const link = { providerId: provider.id, subject: claims.subject, userId: user.id };
		await platform.externalIdentity.create({ data: link });
		await audit(context, {
			action: 'PERSON_PROVISIONED',
			tenantId,
			userId: user.id,
			detail: { email, providerId: provider.id, linked: true },
		});
	}
	// An administrator was made by an administrator, and stays one until one says otherwise.
	if (mapped !== null && isRole(membership.role) && membership.role !== 'TENANT_ADMIN' && membership.role !== mapped)
		await follow(context, { provider, userId: user.id, email: user.email, role: mapped });
	return { email: user.email };
}

async function make(
	context: ApiContext,
	input: { readonly provider: IdentityProvider; readonly claims: Claims; readonly email: string; readonly role: Role | null },
): Promise<Outcome> {
	const { provider, claims, email, role } = input;
	const { tenantId } = provider;
	if (role === null) return { refusal: 'NO_ROLE' };
	const { platform } = context.app.db;
	const name = claims.name.trim().slice(0, 80) || email;
	const user = await platform.$transaction(async (tx) => {
		// No password fits this hash: the person comes by the provider.
		const made = await tx.user.create({ data: { email, name, passwordHash: 'none', memberships: { create: { tenantId, role } } } });
		await tx.externalIdentity.create({ data: { providerId: provider.id, subject: claims.subject, userId: made.id } });
		await tx.tenant.update({ where: { id: tenantId }, data: { configVersion: { increment: 1 } } });
		return made;
	});
	await audit(context, { action: 'PERSON_PROVISIONED', tenantId, userId: user.id, detail: { email, providerId: provider.id, role } });
	return { email };
}

/** The role follows what the provider says, as the tenant's administrator has mapped it. */
async function follow(
	context: ApiContext,
	input: { readonly provider: IdentityProvider; readonly userId: number; readonly email: string; readonly role: Role },
): Promise<void> {
	const { provider, userId, email, role } = input;
	const { tenantId } = provider;
	await context.app.db.platform.$transaction(async (tx) => {
		await tx.membership.update({ where: { tenantId_userId: { tenantId, userId } }, data: { role } });
		await tx.tenant.update({ where: { id: tenantId }, data: { configVersion: { increment: 1 } } });
	});
	await tellSessionsChanged(context.app);
	await audit(context, { action: 'ROLE_CHANGED', tenantId, userId, detail: { email, role, providerId: provider.id } });
}
