import type { AccountMode } from '@meridian/core';
import { wideLimits } from '@meridian/core/testing';
import { createDb, loadTenantConfig } from '@meridian/db';
import { demoAccounts, demoServer } from '@meridian/local';

/** An account of the load, and the terminal that serves it. */
export type DeskAccount = {
	readonly tenantId: number;
	readonly accountId: number;
	readonly mode: AccountMode;
	readonly currency: string;
	readonly login: bigint;
	readonly instruments: readonly { readonly instrumentId: number; readonly symbol: string }[];
};
export type Desk = {
	/** TenantConfig as JSON, as the API pushes it. */
	readonly tenants: readonly { readonly tenantId: number; readonly config: string }[];
	readonly accounts: readonly DeskAccount[];
};

export { demoServer as server };
export const userId = 1;
/** Wide enough that the load is judged and hardly ever denied. */
const limits = wideLimits({ maxMarkAgeMs: 30_000, maxOpenOrders: 5_000, maxNetLots: 1_000, marginReserveBps: 100 });
const users = [{ userId, active: true, mayTrade: true, mayHalt: true }];
const symbols = ['EURUSD', 'GBPUSD'];

/** Two tenants with a netting and a hedging account each, in EUR and USD. */
export function engineDesk(): Desk {
	const slugs = [...new Set(demoAccounts.map(({ tenant }) => tenant))];
	const instruments = symbols.map((symbol, index) => ({
		...{ instrumentId: index + 1, symbol, priceDigits: 5, qtyDigits: 2, active: true },
		...{ baseCurrency: symbol.slice(0, 3), quoteCurrency: symbol.slice(3), brokerSymbols: [{ server: demoServer, symbol }] },
	}));
	const accounts = demoAccounts.map((account, index) => ({
		...{ tenantId: slugs.indexOf(account.tenant) + 1, accountId: index + 1, login: BigInt(account.login), instruments },
		...{ mode: account.mode === 'netting' ? ('NETTING' as const) : ('HEDGING' as const), currency: account.currency, name: account.name },
	}));
	return {
		accounts,
		tenants: slugs.map((slug, index) => {
			const own = accounts
				.filter(({ tenantId }) => tenantId === index + 1)
				.map(({ accountId, name, mode, currency, login }) => ({
					...{ accountId, name, mode, currency, currencyDigits: 2, server: demoServer, login: login.toString(), active: true, limits },
				}));
			const config = { tenantId: index + 1, version: 1, slug, baseCurrency: 'USD', active: true, users, instruments, accounts: own };
			return { tenantId: index + 1, config: JSON.stringify(config) };
		}),
	};
}

/** The demo tenants of a seeded database, with the load's limits. */
export async function databaseDesk(url: string): Promise<Desk> {
	const db = createDb({ url });
	try {
		const rows = await Promise.all(
			(await db.platform.tenant.findMany({ orderBy: { id: 'asc' } })).map(({ id }) => loadTenantConfig(db, id)),
		);
		const traded = (row: (typeof rows)[number]) => row.instruments.filter(({ symbol }) => symbols.includes(symbol));
		return {
			tenants: rows.map((row) => {
				const accounts = row.accounts.map((account) => ({ ...account, login: account.login.toString(), limits }));
				return {
					tenantId: row.tenantId,
					config: JSON.stringify({ ...row, version: Math.max(1, row.version), users, accounts }),
				};
			}),
			accounts: rows.flatMap((row) =>
				row.accounts.map(({ accountId, mode, currency, login }) => ({
					...{ tenantId: row.tenantId, accountId, mode, currency, login, instruments: traded(row) },
				})),
			),
		};
	} finally {
		await db.close();
	}
}
