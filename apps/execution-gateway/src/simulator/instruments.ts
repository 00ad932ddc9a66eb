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
	/** Levels of the book on each side; 0: none is shown. */
	readonly bookDepth: number;
};

export const symbols: readonly BrokerSymbol[] = [
	{ name: 'EURUSD', base: 'EUR', quote: 'USD', digits: 5, contract: 100_000, start: 108_500, spread: 8, cfd: false, bookDepth: 5 },
	{ name: 'GBPUSD', base: 'GBP', quote: 'USD', digits: 5, contract: 100_000, start: 127_200, spread: 11, cfd: false, bookDepth: 5 },
	{ name: 'USDJPY', base: 'USD', quote: 'JPY', digits: 3, contract: 100_000, start: 150_250, spread: 10, cfd: false, bookDepth: 5 },
	{ name: 'AUDUSD', base: 'AUD', quote: 'USD', digits: 5, contract: 100_000, start: 65_800, spread: 9, cfd: false, bookDepth: 5 },
	{ name: 'USDCHF', base: 'USD', quote: 'CHF', digits: 5, contract: 100_000, start: 88_400, spread: 11, cfd: false, bookDepth: 5 },
	{ name: 'GOLD', base: 'XAU', quote: 'USD', digits: 2, contract: 100, start: 238_500, spread: 18, cfd: true, bookDepth: 0 },
];

export type Quote = { readonly bid: number; readonly ask: number; readonly timeMs: number };
export const symbolNamed = (name: string): BrokerSymbol | undefined => symbols.find((symbol) => symbol.name === name);
