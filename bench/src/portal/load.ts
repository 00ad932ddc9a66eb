/** What a busy desk would be sent: made here, in the words of the API, since no demo market has 500 instruments. */
const symbols = Array.from({ length: 500 }, (_, n) => `LOAD${String(n).padStart(3, '0')}`);
const idOf = (n: number): string => `load-instrument-${n}`;

export const loadInstruments = symbols.map((symbol, n) => ({
	...{ id: idOf(n), symbol, description: `Load ${n}`, priceDigits: 5, qtyDigits: 2, contractSize: '100000' },
	...{ baseCurrency: 'EUR', quoteCurrency: 'USD' },
}));

/** A price of one instrument at one step: each step moves it, up and down in turn, so that every number on the screen changes. */
const priceOf = (n: number, step: number): string => (1.1 + n / 1_000 + ((step * 7 + n) % 23) / 100_000).toFixed(5);

export const quotesAt = (step: number) =>
	symbols.map((_, n) => ({
		...{ instrument: { id: idOf(n) }, bid: priceOf(n, step), ask: priceOf(n, step + 3) },
		stale: false,
	}));

const pnlOf = (n: number, step: number): string => (((step * 31 + n * 17) % 4_001) / 10 - 200).toFixed(2);

const positionOf = (n: number, { step, account }: { step: number; account: string }) => ({
	...{ id: `load-position-${n}`, ticket: String(1_000 + n), side: n % 2 === 0 ? 'BUY' : 'SELL', quantity: '1.00' },
	...{ averagePrice: priceOf(n, 0), currentPrice: priceOf(n, step), unrealisedPnl: pnlOf(n, step) },
	...{ realisedPnl: '0.00', stopLoss: null, takeProfit: null, swap: (-step / 100).toFixed(2), openedAt: '2026-01-05T08:00:00.000Z' },
	...{ account: { id: account }, instrument: { id: idOf(n), symbol: symbols[n] } },
});

/** So many of the rows change by their books at each step, as by a deal: they come whole, the others with what a quote makes of them. */
const bookedAtOnce = 5;

/** Every position is new at every step, told as the API tells it: all of them whole at first. */
export const positionNewsAt = (step: number, account: string) =>
	symbols.map((_, n) => ({
		...{ id: `load-position-${n}`, currentPrice: priceOf(n, step), unrealisedPnl: pnlOf(n, step) },
		position: step === 0 || (n + step * bookedAtOnce) % symbols.length < bookedAtOnce ? positionOf(n, { step, account }) : null,
	}));
