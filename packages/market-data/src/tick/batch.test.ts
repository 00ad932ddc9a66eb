import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	columnsOver,
	emptyTick,
	fromNs,
	Registry,
	type Tick,
	TickBatch,
	textOfUnits,
	tickBytes,
	toNs,
	unitsOfDouble,
	unitsOfText,
} from '../index.ts';

const units = fc.integer({ min: -(2 ** 52), max: 2 ** 52 });
const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const tick: fc.Arbitrary<Tick> = fc.record({
	instrumentId: word,
	venueId: word,
	timeMs: units,
	timeNs: word,
	receivedMs: units,
	receivedNs: word,
	bid: units,
	ask: units,
	last: units,
	bidSize: units,
	askSize: units,
	lastSize: units,
	flags: word,
});

describe('a batch of ticks', () => {
	test('gives back every tick as it was, however small it began', () => {
		fc.assert(
			fc.property(fc.array(tick), fc.integer({ min: 0, max: 5 }), (ticks, capacity) => {
				const batch = new TickBatch(capacity);
				for (const one of ticks) batch.append(one);
				expect([...batch]).toEqual(ticks);
			}),
		);
	});

	test('a slice is what an array would cut, and shares its memory', () => {
		fc.assert(
			fc.property(fc.array(tick), fc.nat(20), fc.nat(20), (ticks, from, length) => {
				const batch = TickBatch.of(ticks);
				const part = batch.slice(from, from + length);
				expect([...part]).toEqual(ticks.slice(from, from + length));
				if (part.length === 0) return;
				batch.columns.bid[from] = 7;
				expect(part.at(0).bid).toBe(7);
			}),
		);
	});

	test('rows of one batch go to the end of another, in any chunks', () => {
		fc.assert(
			fc.property(fc.array(tick), fc.integer({ min: 1, max: 7 }), (ticks, chunk) => {
				const source = TickBatch.of(ticks);
				const target = new TickBatch(1);
				for (let from = 0; from < source.length; from += chunk) target.appendRows(source, from, Math.min(from + chunk, source.length));
				expect([...target]).toEqual(ticks);
			}),
		);
	});

	test('a new row is of zeros even where the memory was used before', () => {
		const batch = TickBatch.of([{ bid: 5, flags: 3, timeNs: 9 }]);
		batch.clear();
		expect(batch.at(batch.add())).toEqual(emptyTick);
	});

	test('a batch over given memory writes there', () => {
		const memory = new SharedArrayBuffer(2 * tickBytes);
		const batch = new TickBatch(columnsOver(memory, { offset: 0, capacity: 2 }));
		batch.append({ ...emptyTick, ask: 11 });
		expect(columnsOver(memory, { offset: 0, capacity: 2 }).ask[0]).toBe(11);
	});

	test('a row beyond the last is refused', () => {
		expect(() => TickBatch.of([{ bid: 1 }]).at(1)).toThrow(/row 1 of a batch of 1/);
	});
});

describe('time and prices', () => {
	test('a moment in nanoseconds survives the pair', () => {
		fc.assert(fc.property(fc.bigInt({ min: 0n, max: 2n ** 62n }), (ns) => toNs(fromNs(ns).ms, fromNs(ns).ns) === ns));
	});

	test('an integer survives its decimal text and its double', () => {
		fc.assert(
			fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 8 }), (n, digits) => {
				const text = textOfUnits(n, digits);
				expect(unitsOfText(text, digits)).toBe(n);
				expect(unitsOfDouble(Number(text), digits)).toBe(n);
			}),
		);
	});

	test.each([
		['1.234567', 5],
		['', 2],
		['1e5', 2],
		['abc', 0],
		['99999999999999999', 0],
		['.5', 2],
	])('%j with %i digits is no price', (text, digits) => {
		expect(unitsOfText(text, digits)).toBeUndefined();
	});

	test('a double with more decimals than the instrument has is refused, not rounded', () => {
		expect(unitsOfDouble(1.234567, 5)).toBeUndefined();
		expect(unitsOfDouble(Number.NaN, 5)).toBeUndefined();
	});
});

describe('the registry', () => {
	test('gives each name one dense number', () => {
		const registry = new Registry();
		const ids = ['EURUSD', 'XAUUSD', 'EURUSD'].map((symbol) => registry.instrument({ symbol, priceDigits: 5 }));
		expect(ids).toEqual([0, 1, 0]);
		expect(registry.venue({ venue: 'OANDA' })).toBe(0);
		expect(registry.venueInfo(0)).toEqual({ venue: 'OANDA', zone: 'UTC', dayStartHours: 0 });
		expect(registry.instrumentId('XAUUSD')).toBe(1);
		expect(registry.instrumentCount).toBe(2);
	});

	test('a symbol with other digits, a venue in another zone and an unknown id are refused', () => {
		const registry = new Registry();
		registry.instrument({ symbol: 'EURUSD', priceDigits: 5 });
		registry.venue({ venue: 'FXCM', zone: 'America/New_York' });
		expect(() => registry.instrument({ symbol: 'EURUSD', priceDigits: 4 })).toThrow(/known with 5 price/);
		expect(() => registry.venue({ venue: 'FXCM', zone: 'UTC' })).toThrow(/America\/New_York/);
		expect(() => registry.venue({ venue: 'X', zone: 'Moon/Sea' })).toThrow(/IANA/);
		expect(() => registry.instrument({ symbol: '../etc', priceDigits: 5 })).toThrow();
		expect(() => registry.instrumentInfo(9)).toThrow(/9/);
	});
});
