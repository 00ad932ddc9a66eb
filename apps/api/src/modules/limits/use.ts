import { isOpen, type LimitName, orderLives } from '@meridian/core';
import { type ApiContext, viewerOf } from '../../context.ts';
import type { Subject } from './service.ts';

/** What rows tell of the use of limits: open orders by everything that limits them, and the largest net position in whole lots, rounded up. */
export type Use = {
	readonly openOrders: readonly {
		readonly accountId: number;
		readonly strategyId: number | null;
		readonly instrumentId: number | null;
		readonly principalId: number;
	}[];
	readonly nets: readonly { readonly accountId: number; readonly instrumentId: number; readonly lots: number }[];
	readonly deskOf: ReadonlyMap<number, number | null>;
};

const openLives = orderLives.filter(isOpen);

export async function useOf(context: ApiContext): Promise<Use> {
	const { tenantId } = viewerOf(context);
	const own = context.app.db.forTenant(tenantId);
	const [directory, openOrders, positions, accounts] = await Promise.all([
		context.app.directory.of(tenantId),
		own.order.findMany({
			where: { life: { in: [...openLives] } },
			select: { accountId: true, strategyId: true, instrumentId: true, principalId: true },
		}),
		own.position.findMany({ where: { qty: { not: 0n } }, select: { accountId: true, instrumentId: true, side: true, qty: true } }),
		own.account.findMany({ select: { id: true, deskId: true } }),
	]);
	const nets = new Map<string, { accountId: number; instrumentId: number; units: bigint }>();
	for (const { accountId, instrumentId, side, qty } of positions) {
		const key = `${accountId} ${instrumentId}`;
		const net = nets.get(key) ?? { accountId, instrumentId, units: 0n };
		net.units += side === 'BUY' ? qty : -qty;
		nets.set(key, net);
	}
	return {
		openOrders,
		nets: [...nets.values()].map(({ accountId, instrumentId, units }) => {
			const lot = 10n ** BigInt(directory.instruments.get(instrumentId)?.qtyDigits ?? 0);
			const size = units < 0n ? -units : units;
			const lots = Number((size + lot - 1n) / lot);
			return { accountId, instrumentId, lots: units < 0n ? -lots : lots };
		}),
		deskOf: new Map(accounts.map(({ id, deskId }) => [id, deskId])),
	};
}

/** Null where rows can't tell. */
export function usedAt(use: Use, at: { readonly subject: Subject; readonly limit: LimitName }): number | null {
	const { level, subjectId } = at.subject;
	const isOf = (accountId: number): boolean =>
		level === 'TENANT' || (level === 'DESK' ? use.deskOf.get(accountId) === subjectId : level === 'ACCOUNT' && accountId === subjectId);
	if (at.limit === 'maxOpenOrders')
		return use.openOrders.filter((order) => {
			if (level === 'STRATEGY') return order.strategyId === subjectId;
			if (level === 'INSTRUMENT') return order.instrumentId === subjectId;
			return level === 'USER' ? order.principalId === subjectId : isOf(order.accountId);
		}).length;
	if (at.limit !== 'maxNetLots' || level === 'STRATEGY' || level === 'USER') return null;
	const sums = new Map<number, number>();
	for (const { accountId, instrumentId, lots } of use.nets) {
		const counts = level === 'INSTRUMENT' ? instrumentId === subjectId : isOf(accountId);
		// Of an instrument the limit holds for each account; of tenant and desk for their accounts together.
		const key = level === 'INSTRUMENT' ? accountId : instrumentId;
		if (counts) sums.set(key, (sums.get(key) ?? 0) + lots);
	}
	return Math.max(0, ...[...sums.values()].map(Math.abs));
}
