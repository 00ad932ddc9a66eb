import { runAsTenant, type TenantContext } from './context.ts';
import type { Order, OrderEvent, Prisma } from './generated/tenant/client.ts';
import { columnOf, namesOf } from './plain-rows.ts';
import type { UnitStatement } from './roled-unit.ts';
import { bindSql } from './sql-guard.ts';

/** A ticket is its digits here; what an order leaves out stays as it is. */
type Written<Row> = { readonly [Name in keyof Row]: Row[Name] extends Prisma.Decimal ? string : Row[Name] };
export type OrderWrite = Written<Omit<Order, 'stages'>>;
export type OrderEventWrite = Written<OrderEvent>;

export type OrderWrites = {
	readonly shard: number;
	/** The cursor moves to `seq`, and only where it is before `before`. */
	readonly before: bigint;
	readonly seq: bigint;
	/** New ones, or those that are there as they now are. An instrument that the tenant has not is left out. */
	readonly orders: readonly OrderWrite[];
	readonly events: readonly OrderEventWrite[];
	/** Of orders that are there. */
	readonly stages: readonly { readonly id: bigint; readonly stages: object }[];
};

export type UnitPool = { unit(statements: readonly UnitStatement[]): Promise<void> };

const orderNames = namesOf<OrderWrite>({
	...{ id: true, accountId: true, instrumentId: true, instrumentIdAsked: true, clientOrderId: true, side: true, type: true, tif: true },
	...{ expiresAtMs: true, qty: true, price: true, limitPrice: true, sl: true, tp: true, positionTicket: true, positionByTicket: true },
	...{ reduceOnly: true, postOnly: true, bracket: true, trailBy: true, trailDistance: true, parentOrderId: true, ocoId: true },
	...{ emulated: true, waitsFor: true, decidedById: true, isPresumable: true, life: true, pending: true, filledQty: true },
	...{ filledNotional: true, reservedQty: true, venueOrderTicket: true, denialCode: true, denialValue: true, denialLimit: true },
	...{ denialHeadroom: true, denialLevel: true, strategyId: true, retcode: true, principalId: true, sessionId: true },
	...{ investmentDeciderId: true, executionDeciderId: true, accountSeq: true, createdAt: true, updatedAt: true },
});
const eventNames = namesOf<OrderEventWrite>({
	...{ accountId: true, accountSeq: true, orderId: true, qty: true, price: true, limitPrice: true, sl: true, tp: true, emulated: true },
	...{ waitsFor: true, decidedById: true, isPresumable: true, life: true, pending: true, filledQty: true, filledNotional: true },
	...{ reservedQty: true, venueOrderTicket: true, denialCode: true, denialValue: true, denialLimit: true, retcode: true, at: true },
});

/** Where the cursor is further already there is a row that can't be made again: the unit fails, and nothing of it is written. */
const cursorText = `WITH moved AS (UPDATE "__tenant__"."journal_cursor" SET seq = $2::bigint WHERE shard = $1::int AND seq < $3::bigint RETURNING 1)
INSERT INTO "__tenant__"."journal_cursor" (shard, seq) SELECT $1::int, $2::bigint WHERE NOT EXISTS (SELECT FROM moved)`;

const columns = (names: readonly string[]): string => names.map(columnOf).join(', ');
const rowsOf = (table: string): string => `jsonb_populate_recordset(NULL::"__tenant__"."${table}", $1::jsonb) r`;
const orderValues = orderNames
	.map((name) =>
		name === 'instrumentId' ? '(SELECT i.id FROM "__tenant__"."instruments" i WHERE i.id = r.instrument_id)' : `r.${columnOf(name)}`,
	)
	.join(', ');
const ordersText = `INSERT INTO "__tenant__"."orders" (${columns(orderNames)}) SELECT ${orderValues} FROM ${rowsOf('orders')}
ON CONFLICT (id) DO UPDATE SET ${orderNames.map((name) => `${columnOf(name)} = EXCLUDED.${columnOf(name)}`).join(', ')}`;
const eventsText = `INSERT INTO "__tenant__"."order_events" (${columns(eventNames)})
SELECT ${eventNames.map((name) => `r.${columnOf(name)}`).join(', ')} FROM ${rowsOf('order_events')}`;
const stagesText = `UPDATE "__tenant__"."orders" o SET stages = r.stages FROM ${rowsOf('orders')} WHERE o.id = r.id`;

const named = (names: readonly string[]): readonly (readonly [name: string, column: string])[] =>
	names.map((name) => [name, columnOf(name).slice(1, -1)]);
const orderColumns = named(orderNames);
const eventColumns = named(eventNames);

const json = (rows: readonly object[]): string =>
	JSON.stringify(rows, (_name, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
const byColumn = (rows: readonly object[], names: typeof orderColumns): object[] =>
	rows.map((row) => Object.fromEntries(names.map(([name, column]) => [column, Reflect.get(row, name)])));

/**
 * What became of orders, with the cursor of the journal that tells it: all of it or nothing, on one way to the database and back.
 * @throws where the cursor is not before `before`
 */
export async function writeOrders(pool: UnitPool, context: TenantContext, writes: OrderWrites): Promise<void> {
	const { shard, before, seq, orders, events, stages } = writes;
	const rows = (text: string, all: readonly object[]): UnitStatement[] => (all.length === 0 ? [] : [{ text, values: [json(all)] }]);
	const statements = [
		{ text: cursorText, values: [String(shard), String(seq), String(before)] },
		...rows(ordersText, byColumn(orders, orderColumns)),
		...rows(eventsText, byColumn(events, eventColumns)),
		...rows(stagesText, stages),
	];
	const bound = statements.map(({ text, values }) => ({ text: bindSql(text, context.schema), values }));
	await runAsTenant(context, async () => await pool.unit(bound));
}
