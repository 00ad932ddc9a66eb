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
	readonly server: string;
	readonly login: bigint;
	readonly instrumentId: number;
	readonly symbol: string;
};

/** A tenant of a migrated database with its hedging account in USD, and the configuration that the API would push for it. */
export async function openTenant(url: string): Promise<TestTenant> {
	const db = createDb({ url });
	const tenant = await db.platform.tenant.findFirstOrThrow({ orderBy: { id: 'asc' } });
	const row = await loadTenantConfig(db, tenant.id);
	const account = row.accounts.find(({ mode, currency }) => mode === 'HEDGING' && currency === 'USD');
	const instrument = row.instruments.find(({ symbol }) => symbol === 'EURUSD');
	if (account === undefined || instrument === undefined) throw new Error('the database has no hedging account in USD, or no EURUSD');
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
		server: account.server,
		login: account.login,
		instrumentId: instrument.instrumentId,
		symbol,
	};
}
