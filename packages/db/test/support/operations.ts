import { expect } from 'vitest';
import type { TenantDb, TenantTx } from '../../src/index.ts';

/** What one call does, and what it must see. `mark` is the tenant's own text; `key` is the same number for every tenant. */
type Call = { readonly db: TenantDb; readonly mark: string; readonly key: number };
export type Operation = { readonly name: string; readonly orders: number; run(call: Call): Promise<void> };

const at = new Date(0);
export const orderRow = ({ mark, key }: Pick<Call, 'mark' | 'key'>) => ({
	id: BigInt(key),
	accountId: 1,
	instrumentId: 1,
	instrumentIdAsked: 1,
	clientOrderId: `c-${key}`,
	side: 'BUY',
	type: mark,
	tif: 'GTC',
	qty: 1n,
	positionTicket: 0,
	life: 'ACCEPTED',
	pending: 'NONE',
	filledQty: 0n,
	filledNotional: 0n,
	reservedQty: 0n,
	venueOrderTicket: 0,
	principalId: 1,
	sessionId: 1,
	investmentDeciderId: 1,
	executionDeciderId: 1,
	accountSeq: BigInt(key),
	createdAt: at,
	updatedAt: at,
});
const read = (name: string, run: (call: Call) => Promise<void>): Operation => ({ name, orders: 0, run });
const write = (name: string, run: (call: Call) => Promise<void>): Operation => ({ name, orders: 1, run });
/** Creates the order, then `after` works on it. */
const onOrder = (name: string, after: (call: Call) => Promise<void>): Operation =>
	write(name, async (call) => {
		await call.db.order.create({ data: orderRow(call) });
		await after(call);
	});
const inTransaction = async (tx: TenantTx, { mark, key }: Pick<Call, 'mark' | 'key'>) => {
	expect((await tx.instrument.findUnique({ where: { symbol: 'EURUSD' } }))?.description).toBe(mark);
	await tx.order.create({ data: orderRow({ mark, key }) });
	expect((await tx.order.findUniqueOrThrow({ where: { id: BigInt(key) } })).type).toBe(mark);
};

/** Every method of a Prisma model that a tenant's role may use, raw SQL, nested writes and transactions. */
export const operations: readonly Operation[] = [
	read('findUnique', async ({ db, mark }) => expect((await db.instrument.findUnique({ where: { id: 1 } }))?.description).toBe(mark)),
	read('findUnique, compound key', async ({ db, mark }) => {
		const found = await db.brokerSymbol.findUnique({
			where: { instrumentId_server: { instrumentId: 1, server: 'S' } },
			include: { instrument: true },
		});
		expect(found?.instrument.description).toBe(mark);
	}),
	read('findUnique, then its relation', async ({ db, mark }) => {
		const found = await db.brokerSymbol.findUnique({ where: { server_symbol: { server: 'S', symbol: 'GBPUSD' } } }).instrument();
		expect(found?.description).toBe(mark);
	}),
	read('findUniqueOrThrow', async ({ db, mark }) =>
		expect((await db.instrument.findUniqueOrThrow({ where: { symbol: 'GBPUSD' } })).description).toBe(mark),
	),
	read('findFirst', async ({ db, mark }) => expect((await db.instrument.findFirst({ where: { id: 2 } }))?.description).toBe(mark)),
	read('findFirstOrThrow', async ({ db, mark }) =>
		expect((await db.instrument.findFirstOrThrow({ where: { id: 2 } })).description).toBe(mark),
	),
	read('findMany with relations', async ({ db, mark }) => {
		const rows = await db.instrument.findMany({ include: { brokerSymbols: { include: { instrument: true } } }, orderBy: { id: 'asc' } });
		expect(rows.flatMap((row) => [row.description, ...row.brokerSymbols.map((symbol) => symbol.instrument.description)])).toEqual([
			mark,
			mark,
			mark,
			mark,
		]);
	}),
	read('count', async ({ db, mark }) => expect(await db.instrument.count({ where: { description: mark } })).toBe(2)),
	read('aggregate', async ({ db, mark }) =>
		expect((await db.instrument.aggregate({ _max: { description: true }, _min: { description: true } }))._max.description).toBe(mark),
	),
	read('groupBy', async ({ db, mark }) =>
		expect((await db.instrument.groupBy({ by: ['description'], _count: true })).map((group) => group.description)).toEqual([mark]),
	),
	read('$queryRaw', async ({ db, mark }) =>
		expect(await db.$queryRaw`SELECT DISTINCT "description" FROM "__tenant__"."instruments"`).toEqual([{ description: mark }]),
	),
	read('$queryRawUnsafe', async ({ db, mark }) =>
		expect(await db.$queryRawUnsafe('SELECT "description" FROM "__tenant__"."instruments" WHERE "id" = $1', 1)).toEqual([
			{ description: mark },
		]),
	),
	write('create', async ({ db, mark, key }) => expect((await db.order.create({ data: orderRow({ mark, key }) })).type).toBe(mark)),
	write('createMany', async ({ db, mark, key }) =>
		expect(await db.order.createMany({ data: [orderRow({ mark, key }), orderRow({ mark, key })], skipDuplicates: true })).toEqual({
			count: 1,
		}),
	),
	write('createManyAndReturn', async ({ db, mark, key }) =>
		expect((await db.order.createManyAndReturn({ data: [orderRow({ mark, key })] })).map((row) => row.type)).toEqual([mark]),
	),
	write('upsert', async ({ db, mark, key }) => {
		const data = orderRow({ mark, key });
		expect((await db.order.upsert({ where: { id: data.id }, create: data, update: { type: 'WRONG' } })).type).toBe(mark);
	}),
	write('nested create', async ({ db, mark, key }) => {
		const { accountId: _, instrumentId: __, ...data } = orderRow({ mark, key });
		await db.account.update({
			where: { server_login: { server: 'S', login: 1n } },
			data: { orders: { create: { ...data, instrument: { connect: { symbol: 'EURUSD' } } } } },
		});
	}),
	write('$executeRaw', async ({ db, mark, key }) => {
		await db.order.create({ data: orderRow({ mark: 'RAW', key }) });
		expect(await db.$executeRaw`UPDATE "__tenant__"."orders" SET "type" = ${mark} WHERE "id" = ${key}`).toBe(1);
	}),
	write('$executeRawUnsafe', async ({ db, mark, key }) => {
		await db.order.create({ data: orderRow({ mark: 'RAW', key }) });
		expect(await db.$executeRawUnsafe('UPDATE "__tenant__"."orders" SET "type" = $1 WHERE "id" = $2', mark, key)).toBe(1);
	}),
	onOrder('an event of the order, and the order through it', async ({ db, mark, key }) => {
		const event = { accountId: 1, accountSeq: BigInt(key), orderId: BigInt(key) };
		const state = { qty: 1n, pending: 'NONE', filledQty: 0n, filledNotional: 0n, reservedQty: 0n, venueOrderTicket: 0, retcode: 0, at };
		expect(await db.orderEvent.createMany({ data: [{ ...event, ...state, life: mark }] })).toEqual({ count: 1 });
		const found = await db.orderEvent.findMany({ where: { accountId: 1, accountSeq: BigInt(key) }, include: { order: true } });
		expect(found.map(({ life, order }) => [life, order.type])).toEqual([[mark, mark]]);
		const { states } = await db.eventRows({ ranges: [{ accountId: 1, after: BigInt(key) - 1n, upTo: BigInt(key) }], most: 10 });
		expect(states.map(({ life, order }) => [life, order.type])).toEqual([[mark, mark]]);
	}),
	write('predictions past Prisma', async ({ db, mark, key }) => {
		const row = { modelName: 'm', version: 1, subject: null, at, answer: 0.5 };
		await db.writePredictions([{ ...row, id: `same-${key}`, subject: mark }]);
		const found = await db.mlPrediction.findMany({ where: { id: `same-${key}` } });
		expect(found).toEqual([{ ...row, id: `same-${key}`, subject: mark, outcome: null, outcomeAt: null }]);
		await db.order.create({ data: orderRow({ mark, key }) });
	}),
	onOrder('update', async ({ db, mark, key }) =>
		expect(
			(await db.order.update({ where: { accountId_clientOrderId: { accountId: 1, clientOrderId: `c-${key}` } }, data: { retcode: 1 } }))
				.type,
		).toBe(mark),
	),
	onOrder('updateMany', async ({ db, mark, key }) =>
		expect(await db.order.updateMany({ where: { id: BigInt(key), type: mark }, data: { retcode: 2 } })).toEqual({ count: 1 }),
	),
	onOrder('updateManyAndReturn', async ({ db, mark, key }) =>
		expect((await db.order.updateManyAndReturn({ where: { id: BigInt(key) }, data: { retcode: 3 } })).map((row) => row.type)).toEqual([
			mark,
		]),
	),
	onOrder('delete and deleteMany, which the role may not', async ({ db, key }) => {
		await expect(db.order.delete({ where: { id: BigInt(key) } })).rejects.toThrow(/denied/);
		await expect(db.order.deleteMany({ where: { id: BigInt(key) } })).rejects.toThrow(/denied/);
	}),
	write('interactive transaction', async ({ db, mark, key }) => db.$transaction((tx) => inTransaction(tx, { mark, key }))),
	write('two transactions, one of which rolls back', async ({ db, mark, key }) => {
		const rolledBack = db.$transaction(async (tx) => {
			await inTransaction(tx, { mark, key: -key });
			throw new Error('changed my mind');
		});
		const [one, two] = await Promise.allSettled([rolledBack, db.$transaction((tx) => inTransaction(tx, { mark, key }))]);
		expect(one).toMatchObject({ status: 'rejected', reason: { message: 'changed my mind' } });
		expect(two.status).toBe('fulfilled');
	}),
];
