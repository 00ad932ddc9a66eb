import { type Message, type TerminalProtocol, wireEnums } from '@meridian/protocol';
import { describe, expect, test } from 'vitest';
import { DepthBatch } from '../src/depths.ts';
import { depthOf, maxLevels } from '../src/venue/depth.ts';
import { UnfitNumber } from '../src/venue/numbers.ts';
import type { AccountPlace } from '../src/venue/symbols.ts';

const { BUY, SELL } = wireEnums.Side;
const instrument = {
	...{ instrumentId: 4, symbol: 'EURUSD', priceDigits: 5, qtyDigits: 2 },
	...{ baseCurrency: 'EUR', quoteCurrency: 'USD', active: true, brokerSymbols: [] },
};
const place = { tenantId: 1, bySymbol: new Map([['EURUSD', instrument]]) } as unknown as AccountPlace;
const book = (levels: Message<TerminalProtocol, 'Book'>['levels'], symbol = 'EURUSD') => ({ symbol, timeMs: 1n, levels });

describe('a book of the wire', () => {
	test('has its sides apart, the best first, in integers, whatever the order it came in', () => {
		const levels = [
			{ side: BUY, price: 1.1004, volume: 2 },
			{ side: SELL, price: 1.1007, volume: 0.02 },
			{ side: BUY, price: 1.10045, volume: 1.5 },
			{ side: SELL, price: 1.1006, volume: 1 },
		];
		expect(depthOf(place, book(levels))).toEqual({
			instrumentId: 4,
			bids: [
				{ price: 110_045, qty: 150 },
				{ price: 110_040, qty: 200 },
			],
			asks: [
				{ price: 110_060, qty: 100 },
				{ price: 110_070, qty: 2 },
			],
		});
	});

	test('keeps no level without a price, a volume or a known side, and no more than anyone looks at', () => {
		const odd = [
			{ side: BUY, price: 0, volume: 1 },
			{ side: BUY, price: 1.1, volume: 0 },
			{ side: BUY, price: Number.NaN, volume: 1 },
			{ side: 9, price: 1.1, volume: 1 },
		];
		const many = Array.from({ length: 1_000 }, (_, at) => ({ side: SELL, price: 1.1 + at / 1e5, volume: 1 }));
		const depth = depthOf(place, book([...odd, ...many]));
		expect([depth?.bids, depth?.asks.length, depth?.asks[0]?.price]).toEqual([[], maxLevels, 110_000]);
	});

	test('of a symbol that is not ours is nobody’s, and one with too many digits does not fit', () => {
		expect(depthOf(place, book([], 'GBPUSD'))).toBeUndefined();
		expect(() => depthOf(place, book([{ side: BUY, price: 1.100005, volume: 1 }]))).toThrow(UnfitNumber);
	});
});

describe('a batch of books', () => {
	const depth = (price: number) => ({ instrumentId: 4, bids: [{ price, qty: 1 }], asks: [] });

	test('gives the newest of each account once, and never mixes tenants with the same numbers', () => {
		const batch = new DepthBatch();
		batch.add({ tenantId: 1, accountId: 7 }, depth(100), 1);
		batch.add({ tenantId: 2, accountId: 7 }, depth(200), 2);
		batch.add({ tenantId: 1, accountId: 7 }, depth(101), 3);
		batch.add({ tenantId: 1, accountId: 8 }, depth(300), 4);
		expect(batch.flush().map(({ tenantId, accountId, bids, atMs }) => [tenantId, accountId, bids[0]?.price, atMs])).toEqual([
			[1, 7, 101, 3],
			[2, 7, 200, 2],
			[1, 8, 300, 4],
		]);
		expect(batch.flush()).toEqual([]);
	});

	test('a line that goes takes its own books with it, once, and no other’s', () => {
		const batch = new DepthBatch();
		batch.add({ tenantId: 1, accountId: 7 }, depth(100), 1);
		batch.add({ tenantId: 2, accountId: 7 }, depth(200), 1);
		batch.flush();
		batch.forget({ tenantId: 1, accountId: 7 }, 5);
		expect(batch.flush()).toEqual([{ tenantId: 1, accountId: 7, instrumentId: 4, bids: [], asks: [], atMs: 5 }]);
		batch.forget({ tenantId: 1, accountId: 7 }, 6);
		expect(batch.flush()).toEqual([]);
	});
});
