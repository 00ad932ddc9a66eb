import { credentialSecret, hasPermission, newCredentialId } from '@meridian/auth';
import { audit } from '../../audit.ts';
import { type ApiContext, may, viewerOf } from '../../context.ts';
import { accountOf, isProblem } from '../orders/parse.ts';
import { forbidden, userError } from '../shared/user-errors.ts';
import type { CreateCredentialSuccess } from './mutations.ts';
import { credentialFromRow } from './service.ts';

export type CreateCredentialInput = {
	readonly name: string;
	readonly accountIds: readonly string[];
	readonly mayTrade: boolean;
	readonly ordersPerSecond: number;
	readonly actsAs?: string | null | undefined;
};
const mostOrdersPerSecond = 10_000;
const invalid = (field: string, message: string) => userError('InvalidInput', { code: 'INVALID_INPUT', message, path: ['input', field] });

/** Makes a credential and tells its secret, this once. The gateway knows it within seconds, with the tenant's next configuration. */
export async function createCredential(context: ApiContext, input: CreateCredentialInput) {
	const { tenantId, userId: adminId, email } = viewerOf(context);
	if (!may(context, 'CREDENTIAL_MANAGE')) return forbidden('Only an administrator may make trading credentials.');
	const { credentialKey, directory, db } = context.app;
	if (credentialKey === null)
		return userError('GatewayUnavailable', { code: 'DIRECT_ENTRY_OFF', message: 'This installation has no direct order entry.' });
	const name = input.name.trim();
	if (name === '' || name.length > 80) return invalid('name', 'A name has 1 to 80 characters.');
	if (input.ordersPerSecond < 1 || input.ordersPerSecond > mostOrdersPerSecond)
		return invalid('ordersPerSecond', `ordersPerSecond is 1 to ${mostOrdersPerSecond}.`);
	if (input.accountIds.length === 0) return invalid('accountIds', 'Name at least one account.');
	const known = await directory.of(tenantId);
	const accountIds = new Set<number>();
	for (const id of input.accountIds) {
		const account = accountOf(known, id);
		if (isProblem(account)) return { ...account, path: ['input', 'accountIds'] };
		accountIds.add(account.id);
	}
	const user = await db.platform.membership.findFirst({
		where: { tenantId, active: true, user: { email: input.actsAs ?? email, active: true } },
		select: { userId: true, role: true },
	});
	if (user === null)
		return userError('NotFound', { code: 'USER_NOT_FOUND', message: 'There is no such active user.', path: ['input', 'actsAs'] });
	if (input.mayTrade && !hasPermission(user.role, 'ORDER_PLACE')) return invalid('actsAs', 'That user may not place orders.');
	const id = newCredentialId();
	const row = await db.platform.$transaction(async (tx) => {
		const created = await tx.tradingCredential.create({
			data: {
				...{ id, tenantId, userId: user.userId, name, accountIds: [...accountIds], mayTrade: input.mayTrade },
				ordersPerSecond: input.ordersPerSecond,
			},
			include: { user: { select: { email: true } } },
		});
		await tx.tenant.update({ where: { id: tenantId }, data: { configVersion: { increment: 1 } } });
		return created;
	});
	await audit(context, { action: 'CREDENTIAL_CREATED', tenantId, userId: adminId, detail: { credentialId: id, mayTrade: input.mayTrade } });
	context.log.info({ credentialId: id, userId: adminId }, 'trading credential created');
	return {
		__typename: 'CreateTradingCredentialSuccess',
		credential: credentialFromRow(row),
		secret: credentialSecret(credentialKey, id),
	} satisfies CreateCredentialSuccess;
}
