import { expect, test } from 'vitest';
import { findInstruments, type MarketInstrument, stepOf } from './model.ts';

const instrument = (symbol: string, description: string, venueSymbol = symbol): MarketInstrument => ({
	...{ id: symbol, symbol, description, priceDigits: 5, qtyDigits: 2, contractSize: '100000', restricted: false },
	...{ baseCurrency: symbol.slice(0, 3), quoteCurrency: symbol.slice(3), venueSymbols: [{ server: 'Demo', symbol: venueSymbol }] },
});
const all = [
	instrument('GBPUSD', 'Pound against dollar'),
	instrument('USDJPY', 'Dollar against yen', 'USDJPY.raw'),
	instrument('EURUSD', 'Euro'),
];
const found = (text: string) => findInstruments(all, text).map(({ symbol }) => symbol);

test('an instrument is found by its symbol, its description, its currency, or what a broker calls it', () => {
	expect(found('yen')).toEqual(['USDJPY']);
	expect(found('.raw')).toEqual(['USDJPY']);
	expect(found('against dollar')).toEqual(['GBPUSD', 'USDJPY'].sort());
	expect(found('nothing')).toEqual([]);
});
test('what begins with what was typed comes first, the others by name', () => {
	expect(found('usd')).toEqual(['USDJPY', 'EURUSD', 'GBPUSD']);
	expect(found('')).toEqual(['EURUSD', 'GBPUSD', 'USDJPY']);
});
test('the smallest step is exact', () => {
	expect([0, 2, 5].map(stepOf)).toEqual(['1', '0.01', '0.00001']);
});
