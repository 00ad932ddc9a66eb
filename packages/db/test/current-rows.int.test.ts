import { afterAll, beforeAll, expect, test } from 'vitest';
import { Prisma } from '../src/index.ts';
import { createFleet, type Fleet } from './support/fleet.ts';

const tenantsCount = 4;
const ordersCount = 24;
const greatestTicket = 18_446_744_073_709_551_615n;
let fleet: Fleet;
beforeAll(async () => {
	fleet = await createFleet(tenantsCount, { poolSize: 3 });
	await Promise.all(fleet.schemas.map((mark, tenant) => fill(mark, tenant)));
}, 60_000);
afterAll(() => fleet?.close());

const lives = ['ACCEPTED', 'FILLED', 'REJECTED'];
const at = new Date('2026-03-04T05:06:07.089Z');

/** Every column has a value of its own, those that may be null are in half of the rows, and times are shared by three orders each. */
async function fill(mark: string, tenant: number): Promise<void> {
	const db = fleet.handle(tenant);
	const { id: _, ...twin } = (await db.account.findFirst()) ?? { id: 0 };
	await db.account.create({
		data: {
			...(twin as Prisma.AccountUncheckedCreateInput),
			...{ name: mark, login: 9_007_199_254_740_993n, limits: {}, currencyDigits: 3, equityMinor: -1n, marginMinor: 2n },
			...{ link: true, reconciled: true, tradeAllowed: true, balanceMinor: 2n ** 62n, realisedMinor: -5n, lastSeq: 6n },
		},
	});
	await db.order.createMany({ data: Array.from({ length: ordersCount }, (_unused, n) => orderOf(mark, n)) });
	await db.position.createMany({ data: Array.from({ length: 8 }, (_unused, n) => positionOf(mark, n)) });
}

function orderOf(mark: string, n: number): Prisma.OrderUncheckedCreateInput {
	const some = <T>(value: T): T | null => (n % 2 === 0 ? value : null);
	return {
		...{ id: 2n ** 52n + BigInt(n), accountId: 1 + (n % 2), instrumentId: some(1), instrumentIdAsked: 2, clientOrderId: `${mark} "${n}"` },
		...{ side: 'BUY', type: mark, tif: 'GTD', expiresAtMs: some(1_900_000_000_001n), qty: 11n, price: some(2n ** 63n - 1n) },
		...{ limitPrice: some(-13n), sl: 14n, tp: null, positionTicket: greatestTicket.toString(), positionByTicket: 16 },
		...{ reduceOnly: n % 3 === 0, postOnly: n % 3 === 1, bracket: n % 3 === 2, trailBy: some('PRICE'), trailDistance: some(17n) },
		...{ parentOrderId: 18n, ocoId: 19n, emulated: 'a b', waitsFor: some('w'), decidedById: 20, isPresumable: n % 2 === 1 },
		...{ life: lives[n % lives.length] ?? '', pending: 'NONE', filledQty: 21n, filledNotional: 22n, reservedQty: 23n },
		...{ venueOrderTicket: 24, denialCode: some('D'), denialValue: some(25n), denialLimit: some(26n), denialHeadroom: some(-27n) },
		...{ denialLevel: some('DESK'), strategyId: null, retcode: 10_009, stages: n % 2 === 0 ? { a: [1, null, 'ü'] } : Prisma.DbNull },
		...{ principalId: 28, sessionId: 29n, investmentDeciderId: 30, executionDeciderId: 31, accountSeq: BigInt(n) },
		...{ createdAt: new Date(at.getTime() + Math.floor(n / 3)), updatedAt: new Date(at.getTime() + n) },
	};
}

/** Every other one is closed. */
const positionOf = (mark: string, n: number): Prisma.PositionUncheckedCreateInput => ({
	...{ accountId: 1 + (n % 4 < 2 ? 0 : 1), positionTicket: (greatestTicket - BigInt(n)).toString(), instrumentId: 1, side: mark },
	...{ qty: n % 2 === 0 ? BigInt(n + 1) : 0n, openNotional: 2n ** 61n, sl: 1n, tp: 2n, realisedMinor: -3n, swapMinor: 4n },
	...{ accountSeq: BigInt(n), openedAt: new Date(at.getTime() + Math.floor(n / 4)), updatedAt: at },
});

/** Of every tenant at once, several times: all of them in one tick. */
async function ofAll<Row>(read: (tenant: number) => Promise<readonly Row[]>): Promise<readonly { tenant: number; rows: readonly Row[] }[]> {
	const calls = Array.from({ length: tenantsCount * 3 }, (_, n) => n % tenantsCount);
	return Promise.all(calls.map(async (tenant) => ({ tenant, rows: await read(tenant) })));
}

const after = { at: new Date(at.getTime() + 5), id: 2n ** 52n + 16n };
const older = { OR: [{ createdAt: { lt: after.at } }, { createdAt: after.at, id: { lt: after.id } }] };
const working = { words: ['ACCEPTED', 'REJECTED'], areWanted: true };

test.each([
	['all', {}, {}, ordersCount],
	['of an account', { accountId: 2 }, { accountId: 2 }, 12],
	['of an account that is not there', { accountId: 9 }, { accountId: 9 }, 0],
	['in some states', { lives: working }, { life: { in: working.words } }, 16],
	['in none of them', { lives: { ...working, areWanted: false } }, { life: { notIn: working.words } }, 8],
	['after one that shares its time with others', { after }, older, 16],
	['all of these', { accountId: 1, lives: working, after }, { accountId: 1, life: { in: working.words }, ...older }, 6],
])('orders are read as Prisma reads them, of each tenant its own though all have the same keys: %s', async (_name, asked, where, count) => {
	for (const { tenant, rows } of await ofAll((one) => fleet.handle(one).orderRows({ ...asked, most: 100 }))) {
		const wanted = await fleet.handle(tenant).order.findMany({
			where,
			orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
			omit: { instrumentId: true, principalId: true, sessionId: true, investmentDeciderId: true, executionDeciderId: true },
		});
		expect(wanted).toHaveLength(count);
		expect(rows).toEqual(wanted.map(plain));
		expect(rows.every(({ type }) => type === fleet.schemas[tenant])).toBe(true);
	}
});

test('as many orders as were asked for, and the page after them', async () => {
	const first = await fleet.handle(0).orderRows({ most: 5 });
	const last = first.at(-1);
	expect(first).toHaveLength(5);
	const second = await fleet.handle(0).orderRows({ most: 5, after: { at: last?.createdAt ?? at, id: last?.id ?? 0n } });
	const both = await fleet.handle(0).orderRows({ most: 10 });
	expect([...first, ...second]).toEqual(both);
});

test('open positions and accounts are read as Prisma reads them, of each tenant its own', async () => {
	for (const accountId of [undefined, 1, 2, 9]) {
		for (const { tenant, rows } of await ofAll((one) => fleet.handle(one).positionRows(accountId))) {
			const wanted = await fleet.handle(tenant).position.findMany({
				where: { qty: { gt: 0n }, ...(accountId === undefined ? {} : { accountId }) },
				orderBy: [{ openedAt: 'asc' }, { accountId: 'asc' }, { positionTicket: 'asc' }],
			});
			expect(wanted).toHaveLength(accountId === undefined ? 4 : accountId === 9 ? 0 : 2);
			expect(rows).toEqual(wanted.map(plain));
			expect(rows.every(({ side }) => side === fleet.schemas[tenant])).toBe(true);
		}
	}
	for (const { tenant, rows } of await ofAll((one) => fleet.handle(one).accountRows())) {
		const wanted = await fleet.handle(tenant).account.findMany({
			omit: {
				...{ active: true, limits: true, limitsVersion: true, deskId: true, commissionMinor: true, swapMinor: true },
				...{ feeMinor: true, updatedAt: true },
			},
			orderBy: { id: 'asc' },
		});
		expect(rows).toEqual(wanted);
		expect(rows.map(({ name }) => name)).toEqual(['Twin', fleet.schemas[tenant]]);
	}
});

const plain = (row: object): object =>
	Object.fromEntries(
		Object.entries(row).map(([name, value]) => [name, Prisma.Decimal.isDecimal(value) ? BigInt(value.toFixed(0)) : value]),
	);
