import type { QuotaName } from '@meridian/db';
import { type ApiContext, viewerOf } from '../context.ts';
import { userError } from '../modules/shared/user-errors.ts';
import { quotaExceeded } from './quotas.ts';

const refusal = (name: QuotaName, limit: number) => userError('Forbidden', quotaExceeded(name, limit));

/** Terminals that are connected, or have a key with which they may be; another one is asked for. Null: it may have a key. */
export async function terminalQuota(context: ApiContext, accountId: number) {
	const { tenantId } = viewerOf(context);
	const { terminals } = await context.app.quotas.of(tenantId);
	const used = await terminalsOf(context, tenantId);
	context.app.metering.max(tenantId, 'terminalsMax', used.size);
	return used.has(accountId) || used.size < terminals ? null : refusal('terminals', terminals);
}

export async function terminalsOf({ app }: ApiContext, tenantId: number): Promise<ReadonlySet<number>> {
	const [linked, keys] = await Promise.all([
		app.db.forTenant(tenantId).account.findMany({ where: { link: true }, select: { id: true } }),
		app.db.platform.terminalKey.findMany({ where: { tenantId, revokedAt: null }, select: { accountId: true } }),
	]);
	return new Set([...linked.map(({ id }) => id), ...keys.map(({ accountId }) => accountId)]);
}

/** Counts orders that are about to go out. Null: they may. Cancels and closes are never counted: they reduce. */
export async function orderQuota(context: ApiContext, orders: number) {
	const { tenantId } = viewerOf(context);
	const { app } = context;
	const quotas = await app.quotas.of(tenantId);
	const full = await app.orderQuota.take(tenantId, { orders, quotas, nowMs: app.nowMs() });
	if (full !== null) return refusal(full, quotas[full]);
	app.metering.add(tenantId, 'orders', orders);
	return null;
}

/** People and programs that could log in, and invitations that are open, together. Null: one more may come. */
export async function userQuota(context: ApiContext) {
	const { tenantId } = viewerOf(context);
	const { users } = await context.app.quotas.of(tenantId);
	return (await usersOf(context, tenantId)) < users ? null : refusal('users', users);
}

export async function usersOf({ app }: ApiContext, tenantId: number): Promise<number> {
	const open = { tenantId, acceptedAt: null, revokedAt: null, expiresAt: { gt: new Date(app.nowMs()) } };
	const [members, invited] = await Promise.all([
		app.db.platform.membership.count({ where: { tenantId, active: true } }),
		app.db.platform.invitation.count({ where: open }),
	]);
	return members + invited;
}
