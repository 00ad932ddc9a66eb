import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDb, type Db, loadTenantConfig } from '../src/index.ts';
import { createTestDatabase, type TestDatabase } from '../src/testing/index.ts';
import { asked } from './support/admin.ts';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
	database = await createTestDatabase();
	db = createDb({ url: database.url });
}, 60_000);
afterAll(async () => {
	await db?.close();
	await database?.close();
});

test('the demo tenants are as the contract has them', async () => {
	const [aurora, borealis] = await Promise.all(database.tenants.map((id) => loadTenantConfig(db, id)));
	expect(database.tenants).toEqual([1, 2]);
	expect([aurora?.slug, aurora?.baseCurrency, borealis?.slug, borealis?.baseCurrency]).toEqual(['aurora', 'EUR', 'borealis', 'USD']);
	expect(
		aurora?.accounts.map(({ accountId, name, mode, currency, server, login }) => [accountId, name, mode, currency, server, login]),
	).toEqual([
		[1, 'Aurora Netting EUR', 'NETTING', 'EUR', 'Meridian-Sim', 5_001_001n],
		[2, 'Aurora Hedging USD', 'HEDGING', 'USD', 'Meridian-Sim', 5_001_002n],
	]);
	expect(borealis?.accounts.map(({ name, currency, login }) => [name, currency, login])).toEqual([
		['Borealis Netting USD', 'USD', 5_002_001n],
		['Borealis Hedging EUR', 'EUR', 5_002_002n],
	]);
	expect(
		aurora?.instruments.map(({ instrumentId, symbol, priceDigits, qtyDigits }) => [instrumentId, symbol, priceDigits, qtyDigits]),
	).toEqual([
		[1, 'EURUSD', 5, 2],
		[2, 'GBPUSD', 5, 2],
		[3, 'USDJPY', 3, 2],
		[4, 'AUDUSD', 5, 2],
		[5, 'USDCHF', 5, 2],
		[6, 'XAUUSD', 2, 2],
	]);
	expect(aurora?.instruments[5]?.brokerSymbols).toEqual([{ server: 'Meridian-Sim', symbol: 'GOLD' }]);
	expect(aurora?.users.map(({ active, role }) => [active, role])).toEqual([
		[true, 'TENANT_ADMIN'],
		[true, 'TRADER'],
		[true, 'RISK_OFFICER'],
	]);
	const limits = aurora?.accounts[0]?.limits;
	expect(limits).toMatchObject({ maxOrderQtyLots: 50, maxNetCurrencyMinor: 5_000_000_000, duplicateWindowMs: 20 });
	expect(Object.values(limits ?? { none: null }), 'the demo sets every limit').not.toContain(null);
});

test('a demo tenant has one trading credential, and it counts only while it and its user do', async () => {
	const credentials = async () => (await loadTenantConfig(db, 1)).credentials;
	const demo = { credentialId: 'demo-aurora', userId: 2, accountIds: [1, 2], mayTrade: true, ordersPerSecond: 50 };
	expect(await credentials()).toEqual([demo]);
	await asked(database.adminUrl, 'UPDATE "platform"."users" SET "active" = false WHERE "id" = 2');
	expect(await credentials()).toEqual([]);
	await asked(database.adminUrl, 'UPDATE "platform"."users" SET "active" = true WHERE "id" = 2');
	await asked(database.adminUrl, 'UPDATE "platform"."trading_credentials" SET "revoked_at" = now() WHERE "id" = $1', ['demo-aurora']);
	expect(await credentials()).toEqual([]);
});

test('a limit that is absent or garbled is null, which denies', async () => {
	await asked(
		database.adminUrl,
		`UPDATE "tenant_borealis"."accounts" SET "limits" = '{"maxNetLots": "100", "maxOpenOrders": 1.5, "priceCollarBps": 7}' WHERE "id" = 1`,
	);
	const limits = (await loadTenantConfig(db, 2)).accounts[0]?.limits;
	expect(limits).toMatchObject({ maxNetLots: null, maxOpenOrders: null, priceCollarBps: 7, maxOrderQtyLots: null });
});

test('limits of tenant, desk, strategy, instrument and user are read with what they limit; where none is set there are none', async () => {
	const before = await loadTenantConfig(db, 2);
	expect([before.limits, before.desks, before.strategies, before.users[0]?.limits]).toEqual([undefined, [], [], undefined]);
	await asked(
		database.adminUrl,
		`INSERT INTO "tenant_borealis"."desks" ("name") VALUES ('Macro');
		INSERT INTO "tenant_borealis"."strategies" ("name") VALUES ('Carry');
		UPDATE "tenant_borealis"."accounts" SET "desk_id" = 1 WHERE "id" = 2;
		UPDATE "tenant_borealis"."instruments" SET "restricted" = true WHERE "id" = 3;
		INSERT INTO "tenant_borealis"."level_limits" VALUES ('TENANT', 0, '{"maxOpenOrders": 1}'), ('DESK', 1, '{"maxOpenOrders": 2}'),
			('STRATEGY', 1, '{"maxOpenOrders": 3}'), ('INSTRUMENT', 3, '{"maxOpenOrders": 4}'), ('USER', ${before.users[1]?.userId}, '{"maxOpenOrders": 5}')`,
	);
	const config = await loadTenantConfig(db, 2);
	expect(config).toMatchObject({
		limits: { maxOpenOrders: 1, maxNetLots: null },
		desks: [{ deskId: 1, name: 'Macro', limits: { maxOpenOrders: 2 } }],
		strategies: [{ strategyId: 1, name: 'Carry', active: true, limits: { maxOpenOrders: 3 } }],
	});
	expect(config.accounts.map(({ deskId }) => deskId)).toEqual([null, 1]);
	expect(config.instruments[2]).toMatchObject({ restricted: true, limits: { maxOpenOrders: 4 } });
	expect(config.instruments[0]).toMatchObject({ restricted: false, limits: undefined });
	expect(config.users[1]?.limits).toMatchObject({ maxOpenOrders: 5 });
});

test('orders of unknown fate end by themselves at the venues that the settings name, and at no other tenant', async () => {
	const presumes = async (tenantId: number) => (await loadTenantConfig(db, tenantId)).accounts.map(({ presumesAbsent }) => presumesAbsent);
	const set = (settings: object) =>
		asked(database.adminUrl, 'UPDATE "platform"."tenants" SET "settings" = $1 WHERE "id" = 1', [JSON.stringify(settings)]);
	expect(await presumes(1)).toEqual([false, false]);
	await set({ presumesAbsentAt: ['Meridian-Sim'] });
	expect([await presumes(1), await presumes(2)]).toEqual([
		[true, true],
		[false, false],
	]);
	await set({ presumesAbsentAt: ['Another-Server'] });
	expect(await presumes(1)).toEqual([false, false]);
});

test('a user who left, here or everywhere, is not active', async () => {
	await asked(database.adminUrl, `UPDATE "platform"."memberships" SET "active" = false WHERE "tenant_id" = 2 AND "role" = 'TRADER'`);
	await asked(database.adminUrl, `UPDATE "platform"."users" SET "active" = false WHERE "email" = 'risk@borealis.example'`);
	expect((await loadTenantConfig(db, 2)).users.map(({ role, active }) => [role, active])).toEqual([
		['TENANT_ADMIN', true],
		['TRADER', false],
		['RISK_OFFICER', false],
	]);
});

test('an absent tenant has no configuration', async () => {
	await expect(loadTenantConfig(db, 77)).rejects.toMatchObject({ code: 'TENANT_ABSENT' });
});
