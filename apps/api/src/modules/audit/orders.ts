import type { OrderLife } from '@meridian/core';
import type { Prisma } from '@meridian/db';
import type { ApiContext } from '../../context.ts';
import { builder } from '../../graphql/builder.ts';
import { pageSize, toConnection } from '../../graphql/cursor.ts';
import { intId } from '../../graphql/ids.ts';
import { orderFromEvent } from '../orders/model.ts';
import { type OrderModel, orderRef } from '../orders/types.ts';
import { type AuditFilter, cursorOf, personOf, requireAudit } from './service.ts';

type OrderChangeModel = {
	readonly order: OrderModel;
	readonly placedBy: string;
	readonly decidedBy: string | null;
	readonly cursorId: bigint;
};

/** One bigint for where a page ended: sequences count per account. */
const seqSpan = 1n << 64n;

/** Every state of every order of the tenant, newest first. @throws FORBIDDEN, INVALID_INPUT */
export async function listOrderChanges(
	context: ApiContext,
	args: AuditFilter & { readonly accountId?: string | null | undefined; readonly lives?: readonly OrderLife[] | null | undefined },
) {
	const tenantId = requireAudit(context);
	const cursor = cursorOf(args);
	const size = pageSize(args.first);
	const userId = personOf(args);
	const { app } = context;
	// The first bound alone lets the index be read from where the page begins.
	const beyond = (at: Date, id: bigint): Prisma.OrderEventWhereInput => {
		const [accountId, accountSeq] = [Number(id / seqSpan), id % seqSpan];
		return {
			at: { lte: at },
			OR: [{ at: { lt: at } }, { at, accountId: { lt: accountId } }, { at, accountId, accountSeq: { lt: accountSeq } }],
		};
	};
	const and: Prisma.OrderEventWhereInput[] = [
		...(cursor === null ? [] : [beyond(cursor.at, cursor.id)]),
		...(args.from == null ? [] : [{ at: { gte: args.from } }]),
		...(args.to == null ? [] : [{ at: { lt: args.to } }]),
		...(args.accountId == null ? [] : [{ accountId: intId('Account', args.accountId) ?? 0 }]),
		...(args.lives == null ? [] : [{ life: { in: [...args.lives] } }]),
		...(userId === null ? [] : [{ OR: [{ order: { principalId: userId } }, { decidedById: userId }] }]),
	];
	const [directory, rows] = await Promise.all([
		app.directory.of(tenantId),
		app.db.forTenant(tenantId).orderEvent.findMany({
			where: { AND: and },
			orderBy: [{ at: 'desc' }, { accountId: 'desc' }, { accountSeq: 'desc' }],
			take: size + 1,
			include: { order: true },
		}),
	]);
	const ids = [...new Set(rows.flatMap(({ order, decidedById }) => [order.principalId, decidedById]))];
	const people = await app.db.platform.membership.findMany({
		where: { tenantId, userId: { in: ids } },
		select: { userId: true, user: { select: { name: true } } },
	});
	const names = new Map(people.map((person) => [person.userId, person.user.name]));
	const nameOf = (id: number): string => names.get(id) ?? `user ${id}`;
	const changes = rows.map((row) => ({
		order: orderFromEvent(row, directory),
		placedBy: nameOf(row.order.principalId),
		decidedBy: row.decidedById === 0 ? null : nameOf(row.decidedById),
		cursorId: BigInt(row.accountId) * seqSpan + row.accountSeq,
	}));
	return toConnection(changes, {
		size,
		after: cursor !== null,
		cursorOf: ({ order, cursorId }) => ({ at: order.updatedAt, id: cursorId }),
	});
}

const changeRef = builder.objectRef<OrderChangeModel>('OrderChange').implement({
	fields: (t) => ({
		order: t.expose('order', { type: orderRef, description: 'As it was after this change; updatedAt says when.' }),
		placedBy: t.exposeString('placedBy', { description: 'The name of whoever placed it.' }),
		decidedBy: t.exposeString('decidedBy', { nullable: true, description: 'Who approved or refused it.' }),
	}),
});
export const orderChangesRef = builder.connectionObject({ type: changeRef, name: 'OrderChangeConnection' }, { name: 'OrderChangeEdge' });
