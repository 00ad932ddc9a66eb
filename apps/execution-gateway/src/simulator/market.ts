import { type BrokerSymbol, type Quote, symbols } from './instruments.ts';

/** mulberry32: small, fast, and the same everywhere for the same seed. */
export function seeded(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

const pull = 0.002;
const stepPoints = 6;

/** A generated market: small steps that are pulled back to where the symbol began. The same seed gives the same steps. */
export function createMarket(seed: number): { next(timeMs: number): { symbol: BrokerSymbol; quote: Quote } } {
	const random = seeded(seed);
	const bids = new Map(symbols.map((symbol) => [symbol.name, symbol.start]));
	return {
		next(timeMs) {
			const symbol = symbols[Math.floor(random() * symbols.length)] ?? (symbols[0] as BrokerSymbol);
			const before = bids.get(symbol.name) ?? symbol.start;
			const bid = Math.max(1, Math.round(before + (random() - 0.5) * 2 * stepPoints + (symbol.start - before) * pull));
			bids.set(symbol.name, bid);
			return { symbol, quote: { bid, ask: bid + symbol.spread + Math.floor(random() * 3), timeMs } };
		},
	};
}
