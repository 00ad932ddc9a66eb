import { audit } from '../../audit.ts';
import { type ApiContext, may, viewerOf } from '../../context.ts';
import { forbidden, userError } from '../shared/user-errors.ts';
import type { RevokeCredentialSuccess } from './mutations.ts';
import { credentialFromRow } from './service.ts';

/** Ends a credential for good; its live session is cut within seconds. Revoking it again changes nothing. */
export async function revokeCredential(context: ApiContext, credentialId: string) {
	const { tenantId, userId } = viewerOf(context);
	if (!may(context, 'CREDENTIAL_MANAGE')) return forbidden('Only an administrator may revoke trading credentials.');
	const done = await context.app.db.platform.$transaction(async (tx) => {
		const { count } = await tx.tradingCredential.updateMany({
			where: { id: credentialId, tenantId, revokedAt: null },
			data: { revokedAt: new Date(context.app.nowMs()) },
		});
		if (count > 0) await tx.tenant.update({ where: { id: tenantId }, data: { configVersion: { increment: 1 } } });
		const row = await tx.tradingCredential.findFirst({
			where: { id: credentialId, tenantId },
			include: { user: { select: { email: true } } },
		});
		return { row, revoked: count > 0 };
	});
	if (done.row === null)
		return userError('NotFound', { code: 'CREDENTIAL_NOT_FOUND', message: 'There is no such credential.', path: ['credentialId'] });
	if (done.revoked) {
		await audit(context, { action: 'CREDENTIAL_REVOKED', tenantId, userId, detail: { credentialId } });
		context.log.info({ credentialId, userId }, 'trading credential revoked');
	}
	return { __typename: 'RevokeTradingCredentialSuccess', credential: credentialFromRow(done.row) } satisfies RevokeCredentialSuccess;
}
