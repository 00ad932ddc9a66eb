import type { Role } from '@meridian/auth';
import type { ApiContext } from '../../context.ts';
import { endSessions, tellSessionsChanged } from '../identity/revoke.ts';

/** A tenant keeps one administrator: nobody could let anybody in any more. */
export class LastAdministrator extends Error {}

/**
 * Changes what a member is, whoever asks: moves the tenant's configuration, so that the engine hears of it and takes a removed person's working entry
 * orders back or leaves them to the desk; ends sessions where `ends`. Its caller has made sure that the asker may, and audits it.
 * @throws LastAdministrator, and nothing has changed
 */
export async function changeMembership(
	context: ApiContext,
	input: {
		readonly tenantId: number;
		readonly userId: number;
		readonly data: { readonly role?: Role; readonly active?: boolean };
		readonly ends: boolean;
		readonly action: string;
	},
): Promise<void> {
	const { tenantId, userId, data, ends, action } = input;
	await context.app.db.platform.$transaction(async (tx) => {
		await tx.$queryRaw`SELECT 1 FROM "platform"."tenants" WHERE "id" = ${tenantId} FOR UPDATE`;
		await tx.membership.update({ where: { tenantId_userId: { tenantId, userId } }, data });
		const admins = await tx.membership.count({ where: { tenantId, role: 'TENANT_ADMIN', active: true, user: { active: true } } });
		if (admins === 0) throw new LastAdministrator('the last administrator of a tenant stays');
		await tx.tenant.update({ where: { id: tenantId }, data: { configVersion: { increment: 1 } } });
	});
	if (ends) await endSessions(context.app, { where: { userId, tenantId }, why: action });
	await tellSessionsChanged(context.app);
}
