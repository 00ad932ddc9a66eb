import { createDb, type Db, type DbOptions, type TenantDb } from '../../src/index.ts';
import { limitsOf } from '../../src/limits.ts';
import { databaseOf, rolesFor } from '../../src/roles.ts';
import { createTestDatabase, provisionTenant, type TestDatabase } from '../../src/testing/index.ts';

const none = limitsOf({});

/** A tenant like every other of the fleet: the same ids, symbols and logins, so that only schema and role tell them apart. */
export const twin = (slug: string) => ({
	slug,
	name: slug,
	baseCurrency: 'EUR',
	instruments: ['EURUSD', 'GBPUSD'].map((symbol) => ({
		symbol,
		description: slug,
		priceDigits: 5,
		qtyDigits: 2,
		contractSize: 100_000,
		baseCurrency: symbol.slice(0, 3),
		quoteCurrency: symbol.slice(3),
		brokerSymbols: [{ server: 'S', symbol }],
	})),
	accounts: [{ name: 'Twin', mode: 'HEDGING' as const, currency: 'EUR', currencyDigits: 2, server: 'S', login: 1n, limits: none }],
	users: [],
});

export type Fleet = {
	readonly database: TestDatabase;
	readonly db: Db;
	/** Ids of the twins (not the demo tenants), and the schema and the role of each. */
	readonly ids: readonly number[];
	readonly schemas: readonly string[];
	readonly roles: readonly string[];
	handle(index: number): TenantDb;
	close(): Promise<void>;
};

/** A database of its own with `size` identical tenants. */
export const createFleet = async (size: number, options: Omit<DbOptions, 'url'> = {}): Promise<Fleet> => {
	const database = await createTestDatabase();
	const ids: number[] = [];
	const schemas: string[] = [];
	const roles: string[] = [];
	for (let i = 0; i < size; i += 1) {
		const slug = `twin${i}`;
		ids.push((await provisionTenant(database.adminUrl, twin(slug))).tenantId);
		schemas.push(`tenant_${slug}`);
		roles.push(rolesFor(databaseOf(database.url)).tenant(slug));
	}
	const db = createDb({ url: database.url, ...options });
	return {
		database,
		db,
		ids,
		schemas,
		roles,
		handle: (index) => db.forTenant(ids[index % size] ?? 0),
		close: async () => {
			await db.close();
			await database.close();
		},
	};
};
