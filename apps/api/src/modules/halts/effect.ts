import type { AccountMode } from '@meridian/core';
import type { EffectModel, SwitchLevel } from './types.ts';

export type WorkingOrder = {
	readonly accountId: number;
	readonly instrumentId: number | null;
	readonly strategyId: number | null;
	readonly side: string;
	/** What of it is not filled. */
	readonly leavesQty: bigint;
	readonly positionTicket: string;
};
export type HeldPosition = {
	readonly accountId: number;
	readonly instrumentId: number;
	readonly positionTicket: string;
	readonly side: string;
	readonly qty: bigint;
};
export type Books = {
	readonly orders: readonly WorkingOrder[];
	readonly positions: readonly HeldPosition[];
	/** What each strategy holds, one for each of its open books. */
	readonly strategyBooks: readonly { readonly accountId: number; readonly strategyId: number }[];
	readonly accounts: ReadonlyMap<number, { readonly mode: AccountMode; readonly deskId: number | null }>;
};

/** What a halt would take back and leave there, by the engine's rule: an order stays as long as it reduces what is held. */
export function effectOf(books: Books, at: { readonly level: SwitchLevel; readonly subjectId: number }): EffectModel {
	const { level, subjectId } = at;
	const isOf = (accountId: number): boolean =>
		level === 'TENANT' || (level === 'DESK' ? books.accounts.get(accountId)?.deskId === subjectId : accountId === subjectId);
	const orders = books.orders.filter((order) => (level === 'STRATEGY' ? order.strategyId === subjectId : isOf(order.accountId)));
	const held =
		level === 'STRATEGY'
			? books.strategyBooks.filter(({ strategyId }) => strategyId === subjectId)
			: books.positions.filter(({ accountId }) => isOf(accountId));
	const protecting = orders.filter((order) => protects(books, order)).length;
	const accounts =
		level === 'STRATEGY'
			? new Set([...orders, ...held].map(({ accountId }) => accountId)).size
			: [...books.accounts.keys()].filter(isOf).length;
	return { accounts, entryOrders: orders.length - protecting, protectingOrders: protecting, openPositions: held.length };
}

function protects({ positions, accounts }: Books, order: WorkingOrder): boolean {
	const { accountId, instrumentId, positionTicket, side, leavesQty } = order;
	const opposite = (position: HeldPosition): boolean => position.accountId === accountId && position.side !== side;
	if (accounts.get(accountId)?.mode === 'HEDGING')
		return positions.some((position) => opposite(position) && position.positionTicket === positionTicket);
	return positions.some((position) => opposite(position) && position.instrumentId === instrumentId && leavesQty <= position.qty);
}
