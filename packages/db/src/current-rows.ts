import type pg from 'pg';
import { runAsTenant, type TenantContext } from './context.ts';
import type { Account, Order, Position } from './generated/tenant/client.ts';
import { columnsOf, namesOf, type Plain, plainParsers, rowOf } from './plain-rows.ts';
import { bindSql } from './sql-guard.ts';

/** An order without who stood behind its request. */
export type OrderRow = Plain<Omit<Order, 'instrumentId' | 'principalId' | 'sessionId' | 'investmentDeciderId' | 'executionDeciderId'>>;
export type PositionRow = Plain<Position>;
/** An account without how it is configured. */
export type AccountRow = Plain<
	Omit<Account, 'active' | 'limits' | 'limitsVersion' | 'deskId' | 'commissionMinor' | 'swapMinor' | 'feeMinor' | 'updatedAt'>
>;

/** Orders by time, the newest first. */
export type OrdersAsked = {
	/** Of all accounts where it is undefined. */
	readonly accountId?: number | undefined;
	/** In one of these states, or in none of them. */
	readonly lives?: { readonly words: readonly string[]; readonly areWanted: boolean } | undefined;
	/** Older than this one. */
	readonly after?: { readonly at: Date; readonly id: bigint } | undefined;
	readonly most: number;
};

const orderNames = namesOf<OrderRow>({
	...{ id: true, accountId: true, instrumentIdAsked: true, clientOrderId: true, side: true, type: true, tif: true, expiresAtMs: true },
	...{ qty: true, price: true, limitPrice: true, sl: true, tp: true, positionTicket: true, positionByTicket: true, reduceOnly: true },
	...{ postOnly: true, bracket: true, trailBy: true, trailDistance: true, parentOrderId: true, ocoId: true, emulated: true },
	...{ waitsFor: true, decidedById: true, isPresumable: true, life: true, pending: true, filledQty: true, filledNotional: true },
	...{ reservedQty: true, venueOrderTicket: true, denialCode: true, denialValue: true, denialLimit: true, denialHeadroom: true },
	...{ denialLevel: true, strategyId: true, retcode: true, stages: true, accountSeq: true, createdAt: true, updatedAt: true },
});
const positionNames = namesOf<PositionRow>({
	...{ accountId: true, positionTicket: true, instrumentId: true, side: true, qty: true, openNotional: true, sl: true, tp: true },
	...{ realisedMinor: true, swapMinor: true, accountSeq: true, openedAt: true, updatedAt: true },
});
const accountNames = namesOf<AccountRow>({
	...{ id: true, name: true, mode: true, currency: true, currencyDigits: true, server: true, login: true, link: true, reconciled: true },
	...{ tradeAllowed: true, balanceMinor: true, equityMinor: true, marginMinor: true, realisedMinor: true, lastSeq: true },
});

const orderColumns = columnsOf('o', orderNames);
const positionText = `SELECT ${columnsOf('p', positionNames)} FROM "__tenant__"."positions" p WHERE p.qty > 0`;
const accountText = `SELECT ${columnsOf('a', accountNames)} FROM "__tenant__"."accounts" a ORDER BY a.id`;

type Ask = { readonly text: string; readonly values: readonly unknown[]; readonly names: readonly string[] };

/** As Prisma would read them, for a fraction of the processor time: these are what everybody asks for, again and again. */
async function read(pool: Pick<pg.Pool, 'query'>, context: TenantContext, { text, values, names }: Ask): Promise<readonly object[]> {
	const statement = { text: bindSql(text, context.schema), values: [...values], rowMode: 'array' as const, types: plainParsers };
	const { rows } = await runAsTenant(context, async () => await pool.query<unknown[]>(statement));
	return rows.map((cells) => rowOf(cells, names, 0));
}

export async function readOrders(pool: Pick<pg.Pool, 'query'>, context: TenantContext, asked: OrdersAsked): Promise<readonly OrderRow[]> {
	const { accountId, lives, after, most } = asked;
	const values: unknown[] = [most];
	const place = (value: unknown): string => `$${values.push(value)}`;
	const conditions = [
		...(accountId === undefined ? [] : [`o.account_id = ${place(accountId)}::int`]),
		...(lives === undefined ? [] : [`o.life ${lives.areWanted ? '= ANY' : '<> ALL'} (${place(lives.words)}::text[])`]),
		...(after === undefined ? [] : [`(o.created_at, o.id) < (${place(after.at.toISOString())}::timestamptz, ${place(after.id)}::bigint)`]),
	];
	const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
	const text = `SELECT ${orderColumns} FROM "__tenant__"."orders" o${where} ORDER BY o.created_at DESC, o.id DESC LIMIT $1`;
	// The names are the type's own, and the parsers give what the type says; so with the next two.
	return (await read(pool, context, { text, values, names: orderNames })) as readonly OrderRow[];
}

/** Open ones, the oldest first. @param accountId of all accounts where it is undefined */
export async function readPositions(
	pool: Pick<pg.Pool, 'query'>,
	context: TenantContext,
	accountId?: number,
): Promise<readonly PositionRow[]> {
	const [narrowed, values] = accountId === undefined ? ['', []] : [' AND p.account_id = $1', [accountId]];
	const text = `${positionText}${narrowed} ORDER BY p.opened_at, p.account_id, p.position_ticket`;
	return (await read(pool, context, { text, values, names: positionNames })) as readonly PositionRow[];
}

export const readAccounts = async (pool: Pick<pg.Pool, 'query'>, context: TenantContext): Promise<readonly AccountRow[]> =>
	(await read(pool, context, { text: accountText, values: [], names: accountNames })) as readonly AccountRow[];
