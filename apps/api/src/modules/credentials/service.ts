import type { TradingCredential } from '@meridian/db';
import { type ApiContext, may, viewerOf } from '../../context.ts';
import { apiError } from '../../graphql/errors.ts';
import type { CredentialModel } from './types.ts';

export const credentialFromRow = ({
	tenantId: _,
	userId: __,
	user,
	...row
}: TradingCredential & { user: { email: string } }): CredentialModel => ({
	__typename: 'TradingCredential',
	...row,
	actsAs: user.email,
});

/** All credentials of the viewer's tenant, revoked ones too, newest first. @throws FORBIDDEN */
export async function listCredentials(context: ApiContext): Promise<CredentialModel[]> {
	const { tenantId } = viewerOf(context);
	if (!may(context, 'CREDENTIAL_MANAGE')) throw apiError('FORBIDDEN', 'Only an administrator may see trading credentials.');
	const rows = await context.app.db.platform.tradingCredential.findMany({
		where: { tenantId },
		include: { user: { select: { email: true } } },
		orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
	});
	return rows.map(credentialFromRow);
}
