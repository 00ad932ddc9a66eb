import type { TenantTemplate } from './tenant.ts';

const pair = (symbol: string, description: string, priceDigits: number): TenantTemplate['instruments'][number] => ({
	symbol,
	description,
	priceDigits,
	qtyDigits: 2,
	contractSize: 100_000,
	baseCurrency: symbol.slice(0, 3),
	quoteCurrency: symbol.slice(3),
	brokerSymbols: [],
});

/** The instruments that a tenant begins with. Their names at each broker, and accounts, are its administrator's to add. */
export const standardInstruments: TenantTemplate['instruments'] = [
	pair('EURUSD', 'Euro / US Dollar', 5),
	pair('GBPUSD', 'Pound Sterling / US Dollar', 5),
	pair('USDJPY', 'US Dollar / Yen', 3),
	pair('AUDUSD', 'Australian Dollar / US Dollar', 5),
	pair('USDCHF', 'US Dollar / Swiss Franc', 5),
	{ ...pair('XAUUSD', 'Gold / US Dollar', 2), contractSize: 100, baseCurrency: 'XAU', quoteCurrency: 'USD' },
];

export const standardTemplate = (tenant: Pick<TenantTemplate, 'slug' | 'name' | 'baseCurrency'>): TenantTemplate => ({
	...tenant,
	instruments: standardInstruments,
	accounts: [],
	users: [],
});
