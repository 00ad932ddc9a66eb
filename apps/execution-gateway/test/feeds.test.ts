import type { AccountConfig } from '@meridian/core';
import { createCodec, TickFrame, terminalProtocol } from '@meridian/protocol';
import { describe, expect, test } from 'vitest';
import { Feeds, type LastTick } from '../src/venue/feeds.ts';
import { UnfitNumber } from '../src/venue/numbers.ts';
import type { AccountPlace } from '../src/venue/symbols.ts';

const codec = createCodec(terminalProtocol);
const symbols = ['EURUSD', 'GBPUSD', 'Börse.€'];
const instruments = symbols.map((symbol, i) => ({
	...{
		instrumentId: i + 1,
		symbol,
		priceDigits: 5,
		qtyDigits: 2,
		baseCurrency: 'EUR',
		quoteCurrency: 'USD',
		active: true,
		brokerSymbols: [],
	},
}));
const place: AccountPlace = {
	tenantId: 1,
	account: { accountId: 1 } as unknown as AccountConfig,
	bySymbol: new Map(instruments.map((instrument) => [instrument.symbol, instrument])),
	symbolOf: new Map(instruments.map(({ instrumentId, symbol }) => [instrumentId, symbol])),
	instruments: new Map(instruments.map((instrument) => [instrument.instrumentId, instrument])),
};

/** Feeds, and all that they tell in the order of telling. */
function feedsOf(isWatched: (instrumentId: number) => boolean = () => false, seen = new Map<string, LastTick>()) {
	const quotes: (readonly [number, number])[] = [];
	const observed: (readonly [string, number])[] = [];
	const feeds = new Feeds(place, seen, {
		observed: ({ instrument, bid }) => observed.push([instrument.symbol, bid]),
		watches: isWatched,
		tick: ({ instrumentId, bid }) => quotes.push([instrumentId, bid]),
	});
	const frame = new TickFrame();
	const take = (symbol: string, bid: number, { ask = bid + 0.0001, timeMs = 1_000n } = {}): boolean => {
		const bytes = codec.encode('Tick', 1, { symbol, timeMs, bid, ask, last: 0, flags: 6 });
		expect(frame.read(bytes, 0, bytes.length)).toBe(true);
		return feeds.take(frame, bytes, 0);
	};
	return { feeds, take, quotes, observed, seen };
}

describe('the symbols of a terminal', () => {
	test('tell the newest quote of each instrument once, and every tick to whoever wants all', () => {
		const { feeds, take, quotes, observed } = feedsOf();
		take('EURUSD', 1.1);
		take('GBPUSD', 1.3);
		take('EURUSD', 1.2);
		take('Börse.€', 7);
		take('EURUSD', 1.4, { ask: 1.3 }); // crossed: no quote
		expect(quotes).toEqual([]);
		feeds.tell();
		feeds.tell();
		expect(quotes).toEqual([
			[1, 120_000],
			[2, 130_000],
			[3, 700_000],
		]);
		expect(observed).toEqual([
			['EURUSD', 1.1],
			['GBPUSD', 1.3],
			['EURUSD', 1.2],
			['Börse.€', 7],
			['EURUSD', 1.4],
		]);
	});

	test('tell each quote of an instrument that is watched, after those that came before it', () => {
		const { feeds, take, quotes } = feedsOf((instrumentId) => instrumentId === 2);
		for (const bid of [1.1, 1.2]) take('EURUSD', bid);
		for (const bid of [1.3, 1.25, 1.3]) take('GBPUSD', bid);
		take('EURUSD', 1.15);
		feeds.tell();
		expect(quotes).toEqual([
			[1, 120_000],
			[2, 130_000],
			[2, 125_000],
			[2, 130_000],
			[1, 115_000],
		]);
	});

	test('know of no symbol that is not mapped, also where it begins like one that is', () => {
		const { feeds, take, quotes, observed } = feedsOf();
		for (const symbol of ['OIL', 'EURUSD.x', 'EURUS', '']) expect(take(symbol, 1.1)).toBe(false);
		feeds.tell();
		expect([...quotes, ...observed]).toEqual([]);
	});

	test('refuse a quote with too many digits, and keep the one before', () => {
		const { feeds, take, quotes } = feedsOf();
		feeds.learn(1, { executionMode: 2, fillingMask: 1 });
		take('EURUSD', 1.1);
		expect(() => take('EURUSD', 1.234567)).toThrow(UnfitNumber);
		feeds.tell();
		expect(quotes).toEqual([[1, 110_000]]);
		expect(feeds.facts(1)).toMatchObject({ executionMode: 2, fillingMask: 1, bid: 1.1 });
	});

	test('keep the last quote when a specification is told again', () => {
		const { feeds, take } = feedsOf();
		expect(feeds.facts(1)).toBeUndefined();
		feeds.learn(1, { executionMode: 2, fillingMask: 1 });
		take('EURUSD', 1.1, { ask: 1.2 });
		feeds.learn(1, { executionMode: 3, fillingMask: 2 });
		expect(feeds.facts(1)).toEqual({ executionMode: 3, fillingMask: 2, bid: 1.1, ask: 1.2 });
		expect(feeds.facts(9)).toBeUndefined();
	});

	test('count the ticks of the last millisecond, also over the lines of an account', () => {
		const first = feedsOf();
		first.take('EURUSD', 1.1, { timeMs: 1_000n });
		first.take('EURUSD', 1.1, { timeMs: 1_001n });
		first.take('EURUSD', 1.4, { ask: 1.3, timeMs: 1_001n }); // no quote, but it arrived
		const second = feedsOf(undefined, first.seen);
		second.take('EURUSD', 1.1, { timeMs: 1_001n });
		expect(first.seen.get('EURUSD')).toEqual({ timeMs: 1_001, count: 3 });
		expect(first.seen.get('GBPUSD')).toEqual({ timeMs: 0, count: 0 });
	});
});
