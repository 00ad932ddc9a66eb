import { accountLimits } from '@meridian/core/testing';
import { createDb, type Db, loadTenantConfig } from '@meridian/db';

const limits = accountLimits({ approvalNotionalMinor: 100_000_000_000 });

export type TestTenant = {
	readonly url: string;
	readonly db: Db;
	readonly tenantId: number;
	/** TenantConfig as JSON, as the API would send it. */
	readonly config: string;
	readonly accountId: number;
	readonly currency: string;
	readonly server: string;
	readonly login: bigint;
	readonly instrumentId: number;
	readonly symbol: string;
};

/** A tenant of a migrated database with its hedging account (of the first shard: in USD), and the configuration that the API would push for it. */
export async function openTenant(url: string, shard = 0): Promise<TestTenant> {
	const db = createDb({ url });
	const tenant = await db.platform.tenant.findFirstOrThrow({ where: { shard }, orderBy: { id: 'asc' } });
	const row = await loadTenantConfig(db, tenant.id);
	const account = row.accounts.find(({ mode }) => mode === 'HEDGING');
	const instrument = row.instruments.find(({ symbol }) => symbol === 'EURUSD');
	if (account === undefined || instrument === undefined) throw new Error('the database has no hedging account, or no EURUSD');
	const symbol = instrument.brokerSymbols.find(({ server }) => server === account.server)?.symbol ?? 'EURUSD';
	const config = {
		...row,
		version: Math.max(1, row.version),
		users: [{ userId: 1, active: true, mayTrade: true, mayHalt: true }],
		instruments: [{ ...instrument, brokerSymbols: [{ server: account.server, symbol }] }],
		accounts: [{ ...account, login: account.login.toString(), limits }],
	};
	return {
		url,
		db,
		tenantId: tenant.id,
		config: JSON.stringify(config),
		accountId: account.accountId,
		currency: account.currency,
		server: account.server,
		login: account.login,
		instrumentId: instrument.instrumentId,
		symbol,
	};
}
