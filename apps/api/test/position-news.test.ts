import { expect, test } from 'vitest';
import { ToldPositions } from '../src/modules/positions/news.ts';
import type { PositionModel } from '../src/modules/positions/types.ts';

const model: PositionModel = {
	...{ accountId: 1, accountCurrency: 'EUR', currencyDigits: 2, ticket: 7n, side: 'BUY', qty: 100n, openNotional: 11_000_000n },
	instrument: {
		...{
			__typename: 'Instrument' as const,
			active: true,
			id: 3,
			symbol: 'EURUSD',
			description: '',
			priceDigits: 5,
			qtyDigits: 2,
			contractSize: 100_000n,
		},
		...{ baseCurrency: 'EUR', quoteCurrency: 'USD', restricted: false, brokerSymbols: [] },
	},
	...{ sl: 0n, tp: 0n, currentPrice: 110_000n, unrealisedMinor: 0n, realisedMinor: 0n, swapMinor: 0n, seq: 5n },
	...{ openedAt: new Date(0), updatedAt: new Date(0) },
};

test('a position is told whole at first, and by its price alone where only a quote moved it', () => {
	const told = new ToldPositions();
	expect(told.news('1-7', model)).toEqual({ model, booked: true });
	expect(told.news('1-7', { ...model })).toBeNull();
	const moved = { ...model, currentPrice: 110_010n, unrealisedMinor: 1_000n };
	expect(told.news('1-7', moved)).toEqual({ model: moved, booked: false });
});

test.each([
	['a deal', { seq: 6n, qty: 50n }],
	['a stop', { sl: 109_000n }],
	['a target', { tp: 112_000n }],
	['a swap', { swapMinor: -120n }],
	['its close', { qty: 0n, unrealisedMinor: 0n }],
])('%s tells the whole of it', (_what, change) => {
	const told = new ToldPositions();
	told.news('1-7', model);
	expect(told.news('1-7', { ...model, ...change })?.booked).toBe(true);
});

test('positions of two accounts with the same ticket are not mixed up, and one that was closed is told whole if it comes again', () => {
	const told = new ToldPositions();
	told.news('1-7', model);
	expect(told.news('2-7', { ...model, accountId: 2 })?.booked).toBe(true);
	told.forget('1-7');
	expect(told.news('1-7', model)?.booked).toBe(true);
	expect(told.news('2-7', { ...model, accountId: 2 })).toBeNull();
});
