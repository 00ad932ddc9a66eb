import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OrderEventWrite, OrderWrite } from '../src/index.ts';
import { createFleet, type Fleet } from './support/fleet.ts';

const tenantsCount = 4;
const shard = 3;
const greatestTicket = 18_446_744_073_709_551_615n;
const at = new Date('2026-03-04T05:06:07.089Z');
let fleet: Fleet;
beforeAll(async () => {
	fleet = await createFleet(tenantsCount, { poolSize: 2 });
}, 60_000);
afterAll(() => fleet?.close());

const some = <T>(n: number, value: T): T | null => (n % 2 === 0 ? value : null);
const state = (mark: string, n: number) => ({
	...{ accountId: 1, qty: 2n ** 62n + 1n, price: some(n, -11n), limitPrice: some(n, 12n), sl: some(n, 13n), tp: null },
	...{ emulated: `a ${mark}`, waitsFor: some(n, 'w"ä'), decidedById: n, isPresumable: n % 2 === 1, life: mark, pending: 'NONE' },
	...{ filledQty: 14n, filledNotional: 2n ** 61n, reservedQty: 15n, venueOrderTicket: greatestTicket.toString() },
	...{ denialCode: some(n, 'D'), denialValue: some(n, 16n), denialLimit: some(n, 17n), retcode: 10_009 },
});
const orderOf = (mark: string, n: number): OrderWrite => ({
	...state(mark, n),
	...{
		id: 2n ** 52n + BigInt(n),
		instrumentId: 1,
		instrumentIdAsked: 2,
		clientOrderId: `"${mark}\\ ${n}`,
		side: 'BUY',
		type: mark,
		tif: 'GTD',
	},
	...{
		expiresAtMs: some(n, 1_900_000_000_001n),
		positionTicket: greatestTicket.toString(),
		positionByTicket: '16',
		reduceOnly: n % 3 === 0,
	},
	...{
		postOnly: n % 3 === 1,
		bracket: n % 3 === 2,
		trailBy: some(n, 'PRICE'),
		trailDistance: some(n, 18n),
		parentOrderId: 19n,
		ocoId: 20n,
	},
	...{ denialHeadroom: some(n, -21n), denialLevel: some(n, 'DESK'), strategyId: null, principalId: 22, sessionId: 2n ** 53n + 1n },
	...{ investmentDeciderId: 23, executionDeciderId: 24, accountSeq: BigInt(n), createdAt: at, updatedAt: new Date(at.getTime() + n) },
});
const eventOf = (mark: string, n: number): OrderEventWrite => ({
	...state(mark, n),
	...{ accountSeq: BigInt(n), orderId: 2n ** 52n + BigInt(n), at: new Date(at.getTime() + n) },
});
const rowsOf = async (tenant: number) => {
	const db = fleet.handle(tenant);
	const [orders, events, cursors] = await Promise.all([
		db.order.findMany({ orderBy: { id: 'asc' } }),
		db.orderEvent.findMany({ orderBy: { accountSeq: 'asc' } }),
		db.journalCursor.findMany(),
	]);
	return { orders, events, cursors };
};
const write = (tenant: number, mark: string, input: { readonly ns: readonly number[]; readonly before: bigint; readonly seq: bigint }) =>
	fleet.handle(tenant).orderWrites({
		...{ shard, before: input.before, seq: input.seq },
		orders: input.ns.map((n) => orderOf(mark, n)),
		events: input.ns.map((n) => eventOf(mark, n)),
		stages: input.ns.filter((n) => n % 2 === 0).map((n) => ({ id: 2n ** 52n + BigInt(n), stages: { mark, list: [1, null, 'ü'] } })),
	});

test('orders, their events and stages are written as Prisma writes them, of each tenant its own though all have the same keys', async () => {
	// The first tenant's by Prisma; the others' all at once over two connections, twice: the second time they are there.
	const first = fleet.handle(0);
	const [mark0 = ''] = fleet.schemas;
	await first.journalCursor.create({ data: { shard, seq: 6n } });
	for (const n of [1, 2, 3, 4, 5, 6]) {
		await first.order.create({ data: { ...orderOf(mark0, n), ...(n % 2 === 0 ? { stages: { mark: mark0, list: [1, null, 'ü'] } } : {}) } });
		await first.orderEvent.create({ data: eventOf(mark0, n) });
	}
	const others = fleet.schemas.map((mark, tenant) => ({ mark, tenant })).slice(1);
	await Promise.all(others.map(({ mark, tenant }) => write(tenant, 'an older state', { ns: [], before: 1n, seq: 1n }).then(() => mark)));
	await Promise.all(others.map(({ mark, tenant }) => write(tenant, mark, { ns: [1, 2, 3], before: 2n, seq: 3n })));
	await Promise.all(others.map(({ mark, tenant }) => write(tenant, mark, { ns: [4, 5, 6], before: 4n, seq: 6n })));
	const wanted = await rowsOf(0);
	expect([wanted.orders.length, wanted.events.length]).toEqual([6, 6]);
	for (const { mark, tenant } of others) {
		const ofTenant = (value: unknown): unknown => JSON.parse(text(value).replaceAll(mark0, mark));
		const { orders, events, cursors } = await rowsOf(tenant);
		expect(JSON.parse(text({ orders, events, cursors }))).toEqual(ofTenant(wanted));
	}
});

test('an order that is there becomes as it now is, and keeps the stages that nobody speaks of', async () => {
	const before = await rowsOf(1);
	await fleet.handle(1).orderWrites({
		...{ shard, before: 7n, seq: 9n, events: [], stages: [] },
		orders: [{ ...orderOf('CHANGED', 2), clientOrderId: before.orders[1]?.clientOrderId ?? '', price: null, instrumentId: 77 }],
	});
	const { orders, cursors } = await rowsOf(1);
	expect(orders).toHaveLength(6);
	expect(orders[1]).toMatchObject({ life: 'CHANGED', price: null, stages: before.orders[1]?.stages });
	// The tenant has no such instrument.
	expect([before.orders[1]?.instrumentId, orders[1]?.instrumentId]).toEqual([1, null]);
	expect([...orders.slice(0, 1), ...orders.slice(2)]).toEqual([...before.orders.slice(0, 1), ...before.orders.slice(2)]);
	expect(cursors).toEqual([{ shard, seq: 9n }]);
});

test.each([
	['the cursor is further already', { ns: [8], before: 6n, seq: 8n, accountId: 1 }, /journal_cursor_pkey/],
	['an event is there already', { ns: [8, 3], before: 7n, seq: 8n, accountId: 1 }, /order_events_pkey/],
	['an order’s account is not there', { ns: [8], before: 7n, seq: 8n, accountId: 9 }, /account_id_fkey/],
])('nothing of it is written where %s; the next who comes is served', async (_name, { accountId, ...input }, message) => {
	const before = await rowsOf(2);
	const orders = input.ns.map((n) => ({ ...orderOf('LOST', n), accountId }));
	const events = input.ns.map((n) => ({ ...eventOf('LOST', n), accountId }));
	await expect(fleet.handle(2).orderWrites({ shard, before: input.before, seq: input.seq, orders, events, stages: [] })).rejects.toThrow(
		message,
	);
	expect(await rowsOf(2)).toEqual(before);
	const role = (tenant: number) => fleet.handle(tenant).$queryRaw`SELECT current_user::text AS role`;
	expect(await Promise.all([0, 1, 2, 3, 2].map(role))).toEqual([0, 1, 2, 3, 2].map((tenant) => [{ role: fleet.roles[tenant] }]));
});

const text = (value: unknown): string => JSON.stringify(value, (_name, one: unknown) => (typeof one === 'bigint' ? one.toString() : one));
