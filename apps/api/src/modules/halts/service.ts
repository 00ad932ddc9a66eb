import { isOpen, orderLives } from '@meridian/core';
import { type ApiContext, viewerOf } from '../../context.ts';
import { accountMode } from '../../directory.ts';
import { subjectsOf } from '../limits/service.ts';
import { type Books, effectOf } from './effect.ts';
import { type HaltModel, type SwitchLevel, switchLevels } from './types.ts';

const openLives = orderLives.filter(isOpen);
const isSwitch = (level: string): level is SwitchLevel => switchLevels.some((known) => known === level);

/** Every place of the kill switch, from the tenant down, with how it stands and what a press would do. */
export async function listHalts(context: ApiContext): Promise<readonly HaltModel[]> {
	const { tenantId } = viewerOf(context);
	const { db } = context.app;
	const [tenant, subjects, rows, { books, links }] = await Promise.all([
		db.platform.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { halted: true } }),
		subjectsOf(context),
		db.forTenant(tenantId).halt.findMany(),
		booksOf(context),
	]);
	const ids = rows.map(({ changedBy }) => changedBy);
	const users = await db.platform.user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
	const nameOf = new Map(users.map(({ id, name }) => [id, name]));
	return subjects.flatMap(({ level, subjectId, name }): HaltModel[] => {
		if (!isSwitch(level)) return [];
		const row = rows.find((one) => one.level === level && one.subjectId === subjectId);
		return [
			{
				...{ level, subjectId, name, halted: level === 'TENANT' ? tenant.halted : row?.halted === true },
				...{ changedAt: row?.changedAt ?? null, changedBy: row ? (nameOf.get(row.changedBy) ?? `user ${row.changedBy}`) : null },
				link: level === 'ACCOUNT' ? (links.get(subjectId) ?? null) : null,
				effect: effectOf(books, { level, subjectId }),
			},
		];
	});
}

async function booksOf(context: ApiContext): Promise<{ readonly books: Books; readonly links: ReadonlyMap<number, boolean> }> {
	const own = context.app.db.forTenant(viewerOf(context).tenantId);
	const held = { qty: { not: 0n } };
	const [orders, positions, strategyBooks, accounts] = await Promise.all([
		own.order.findMany({
			where: { life: { in: [...openLives] } },
			select: { accountId: true, instrumentId: true, strategyId: true, side: true, qty: true, filledQty: true, positionTicket: true },
		}),
		own.position.findMany({
			where: held,
			select: { accountId: true, instrumentId: true, positionTicket: true, side: true, qty: true },
		}),
		own.strategyPosition.findMany({ where: held, select: { accountId: true, strategyId: true } }),
		own.account.findMany({ select: { id: true, mode: true, deskId: true, link: true } }),
	]);
	const ticket = (value: { toFixed(digits: number): string }): string => value.toFixed(0);
	const books: Books = {
		orders: orders.map(({ qty, filledQty, positionTicket, ...order }) => ({
			...order,
			...{ leavesQty: qty - filledQty, positionTicket: ticket(positionTicket) },
		})),
		positions: positions.map(({ positionTicket, ...position }) => ({ ...position, positionTicket: ticket(positionTicket) })),
		strategyBooks,
		accounts: new Map(accounts.map(({ id, mode, deskId }) => [id, { mode: accountMode(mode), deskId }])),
	};
	return { books, links: new Map(accounts.map(({ id, link }) => [id, link])) };
}
