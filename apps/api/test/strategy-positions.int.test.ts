import { createDb, type Db } from '@meridian/db';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { lastKey } from '../src/modules/quotes/keys.ts';
import { startTestApi, type TestApi } from './support.ts';

const shape = z.object({
	strategyPositions: z.array(
		z.object({
			...{ id: z.string(), strategyName: z.string().nullable(), ticket: z.string().nullable(), side: z.string(), quantity: z.string() },
			...{ averagePrice: z.string().nullable(), unrealisedPnl: z.string().nullable(), realisedPnl: z.string() },
			...{ instrument: z.object({ symbol: z.string() }), account: z.object({ id: z.string(), name: z.string() }) },
		}),
	),
});
const fields = 'id strategyName ticket side quantity averagePrice unrealisedPnl realisedPnl instrument { symbol } account { id name }';
type Row = z.infer<typeof shape>['strategyPositions'][number];

describe('positions by strategy', () => {
	let it: TestApi;
	let db: Db;
	const tokens: Record<string, string> = {};
	const ids: Record<
		string,
		{ readonly tenantId: number; readonly instrumentId: number; readonly hedging: number; readonly netting: number }
	> = {};

	beforeAll(async () => {
		it = await startTestApi({ redisDb: 13 });
		db = createDb({ url: it.database.url });
		const redis = new Redis(it.env.redisUrl);
		await redis.flushdb();
		// Both have the same accounts, the same strategy numbers and the same tickets; names and sizes tell whose is whose.
		for (const [slug, lots] of [
			['aurora', 10n],
			['borealis', 70n],
		] as const) {
			const { id: tenantId } = await db.platform.tenant.findUniqueOrThrow({ where: { slug } });
			const own = db.forTenant(tenantId);
			const accounts = await own.account.findMany();
			const accountOf = (mode: string) => accounts.find((one) => one.mode === mode)?.id ?? 0;
			const instrument = await own.instrument.findFirstOrThrow({ where: { symbol: 'EURUSD' } });
			const place = { tenantId, instrumentId: instrument.id, hedging: accountOf('HEDGING'), netting: accountOf('NETTING') };
			ids[slug] = place;
			const strategy = await own.strategy.create({ data: { name: `${slug} carry` } });
			const none = { commissionMinor: 0n, swapMinor: 0n, feeMinor: 0n, accountSeq: 1n, instrumentId: instrument.id };
			const held = (qty: bigint) => ({ qty, openNotional: 108_700n * qty, realisedMinor: 250n });
			await own.strategyPosition.createMany({
				data: [
					{ ...none, ...held(lots), accountId: place.netting, strategyId: strategy.id, positionTicket: 0, side: 'BUY' },
					{ ...none, ...held(lots + 1n), accountId: place.netting, strategyId: 0, positionTicket: 0, side: 'SELL' },
					{ ...none, ...held(lots + 2n), accountId: place.hedging, strategyId: strategy.id, positionTicket: 7, side: 'BUY' },
					// Closed.
					{
						...none,
						qty: 0n,
						openNotional: 0n,
						realisedMinor: 9n,
						accountId: place.hedging,
						strategyId: 0,
						positionTicket: 8,
						side: 'BUY',
					},
				],
			});
			const login = 'mutation($input: LoginInput!) { login(input: $input) { __typename ... on LoginSuccess { token } } }';
			const answer = await it.act(login, { variables: { input: { email: `trader@${slug}.example`, password: it.database.password } } });
			tokens[slug] = z.looseObject({ token: z.string() }).parse(answer).token;
		}
		redis.disconnect();
	}, 90_000);
	afterAll(async () => {
		await db?.close();
		await it?.close();
	});

	const read = async (slug: string, accountId?: string): Promise<Row[]> => {
		const query = `query($accountId: ID) { strategyPositions(accountId: $accountId) { ${fields} } }`;
		const { data, errors } = await it.ask(query, { token: tokens[slug], variables: { accountId: accountId ?? null } });
		expect(errors).toBeUndefined();
		return shape.parse(data).strategyPositions;
	};
	const told = (rows: readonly Row[]) =>
		rows.map(({ strategyName, ticket, side, quantity, averagePrice, realisedPnl, instrument }) =>
			[strategyName ?? 'nobody', ticket ?? 'net', side, quantity, averagePrice, realisedPnl, instrument.symbol].join(' '),
		);

	test('a tenant sees what its own strategies hold, and what no strategy does; closed parts are not told', async () => {
		expect(told(await read('aurora'))).toEqual([
			'nobody net SELL 0.11 1.08700 2.50 EURUSD',
			'aurora carry net BUY 0.10 1.08700 2.50 EURUSD',
			'aurora carry 7 BUY 0.12 1.08700 2.50 EURUSD',
		]);
		expect(told(await read('borealis'))).toEqual([
			'nobody net SELL 0.71 1.08700 2.50 EURUSD',
			'borealis carry net BUY 0.70 1.08700 2.50 EURUSD',
			'borealis carry 7 BUY 0.72 1.08700 2.50 EURUSD',
		]);
	});

	test('of one account alone, and of none where the id names none here', async () => {
		const all = await read('aurora');
		const hedging = all.find(({ ticket }) => ticket === '7');
		expect((await read('aurora', hedging?.account.id)).map(({ id }) => id)).toEqual([hedging?.id]);
		expect(await read('aurora', 'nonsense')).toEqual([]);
		expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
	});

	test('worth is told once there is a quote of one’s own tenant', async () => {
		expect((await read('aurora')).map(({ unrealisedPnl }) => unrealisedPnl)).toEqual([null, null, null]);
		const { tenantId, instrumentId } = ids.aurora ?? { tenantId: 0, instrumentId: 0 };
		const redis = new Redis(it.env.redisUrl);
		const quote = { instrumentId, bid: 108_710, ask: 108_718, atMs: Date.now(), venueAtMs: Date.now() };
		await redis.hset(lastKey(tenantId), String(instrumentId), JSON.stringify(quote));
		redis.disconnect();
		const usd = (await read('aurora')).find(({ ticket }) => ticket === '7');
		// A long of 0.12 lots, ten points up: 0.12 x 100,000 x 0.0001.
		expect(usd?.unrealisedPnl).toBe('1.20');
		expect((await read('borealis')).map(({ unrealisedPnl }) => unrealisedPnl)).toEqual([null, null, null]);
	});

	test('what no strategy holds is told where it has no row of its own: what the others leave of a position', async () => {
		const { tenantId, instrumentId, hedging } = ids.aurora ?? { tenantId: 0, instrumentId: 0, hedging: 0 };
		const own = db.forTenant(tenantId);
		const at = { accountId: hedging, instrumentId, sl: 0, tp: 0, openedAt: new Date(0), updatedAt: new Date(0), accountSeq: 2n };
		const money = { swapMinor: 0n };
		const held = (qty: bigint) => ({ side: 'BUY', qty, openNotional: 108_700n * qty });
		await own.position.createMany({
			data: [
				{ ...at, ...money, ...held(20n), realisedMinor: 300n, positionTicket: 7 },
				{ ...at, ...money, ...held(5n), realisedMinor: 0n, positionTicket: 9 },
			],
		});
		const ofTickets = (rows: readonly string[]) => rows.filter((row) => / [79] /.test(row));
		expect(ofTickets(told(await read('aurora')))).toEqual([
			'nobody 7 BUY 0.08 1.08700 0.50 EURUSD',
			'nobody 9 BUY 0.05 1.08700 0.00 EURUSD',
			'aurora carry 7 BUY 0.12 1.08700 2.50 EURUSD',
		]);
		expect(ofTickets(told(await read('borealis')))).toEqual(['borealis carry 7 BUY 0.72 1.08700 2.50 EURUSD']);
	});
});
