import { createCodec, type Message, type TerminalProtocol, terminalProtocol } from '@meridian/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Registry, SymbolTable, TerminalTicks, TickBatch, tickFlags, unitsOfDouble } from '../index.ts';

const codec = createCodec(terminalProtocol);
type WireTick = Message<TerminalProtocol, 'Tick'>;
const wireTick: fc.Arbitrary<WireTick> = fc.record({
	symbol: fc.constantFrom('EURUSD.r', 'XAUUSD', 'NOWHERE', '€uro'),
	timeMs: fc.bigInt({ min: 0n, max: 2n ** 44n }),
	bid: fc.oneof(
		fc.integer({ min: 0, max: 9_000_000 }).map((n) => n / 100_000),
		fc.double(),
	),
	ask: fc.integer({ min: 0, max: 9_000_000 }).map((n) => n / 100_000),
	last: fc.integer({ min: 0, max: 9_000_000 }).map((n) => n / 100_000),
	flags: fc.integer({ min: 0, max: 127 }),
});

function source() {
	const registry = new Registry();
	const symbols = new Map([
		['EURUSD.r', registry.instrument({ symbol: 'EURUSD', priceDigits: 5 })],
		['XAUUSD', registry.instrument({ symbol: 'XAUUSD', priceDigits: 5 })],
		['€uro', registry.instrument({ symbol: 'EURO', priceDigits: 5 })],
	]);
	return {
		symbols,
		ticks: new TerminalTicks(registry, { venueId: registry.venue({ venue: 'Broker-Live' }), symbols, offsetMs: 7_200_000 }),
	};
}

describe('ticks of terminals', () => {
	test('are what the codec decodes, however the stream is cut, and frames of other kinds are handed on whole', () => {
		const heartbeat = codec.encode('Ping', 1, { timeUs: 5n, serverPingUs: 0 });
		fc.assert(
			fc.property(
				fc.array(fc.option(wireTick, { nil: null }), { maxLength: 40 }),
				fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }),
				(sent, cuts) => {
					const { symbols, ticks } = source();
					const others: Uint8Array[] = [];
					ticks.onOther = (frame) => others.push(frame);
					const stream = Buffer.concat(sent.map((tick, n) => (tick === null ? heartbeat : codec.encode('Tick', n, tick))));
					const batch = new TickBatch(1);
					for (let at = 0, turn = 0; at < stream.length; ) {
						const size = cuts[turn++ % cuts.length] ?? 1;
						// Sockets are read into the same memory again.
						const piece = stream.subarray(at, at + size);
						ticks.push(piece, batch, { receivedMs: 77 });
						piece.fill(0xee);
						at += size;
					}
					const fits = (tick: WireTick) => [tick.bid, tick.ask, tick.last].every((price) => unitsOfDouble(price, 5) !== undefined);
					const known = sent.filter((tick) => tick !== null).filter(({ symbol }) => symbols.has(symbol));
					expect([...batch].map((tick) => [tick.instrumentId, tick.timeMs, tick.bid, tick.ask, tick.last, tick.receivedMs])).toEqual(
						known
							.filter(fits)
							.map((tick) => [
								symbols.get(tick.symbol),
								Number(tick.timeMs) - 7_200_000,
								unitsOfDouble(tick.bid, 5),
								unitsOfDouble(tick.ask, 5),
								(tick.flags & 8) === 0 ? 0 : unitsOfDouble(tick.last, 5),
								77,
							]),
					);
					expect(ticks.unknownSymbols).toBe(sent.filter((tick) => tick?.symbol === 'NOWHERE').length);
					expect(ticks.unfitPrices).toBe(known.length - known.filter(fits).length);
					expect(others).toEqual(sent.filter((tick) => tick === null).map(() => heartbeat));
				},
			),
		);
	});

	test('the flags say what is set', () => {
		const { ticks } = source();
		const batch = new TickBatch();
		for (const flags of [2 | 4, 8 | 32, 2 | 8 | 64, 0]) {
			const tick = { symbol: 'XAUUSD', timeMs: 9_000_000n, bid: 1, ask: 2, last: 3, flags };
			ticks.push(codec.encode('Tick', 1, tick), batch, { receivedMs: 0 });
		}
		const { quote, trade, buy, sell } = tickFlags;
		expect([...batch].map(({ flags }) => flags)).toEqual([quote, trade | buy, quote | trade | sell, quote]);
	});

	test('a length that no frame has, and a Tick frame of the wrong size, end the stream', () => {
		const batch = new TickBatch();
		expect(() => source().ticks.push(Uint8Array.of(1, 0, 0, 0), batch, { receivedMs: 0 })).toThrow(/a frame of 1 bytes/);
		expect(() => source().ticks.push(Uint8Array.of(255, 255, 255, 255), batch, { receivedMs: 0 })).toThrow(/is the most/);
		const short = Uint8Array.of(5 + 2, 0, 0, 0, terminalProtocol.Tick.id, 0, 0, 0, 0, 9, 9);
		expect(() => source().ticks.push(short, batch, { receivedMs: 0 })).toThrow(/not that of its fields/);
	});
});

test('the table of symbols finds what a map finds', () => {
	fc.assert(
		fc.property(fc.array(fc.string(), { maxLength: 60 }), fc.array(fc.string()), (names, others) => {
			const table = new SymbolTable(names.map((name, n) => [name, n]));
			const map = new Map(names.map((name, n) => [name, n]));
			for (const name of [...names, ...others]) {
				const bytes = new TextEncoder().encode(`xx${name}yy`);
				expect(table.get(bytes, 2, bytes.length - 2)).toBe(map.get(new TextDecoder().decode(bytes.subarray(2, bytes.length - 2))) ?? -1);
			}
		}),
	);
});
