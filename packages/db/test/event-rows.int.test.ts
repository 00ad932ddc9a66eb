import { afterAll, beforeAll, expect, test } from 'vitest';
import { Prisma } from '../src/index.ts';
import { createFleet, type Fleet } from './support/fleet.ts';

const tenantsCount = 4;
const ordersCount = 12;
let fleet: Fleet;
beforeAll(async () => {
	fleet = await createFleet(tenantsCount, { poolSize: 3 });
}, 60_000);
afterAll(() => fleet?.close());

const greatest = 2n ** 63n - 1n;
const at = new Date('2026-03-04T05:06:07.089Z');
/** Every column has a value of its own, and those that may be null are in half of the orders. */
const rowsOf = (mark: string, n: number) => {
	const some = <T>(value: T): T | null => (n % 2 === 0 ? value : null);
	const seq = BigInt(n * 10);
	const order: Prisma.OrderUncheckedCreateInput = {
		...{
			id: 2n ** 52n + BigInt(n),
			accountId: 1,
			instrumentId: some(1),
			instrumentIdAsked: 2,
			clientOrderId: `${mark} "${n}"`,
			side: 'BUY',
		},
		...{
			type: mark,
			tif: 'GTD',
			expiresAtMs: some(1_900_000_000_001n),
			qty: 11n,
			price: some(greatest),
			limitPrice: some(-13n),
			sl: 14n,
			tp: null,
		},
		...{
			positionTicket: '18446744073709551615',
			positionByTicket: 16,
			reduceOnly: n % 3 === 0,
			postOnly: n % 3 === 1,
			bracket: n % 3 === 2,
		},
		...{
			trailBy: some('PRICE'),
			trailDistance: some(17n),
			parentOrderId: 18n,
			ocoId: 19n,
			emulated: 'a b',
			waitsFor: some('w'),
			decidedById: 20,
		},
		...{
			isPresumable: n % 2 === 1,
			life: 'FILLED',
			pending: 'NONE',
			filledQty: 21n,
			filledNotional: 22n,
			reservedQty: 23n,
			venueOrderTicket: 24,
		},
		...{
			denialCode: some('D'),
			denialValue: some(25n),
			denialLimit: some(26n),
			denialHeadroom: some(-27n),
			denialLevel: some('DESK'),
			strategyId: null,
		},
		...{
			retcode: 10_009,
			stages: n % 2 === 0 ? { a: [1, null, 'ü'] } : Prisma.DbNull,
			principalId: 28,
			sessionId: 29n,
			investmentDeciderId: 30,
		},
		...{ executionDeciderId: 31, accountSeq: seq + 4n, createdAt: at, updatedAt: new Date(at.getTime() + n) },
	};
	const state = (step: number): Prisma.OrderEventCreateManyInput => ({
		...{
			accountId: 1,
			accountSeq: seq + BigInt(step),
			orderId: order.id,
			qty: BigInt(step),
			price: some(41n),
			limitPrice: some(42n),
			sl: some(43n),
		},
		...{
			tp: some(44n),
			emulated: 'c',
			waitsFor: some('x'),
			decidedById: step,
			isPresumable: step === 1,
			life: `${mark} ${step}`,
			pending: 'CANCEL',
		},
		...{
			filledQty: 45n,
			filledNotional: 46n,
			reservedQty: 47n,
			venueOrderTicket: '18446744073709551614',
			denialCode: some('E'),
			denialValue: some(48n),
		},
		...{ denialLimit: some(49n), retcode: step, at: new Date(at.getTime() + step) },
	});
	const deal: Prisma.ExecutionCreateManyInput = {
		...{
			accountId: 1,
			dealTicket: `1844674407370955${1000 + n}`,
			revision: n % 2,
			orderId: some(order.id),
			orderTicket: 51,
			positionTicket: 52,
		},
		...{
			instrumentId: some(2),
			type: mark,
			entry: 'IN',
			reason: 'EXPERT',
			qty: 53n,
			price: 54n,
			profitMinor: -55n,
			commissionMinor: 56n,
			swapMinor: 57n,
		},
		...{ feeMinor: 58n, late: n % 2 === 0, accountSeq: seq + 3n, venueAt: at, bookedAt: new Date(at.getTime() + 7) },
	};
	return { order, states: [1, 2, 4].map(state), deal };
};

test('order events and deals are read in one statement as Prisma reads them, of each tenant its own though all have the same keys', async () => {
	await Promise.all(
		fleet.schemas.map(async (mark, tenant) => {
			const db = fleet.handle(tenant);
			const all = Array.from({ length: ordersCount }, (_, n) => rowsOf(mark, n));
			await db.order.createMany({ data: all.map(({ order }) => order) });
			await db.orderEvent.createMany({ data: all.flatMap(({ states }) => states) });
			await db.execution.createMany({ data: all.map(({ deal }) => deal) });
		}),
	);
	const ranges = [
		{ accountId: 1, after: -1n, upTo: 34n },
		{ accountId: 1, after: 51n, upTo: greatest },
		{ accountId: 2, after: 0n, upTo: greatest },
	];
	// All in one tick, several times.
	const read = await Promise.all(
		Array.from({ length: 3 }, () => fleet.schemas.map((_, tenant) => fleet.handle(tenant).eventRows({ ranges, most: 1_000 }))).flat(),
	);
	for (const [n, { states, deals }] of read.entries()) {
		const tenant = n % tenantsCount;
		const db = fleet.handle(tenant);
		const where = { OR: ranges.map(({ accountId, after, upTo }) => ({ accountId, accountSeq: { gt: after, lte: upTo } })) };
		const orderBy = { accountSeq: 'asc' } as const;
		const wanted = await db.orderEvent.findMany({ where, orderBy, include: { order: true } });
		expect(wanted).toHaveLength(32);
		expect(wanted.every(({ life }) => life.startsWith(`${fleet.schemas[tenant]} `))).toBe(true);
		const bySeq = (a: { readonly accountSeq: bigint }, b: { readonly accountSeq: bigint }) => Number(a.accountSeq - b.accountSeq);
		const seen = states.toSorted(bySeq);
		expect(seen.map(({ order: _, ...state }) => state)).toEqual(wanted.map(({ order: _, ...state }) => plain(state)));
		for (const [at, { order }] of seen.entries()) expect(plain(wanted[at]?.order ?? {})).toMatchObject(order);
		expect(Object.keys(seen[0]?.order ?? {})).toHaveLength(22);
		expect(deals.toSorted(bySeq)).toEqual((await db.execution.findMany({ where, orderBy })).map(plain));
		expect(deals).toHaveLength(11);
	}
});

test('who asks for much gets the first of each table', async () => {
	const { states, deals } = await fleet.handle(1).eventRows({ ranges: [{ accountId: 1, after: 3n, upTo: greatest }], most: 4 });
	expect(states.map(({ accountSeq }) => accountSeq).toSorted(byValue)).toEqual([4n, 11n, 12n, 14n]);
	expect(deals.map(({ accountSeq }) => accountSeq).toSorted(byValue)).toEqual([13n, 23n, 33n, 43n]);
});

const byValue = (a: bigint, b: bigint): number => Number(a - b);
const plain = (row: object): object =>
	Object.fromEntries(
		Object.entries(row).map(([name, value]) => [name, Prisma.Decimal.isDecimal(value) ? BigInt(value.toFixed(0)) : value]),
	);
