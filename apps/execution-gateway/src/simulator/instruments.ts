/** The simulated broker's symbols. Prices are integer points (10^-digits); lots are hundredths. */
export type BrokerSymbol = {
	readonly name: string;
	readonly base: string;
	readonly quote: string;
	readonly digits: number;
	readonly contract: number;
	readonly start: number;
	readonly spread: number;
	readonly cfd: boolean;
};

export const symbols: readonly BrokerSymbol[] = [
	{ name: 'EURUSD', base: 'EUR', quote: 'USD', digits: 5, contract: 100_000, start: 108_500, spread: 8, cfd: false },
	{ name: 'GBPUSD', base: 'GBP', quote: 'USD', digits: 5, contract: 100_000, start: 127_200, spread: 11, cfd: false },
	{ name: 'USDJPY', base: 'USD', quote: 'JPY', digits: 3, contract: 100_000, start: 150_250, spread: 10, cfd: false },
	{ name: 'AUDUSD', base: 'AUD', quote: 'USD', digits: 5, contract: 100_000, start: 65_800, spread: 9, cfd: false },
	{ name: 'USDCHF', base: 'USD', quote: 'CHF', digits: 5, contract: 100_000, start: 88_400, spread: 11, cfd: false },
	{ name: 'GOLD', base: 'XAU', quote: 'USD', digits: 2, contract: 100, start: 238_500, spread: 18, cfd: true },
];

export type Quote = { readonly bid: number; readonly ask: number; readonly timeMs: number };
export const symbolNamed = (name: string): BrokerSymbol | undefined => symbols.find((symbol) => symbol.name === name);
