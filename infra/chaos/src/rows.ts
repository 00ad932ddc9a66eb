import { createDb } from '@meridian/db';
import type { DeskAccount } from './desk.ts';
import type { EngineBooks } from './engine-books.ts';

export type Rows = {
	/** How the rows of all accounts differ from the journal: each order, deal and open position once, and the balance. */
	differences(books: EngineBooks): Promise<readonly string[]>;
	close(): Promise<void>;
};

export function openRows(url: string, accounts: readonly DeskAccount[]): Rows {
	const db = createDb({ url });
	async function ofAccount(account: DeskAccount, books: EngineBooks): Promise<string[]> {
		const { accountId } = account;
		const where = { accountId };
		const tenant = db.forTenant(account.tenantId);
		const [orders, executions, positions, row] = await Promise.all([
			tenant.order.findMany({ where, select: { id: true, clientOrderId: true, life: true, filledQty: true } }),
			tenant.execution.findMany({ where, select: { dealTicket: true, orderId: true, qty: true } }),
			tenant.position.findMany({ where: { accountId, qty: { gt: 0 } }, select: { positionTicket: true, side: true, qty: true } }),
			tenant.account.findUniqueOrThrow({ where: { id: accountId } }),
		]);
		const engine = books.of(account);
		const pairs: readonly (readonly [string, readonly string[], readonly string[]])[] = [
			[
				'orders',
				orders.map((order) => `${order.id} ${order.clientOrderId} ${order.life} ${order.filledQty}`),
				[...engine.orders.values()].map((order) => `${order.orderId} ${order.clientOrderId} ${order.life} ${order.filledQty}`),
			],
			[
				'executions',
				executions.map((deal) => `${deal.dealTicket} ${deal.qty}`),
				[...engine.executions].map(([ticket, [first]]) => `${ticket} ${first?.qty}`),
			],
			[
				'positions',
				positions.map((position) => `${position.positionTicket} ${position.side} ${position.qty}`),
				[...engine.positions.values()].map((position) => `${position.positionTicket} ${position.side} ${position.qty}`),
			],
			['balance', [`${row.balanceMinor}`], [`${engine.account?.balanceMinor ?? 0}`]],
		];
		return pairs
			.filter(([, theirs, ours]) => theirs.toSorted().join() !== ours.toSorted().join())
			.map(
				([what, theirs, ours]) => `account ${accountId}: the rows of ${what} are not the journal's (${theirs.length} and ${ours.length})`,
			);
	}
	return {
		differences: async (books) => (await Promise.all(accounts.map((account) => ofAccount(account, books)))).flat(),
		close: () => db.close(),
	};
}
