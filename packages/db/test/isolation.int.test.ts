import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BindingBroken, createDb, type Db, nextShardEpoch, type TenantDb } from '../src/index.ts';
import { createTestDatabase, provisionTenant, type TestDatabase } from '../src/testing/index.ts';

/** Many tenants with the same keys in the same tick: every row read and every row written must be its tenant's own. */
describe('tenants', () => {
	let database: TestDatabase;
	let db: Db;
	let tenants: number[];
	const handle = (index: number): TenantDb => db.forTenant(tenants[index % tenants.length] ?? 0);
	const instrumentOf = (tenantId: number) => `Mark of ${tenantId}`;

	beforeAll(async () => {
		database = await createTestDatabase();
		tenants = [...database.tenants];
		for (let i = 0; i < 6; i++) {
			const instrument = {
				symbol: 'EURUSD',
				description: 'x',
				priceDigits: 5,
				qtyDigits: 2,
				contractSize: 100_000,
				baseCurrency: 'EUR',
				quoteCurrency: 'USD',
				brokerSymbols: [],
			};
			tenants.push(
				(
					await provisionTenant(database.adminUrl, {
						slug: `t${i}_${process.pid}`,
						name: `T${i}`,
						baseCurrency: 'EUR',
						instruments: [instrument],
						accounts: [],
						users: [],
					})
				).tenantId,
			);
		}
		db = createDb({ url: database.url, poolSize: 4 });
		for (const id of tenants) await db.forTenant(id).instrument.update({ where: { id: 1 }, data: { description: instrumentOf(id) } });
	}, 60_000);
	afterAll(async () => {
		await db?.close();
		await database?.close();
	});

	test('500 interleaved reads and writes of every kind stay with their tenant', async () => {
		const calls = Array.from({ length: 500 }, async (_, i) => {
			const own = handle(i);
			const expected = instrumentOf(own.tenantId);
			switch (i % 7) {
				case 0:
					return expect((await own.instrument.findUnique({ where: { id: 1 } }))?.description).toBe(expected);
				case 1:
					return expect((await own.instrument.findUniqueOrThrow({ where: { symbol: 'EURUSD' } })).description).toBe(expected);
				case 2:
					return expect((await own.instrument.findFirst({ where: { id: 1 } }))?.description).toBe(expected);
				case 3:
					return expect((await own.instrument.findMany({ where: { symbol: 'EURUSD' } })).map((row) => row.description)).toEqual([expected]);
				case 4:
					return expect((await own.instrument.update({ where: { id: 1 }, data: { description: expected } })).description).toBe(expected);
				case 5:
					return own.$transaction(async (tx) => {
						expect((await tx.instrument.findFirst({ where: { id: 1 } }))?.description).toBe(expected);
						await tx.journalCursor.upsert({
							where: { shard: i },
							create: { shard: i, seq: BigInt(own.tenantId) },
							update: { seq: BigInt(own.tenantId) },
						});
						expect((await tx.journalCursor.findFirst({ where: { shard: i } }))?.seq).toBe(BigInt(own.tenantId));
					});
				default: {
					const rows = await own.$queryRaw<{ description: string }[]>`SELECT description FROM "__tenant__"."instruments" WHERE id = 1`;
					return expect(rows.map((row) => row.description)).toEqual([expected]);
				}
			}
		});
		await Promise.all(calls);
		for (const id of tenants) {
			expect((await db.forTenant(id).instrument.findMany({ where: { id: 1 } })).map((row) => row.description)).toEqual([instrumentOf(id)]);
			const cursors = await db.forTenant(id).journalCursor.findMany();
			expect(cursors.filter((row) => row.seq !== BigInt(id))).toEqual([]);
			expect(cursors.length).toBeGreaterThan(0);
		}
	}, 60_000);

	test.each([
		['read', 'SELECT * FROM "tenant_borealis"."accounts"'],
		['write', `UPDATE "tenant_borealis"."accounts" SET "name" = 'taken'`],
		['create', 'CREATE TABLE "tenant_borealis"."mine" (id int)'],
		['read of the platform', 'SELECT * FROM "platform"."users"'],
		['rewrite of its own executions', 'UPDATE "tenant_aurora"."executions" SET "profit_minor" = 1'],
	])('raw SQL for another schema is refused by the database: %s', async (_name, sql) => {
		await expect(handle(0).$executeRawUnsafe(sql)).rejects.toThrow(/permission denied/i);
	});

	test('the login role alone can do nothing', async () => {
		const client = new pg.Client({ connectionString: database.url });
		await client.connect();
		try {
			await expect(client.query('SELECT * FROM "tenant_aurora"."accounts"')).rejects.toThrow(/permission denied/i);
			await expect(client.query('SELECT * FROM "platform"."users"')).rejects.toThrow(/permission denied/i);
		} finally {
			await client.end();
		}
	});

	test.each(['SET ROLE "tenant_borealis"', 'RESET ROLE', `SELECT set_config('role', 'tenant_borealis', false)`, 'SELECT 1; SELECT 2'])(
		'the adapter refuses %s',
		async (sql) => {
			await expect(handle(0).$executeRawUnsafe(sql)).rejects.toThrow();
		},
	);

	test('a transaction of one tenant can’t be used in the context of another', async () => {
		const other = handle(1);
		await handle(0).$transaction(async (tx) => {
			expect((await tx.instrument.findFirst({ where: { id: 1 } }))?.description).toBe(instrumentOf(handle(0).tenantId));
			expect((await other.instrument.findFirst({ where: { id: 1 } }))?.description).toBe(instrumentOf(other.tenantId));
			expect((await tx.instrument.findFirst({ where: { id: 1 } }))?.description).toBe(instrumentOf(handle(0).tenantId));
		});
	});

	test('after a transaction that rolls back, the connection serves the right tenant', async () => {
		for (let i = 0; i < 20; i++) {
			await handle(0)
				.$transaction(async (tx) => {
					await tx.instrument.findFirst({ where: { id: 1 } });
					throw new Error('roll back');
				})
				.catch(() => undefined);
			expect((await handle(1).instrument.findFirst({ where: { id: 1 } }))?.description).toBe(instrumentOf(handle(1).tenantId));
		}
	});

	test('array transactions are refused', async () => {
		const unsafe = handle(0) as unknown as { $transaction(list: unknown[]): Promise<unknown> };
		await expect((async () => unsafe.$transaction([handle(0).instrument.findMany()]))()).rejects.toThrow(BindingBroken);
	});

	test('an absent and a suspended tenant are refused, with a reason', async () => {
		await expect(db.forTenant(999_999).account.findMany()).rejects.toMatchObject({ name: 'TenantRefused' });
		const last = tenants.at(-1) ?? 0;
		await db.platform.tenant.update({ where: { id: last }, data: { status: 'SUSPENDED' } });
		db.forgetTenant(last);
		await expect(db.forTenant(last).instrument.findMany()).rejects.toMatchObject({ name: 'TenantRefused' });
		tenants.pop();
	});

	test('provisioning is all or nothing', async () => {
		const account = {
			name: 'same',
			mode: 'NETTING' as const,
			currency: 'EUR',
			currencyDigits: 2,
			server: 'S',
			login: 1n,
			limits: {
				maxOrderQtyLots: null,
				maxOrderNotionalMinor: null,
				priceCollarBps: null,
				maxMarkAgeMs: null,
				maxOpenOrders: null,
				maxNetLots: null,
				marginReserveBps: null,
				ordersPerSecond: null,
				ordersBurst: null,
			},
		};
		await expect(
			provisionTenant(database.adminUrl, {
				slug: 'broken',
				name: 'Broken',
				baseCurrency: 'EUR',
				instruments: [],
				accounts: [account, account],
				users: [],
			}),
		).rejects.toThrow(/unique/i);
		const client = new pg.Client({ connectionString: database.adminUrl });
		await client.connect();
		const left = await client.query(
			"SELECT nspname FROM pg_namespace WHERE nspname = 'tenant_broken' UNION ALL SELECT slug FROM platform.tenants WHERE slug = 'broken'",
		);
		await client.end();
		expect(left.rows).toEqual([]);
	});

	test('epochs are given out once each', async () => {
		const epochs = await Promise.all(Array.from({ length: 20 }, () => nextShardEpoch(db, 7)));
		expect(new Set(epochs).size).toBe(20);
	});
});
