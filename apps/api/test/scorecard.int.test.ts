import { accountLimits } from '@meridian/core/testing';
import { createDb, type Db } from '@meridian/db';
import { createTestDatabase, provisionTenant, type TestDatabase } from '@meridian/db/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiContext } from '../src/context.ts';
import { Directory } from '../src/directory.ts';
import { scorecard } from '../src/modules/scorecard/service.ts';

const nowMs = 1_700_000_000_000;
const stages = {
	...{ sentAtMs: nowMs, toTerminalUs: 10, inTerminalUs: 5, toAnswerUs: 900, toDealUs: 800, toGatewayUs: 20, roundTripUs: 2_000 },
	...{ sentBid: 110_000, sentAsk: 110_010, dealBid: 110_000, dealAsk: 110_008 },
};
const account = (name: string, login: bigint, server = 'OneBroker-Demo') => ({
	...{ name, mode: 'HEDGING' as const, currency: 'EUR', currencyDigits: 2, server, login, limits: accountLimits() },
});
const eurusd = {
	...{ symbol: 'EURUSD', description: 'Euro / dollar', priceDigits: 5, qtyDigits: 2, contractSize: 100_000 },
	...{ baseCurrency: 'EUR', quoteCurrency: 'USD', brokerSymbols: [{ server: 'OneBroker-Demo', symbol: 'EURUSD' }] },
};
/** Both tenants trade with the same broker, under the same names and logins. */
const template = (slug: string) => ({
	...{ slug, name: slug, baseCurrency: 'EUR', instruments: [eurusd], users: [] },
	accounts: [account('first', 1n), account('second', 2n)],
});

let database: TestDatabase;
let db: Db;
const tenants: number[] = [];
beforeAll(async () => {
	process.env.MERIDIAN_LOG_LEVEL = 'silent';
	database = await createTestDatabase();
	for (const name of ['a', 'b']) tenants.push((await provisionTenant(database.adminUrl, template(`score${process.pid}${name}`))).tenantId);
	db = createDb({ url: database.url });
}, 60_000);
afterAll(async () => {
	await db?.close();
	await database?.close();
});

const contextOf = (tenant: number): ApiContext =>
	({
		app: { db, directory: new Directory(db), nowMs: () => nowMs },
		auth: { kind: 'viewer', viewer: { tenantId: tenants[tenant], userId: 1, permissions: new Set() } },
	}) as unknown as ApiContext;
let lastId = 0n;
async function order(tenant: number, change: Record<string, unknown> = {}): Promise<void> {
	lastId += 1n;
	const ids = { id: lastId, accountId: 1, instrumentId: 1, instrumentIdAsked: 1, clientOrderId: `c${lastId}`, accountSeq: lastId };
	const terms = { side: 'BUY', type: 'MARKET', tif: 'IOC', qty: 100n, positionTicket: 0, life: 'FILLED', pending: 'NONE', reservedQty: 0n };
	const fill = { filledQty: 100n, filledNotional: 11_001_200n, venueOrderTicket: 1, retcode: 10_009, stages };
	const who = { principalId: 1, sessionId: 1n, investmentDeciderId: 1, executionDeciderId: 1 };
	const at = { createdAt: new Date(nowMs - 1_000), updatedAt: new Date(nowMs) };
	await db.forTenant(tenants[tenant] ?? 0).order.create({ data: { ...ids, ...terms, ...fill, ...who, ...at, ...change } });
}

test('a tenant’s scorecard counts its own orders alone, though another trades with a broker of the same name at the same moment', async () => {
	await order(0);
	await order(0, { accountId: 2, filledNotional: 11_000_800n });
	await order(0, { life: 'REJECTED', retcode: 10_006, filledQty: 0n, filledNotional: 0n });
	await order(1, { life: 'REJECTED', retcode: 10_004, filledQty: 0n, filledNotional: 0n });
	const [a, b] = await Promise.all([0, 1].map((tenant) => scorecard(contextOf(tenant), { by: 'VENUE', hours: 1 })));
	expect(a?.rows).toMatchObject([
		{
			...{ venue: 'OneBroker-Demo', accountId: null },
			score: { asked: 3, filled: 2, rejected: 1, requoted: 0, slippage: { better: 1, worse: 1, meanCentipoints: 0n } },
		},
	]);
	expect(b?.rows).toMatchObject([{ venue: 'OneBroker-Demo', score: { asked: 1, filled: 0, rejected: 0, requoted: 1 } }]);
});

test('by terminal each account has its row; what is older than asked for, was denied here or never measured is not counted', async () => {
	await order(0, { createdAt: new Date(nowMs - 2 * 3_600_000) });
	await order(0, { life: 'DENIED', stages: undefined, filledQty: 0n, filledNotional: 0n });
	const { rows, isComplete } = await scorecard(contextOf(0), { by: 'TERMINAL', hours: 1 });
	expect(isComplete).toBe(true);
	expect(rows.map(({ accountId, score }) => [accountId, score.asked])).toEqual([
		[1, 2],
		[2, 1],
	]);
});
