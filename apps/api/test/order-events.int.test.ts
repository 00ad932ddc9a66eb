import { accountLimits } from '@meridian/core/testing';
import { createDb, type Db, type Prisma } from '@meridian/db';
import { createTestDatabase, provisionTenant, type TestDatabase } from '@meridian/db/testing';
import { createLogger } from '@meridian/telemetry';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiContext } from '../src/context.ts';
import { Directory } from '../src/directory.ts';
import { encodeId } from '../src/graphql/ids.ts';
import { orderHistory } from '../src/modules/orders/history.ts';
import { orderEventStream } from '../src/modules/orders/stream.ts';
import type { OrderEvent } from '../src/modules/orders/subscriptions.ts';
import { eventsChannel } from '../src/modules/quotes/keys.ts';
import { Hub } from '../src/streams/hub.ts';

const accountId = 1;
const tenantsCount = 6;
const template = (slug: string) => ({
	slug,
	name: slug,
	baseCurrency: 'EUR',
	instruments: [
		{
			symbol: 'EURUSD',
			description: slug,
			priceDigits: 5,
			qtyDigits: 2,
			contractSize: 100_000,
			baseCurrency: 'EUR',
			quoteCurrency: 'USD',
			brokerSymbols: [],
		},
	],
	accounts: [
		{
			name: slug,
			mode: 'NETTING' as const,
			currency: 'EUR',
			currencyDigits: 2,
			server: 'S',
			login: 1n,
			limits: accountLimits(),
		},
	],
	users: [],
});

/** As the projector writes it: an order that is submitted, accepted, partly filled (a deal), filled (a deal). */
const lives = ['SUBMITTED', 'ACCEPTED', 'ACCEPTED', 'FILLED'] as const;
const rowsOf = (slug: string, orderId: number) => {
	const first = BigInt((orderId - 1) * 10);
	const at = new Date(1_700_000_000_000);
	const state = (step: number) => ({
		qty: 10n,
		life: lives[step] ?? '',
		pending: 'NONE',
		filledQty: [0n, 0n, 4n, 10n][step] ?? 0n,
		filledNotional: 0n,
		reservedQty: 0n,
		venueOrderTicket: 0,
		retcode: 0,
	});
	const order: Prisma.OrderUncheckedCreateInput = {
		...state(3),
		id: BigInt(orderId),
		accountId,
		instrumentId: 1,
		instrumentIdAsked: 1,
		clientOrderId: `${slug}-${orderId}`,
		side: 'BUY',
		type: 'MARKET',
		tif: 'IOC',
		positionTicket: 0,
		principalId: 1,
		sessionId: 1,
		investmentDeciderId: 1,
		executionDeciderId: 1,
		accountSeq: first + 8n,
		createdAt: at,
		updatedAt: at,
	};
	const events = [1n, 2n, 5n, 8n].map((seq, step) => ({
		...state(step),
		accountId,
		accountSeq: first + seq,
		orderId: BigInt(orderId),
		at,
	}));
	const executions = [3n, 6n].map((seq) => ({
		accountId,
		dealTicket: (first + seq).toString(),
		orderId: BigInt(orderId),
		orderTicket: 1,
		positionTicket: 1,
		instrumentId: 1,
		type: 'BUY',
		entry: 'IN',
		reason: 'EXPERT',
		qty: 5n,
		price: 110_000n,
		profitMinor: 0n,
		commissionMinor: 0n,
		swapMinor: 0n,
		feeMinor: 0n,
		late: false,
		accountSeq: first + seq,
		venueAt: at,
		bookedAt: at,
	}));
	return { order, events, executions };
};
/** What a subscriber must see of it: sequence, and the state or the deal. */
const told = (slug: string, orderId: number): string[] => {
	const seq = (n: number) => `${slug} ${(orderId - 1) * 10 + n}`;
	return [
		`${seq(1)} SUBMITTED 0`,
		`${seq(2)} ACCEPTED 0`,
		`${seq(3)} deal`,
		`${seq(5)} ACCEPTED 4`,
		`${seq(6)} deal`,
		`${seq(8)} FILLED 10`,
	];
};
const tell = (event: OrderEvent): string =>
	event.__typename === 'OrderChanged'
		? `${event.order.clientOrderId.split('-')[0]} ${event.seq} ${event.order.life} ${event.order.filledQty}`
		: `${event.execution.instrument?.description} ${event.seq} deal`;

describe('order events', () => {
	let database: TestDatabase;
	let db: Db;
	let redis: Redis;
	let subscriber: Redis;
	let hub: Hub;
	const tenants: { readonly tenantId: number; readonly slug: string }[] = [];

	beforeAll(async () => {
		process.env.MERIDIAN_LOG_LEVEL = 'silent';
		database = await createTestDatabase();
		for (let n = 0; n < tenantsCount; n += 1) {
			const slug = `events${process.pid}${'abcdefgh'.charAt(n)}`;
			tenants.push({ slug, tenantId: (await provisionTenant(database.adminUrl, template(slug))).tenantId });
		}
		db = createDb({ url: database.url });
		redis = new Redis(process.env.REDIS_URL ?? '');
		subscriber = new Redis(process.env.REDIS_URL ?? '');
		hub = new Hub(subscriber, createLogger('test'));
	}, 60_000);
	afterAll(async () => {
		redis?.disconnect();
		subscriber?.disconnect();
		await db?.close();
		await database?.close();
	});

	const subscribe = (tenantId: number, afterSeq?: bigint) => {
		const viewer = { tenantId, userId: 1 };
		const context = { app: { db, hub, directory: new Directory(db) }, auth: { kind: 'viewer', viewer } } as unknown as ApiContext;
		return orderEventStream(context, { accountId: encodeId('Account', accountId), afterSeq });
	};
	const take = async (stream: AsyncIterableIterator<OrderEvent>, count: number): Promise<string[]> => {
		const events: string[] = [];
		while (events.length < count) {
			const next = await stream.next();
			if (next.done) break;
			events.push(tell(next.value));
		}
		return events;
	};
	const write = async ({ tenantId, slug }: { tenantId: number; slug: string }, orderId: number): Promise<void> => {
		const { order, events, executions } = rowsOf(slug, orderId);
		await db.forTenant(tenantId).$transaction(async (tx) => {
			await tx.order.create({ data: order });
			await tx.orderEvent.createMany({ data: events });
			await tx.execution.createMany({ data: executions });
		});
		const wake = { accountId, accountSeq: Number(order.accountSeq), journalSeq: 1 };
		await redis.publish(eventsChannel(tenantId), JSON.stringify(wake));
	};

	test('every state of an order is told, in sequence, though its row holds only the last; each tenant sees its own alone', async () => {
		const streams = tenants.map(({ tenantId }) => subscribe(tenantId, 0n));
		const seen = streams.map((stream) => take(stream, 12));
		await Promise.all(tenants.map((tenant) => write(tenant, 1)));
		await Promise.all(tenants.map((tenant) => write(tenant, 2)));
		expect(await Promise.all(seen)).toEqual(tenants.map(({ slug }) => [...told(slug, 1), ...told(slug, 2)]));
		await Promise.all(streams.map((stream) => stream.return?.()));
	});

	test('the history of an order tells every state and deal, to its own tenant alone', async () => {
		for (const { tenantId, slug } of tenants) {
			const viewer = { tenantId, userId: 1 };
			const context = { app: { db, directory: new Directory(db) }, auth: { kind: 'viewer', viewer } } as unknown as ApiContext;
			const history = await orderHistory(context, encodeId('Order', 1));
			expect(history?.states.map(({ clientOrderId, life, filledQty }) => `${clientOrderId} ${life} ${filledQty}`)).toEqual(
				['SUBMITTED 0', 'ACCEPTED 0', 'ACCEPTED 4', 'FILLED 10'].map((state) => `${slug}-1 ${state}`),
			);
			expect(history?.executions.map(({ seq }) => seq)).toEqual([3n, 6n]);
			expect(history?.placedBy).toBe('user 1');
			expect(await orderHistory(context, encodeId('Order', 999))).toBeNull();
			expect(await orderHistory(context, encodeId('Account', 1))).toBeNull();
		}
	});

	test('a subscriber that comes back with any sequence goes on right after it, across many pages', async () => {
		const [tenant] = tenants;
		if (tenant === undefined) throw new Error('there are tenants');
		for (let orderId = 3; orderId <= 90; orderId += 1) await write(tenant, orderId);
		const all = Array.from({ length: 90 }, (_, n) => told(tenant.slug, n + 1)).flat();
		for (const after of [0, 1, 4, 5, 444, 890]) {
			const rest = all.filter((line) => Number(line.split(' ')[1]) > after);
			const stream = subscribe(tenant.tenantId, BigInt(after));
			expect(await take(stream, rest.length)).toEqual(rest);
			await stream.return?.();
		}
	});
});
