import type { AccountMode, TenantConfig } from '@meridian/core';
import { wideLimits } from '@meridian/core/testing';

/** One account of the simulation: whose it is, and at which broker. */
export type SimAccount = {
	readonly tenantId: number;
	readonly accountId: number;
	readonly server: string;
	readonly login: bigint;
	readonly currency: string;
	readonly mode: AccountMode;
};

export const simAccounts: readonly SimAccount[] = [
	{ tenantId: 1, accountId: 1, server: 'North-Demo', login: 101n, currency: 'USD', mode: 'NETTING' },
	{ tenantId: 1, accountId: 2, server: 'South-Demo', login: 102n, currency: 'EUR', mode: 'HEDGING' },
	{ tenantId: 2, accountId: 3, server: 'North-Demo', login: 103n, currency: 'EUR', mode: 'HEDGING' },
];
export const simTenants = [1, 2] as const;
export const simInstruments = [
	{ instrumentId: 1, symbol: 'EURUSD', priceDigits: 5, base: 'EUR', quote: 'USD' },
	{ instrumentId: 2, symbol: 'GBPUSD', priceDigits: 5, base: 'GBP', quote: 'USD' },
	{ instrumentId: 3, symbol: 'USDJPY', priceDigits: 3, base: 'USD', quote: 'JPY' },
] as const;
export const maxNetLots = 40;
/** The second person of an order that needs one. */
export const approverId = 2;
export const keyOf = (place: { readonly tenantId: number; readonly accountId: number }): string => `${place.tenantId}:${place.accountId}`;

/** `isPlain`: nobody is asked a second time, and nothing is presumed. */
export function simConfig(of: { readonly tenantId: number; readonly version: number; readonly isPlain?: boolean }): TenantConfig {
	const { tenantId, version, isPlain = false } = of;
	const approval = isPlain ? {} : { approvalNotionalMinor: 14_000_000 };
	const servers = [...new Set(simAccounts.map(({ server }) => server))];
	return {
		...{ tenantId, version, slug: `tenant-${tenantId}`, baseCurrency: 'EUR', active: true },
		users: [
			{ userId: 1, active: true, mayTrade: true, mayHalt: true },
			{ userId: approverId, active: true, mayTrade: false, mayHalt: false, mayApprove: true },
		],
		instruments: simInstruments.map(({ instrumentId, symbol, priceDigits, base, quote }) => ({
			...{ instrumentId, symbol, priceDigits, qtyDigits: 2, baseCurrency: base, quoteCurrency: quote, active: true },
			brokerSymbols: servers.map((server) => ({ server, symbol })),
		})),
		accounts: simAccounts
			.filter((account) => account.tenantId === tenantId)
			.map(({ accountId, server, login, currency, mode }) => ({
				...{ accountId, name: `account ${accountId}`, mode, currency, currencyDigits: 2, server, login, active: true },
				presumesAbsent: !isPlain && accountId === 3,
				limits: wideLimits({
					...{ maxOrderQtyLots: 10, maxOrderNotionalMinor: 500_000_000, priceCollarBps: 200, maxMarkAgeMs: 10_000, maxOpenOrders: 40 },
					...{ maxNetLots, marginReserveBps: 500, ordersPerSecond: 5, ordersBurst: 10, maxSpreadBps: 100 },
					...approval,
				}),
			})),
	};
}
