/** The broker server of the demo's terminals. */
export const demoServer = 'Meridian-Sim';
/** Seed of the generated market. */
export const marketSeed = 7;

/** What the demo tenants trade; the same instruments that packages/db seeds. */
export const demoSymbols = ['EURUSD', 'GBPUSD', 'USDJPY', 'AUDUSD', 'USDCHF', 'XAUUSD'] as const;
/** Names at the demo's broker that it shows a book of, and how many prices a side. */
export const demoBooks = { symbols: ['EURUSD', 'GBPUSD', 'USDJPY', 'AUDUSD', 'USDCHF', 'GOLD'], depth: 5 } as const;
export const demoTenants = ['aurora', 'borealis'] as const;

export type DemoAccount = {
	readonly tenant: string;
	readonly name: string;
	readonly login: number;
	readonly currency: 'EUR' | 'USD';
	readonly mode: 'netting' | 'hedging';
	/** In whole units of the account's currency. */
	readonly balance: number;
	readonly leverage: number;
};

/** The terminals that run; the same accounts that packages/db seeds. */
export const demoAccounts: readonly DemoAccount[] = [
	{ tenant: 'aurora', name: 'Aurora Netting EUR', login: 5001001, currency: 'EUR', mode: 'netting', balance: 100_000, leverage: 100 },
	{ tenant: 'aurora', name: 'Aurora Hedging USD', login: 5001002, currency: 'USD', mode: 'hedging', balance: 100_000, leverage: 100 },
	{ tenant: 'borealis', name: 'Borealis Netting USD', login: 5002001, currency: 'USD', mode: 'netting', balance: 100_000, leverage: 100 },
	{ tenant: 'borealis', name: 'Borealis Hedging EUR', login: 5002002, currency: 'EUR', mode: 'hedging', balance: 100_000, leverage: 100 },
];

export type DemoUser = { readonly email: string; readonly tenant: string; readonly role: string };

const roles = [
	['trader', 'trader'],
	['risk', 'risk officer'],
	['admin', 'tenant administrator'],
] as const;
export const demoUsers: readonly DemoUser[] = [
	...['Aurora Capital', 'Borealis Markets'].flatMap((tenant) =>
		roles.map(([name, role]) => ({ email: `${name}@${tenant.split(' ')[0]?.toLowerCase()}.example`, tenant, role })),
	),
	{ email: 'operator@meridian.example', tenant: 'The platform', role: 'operator' },
];
