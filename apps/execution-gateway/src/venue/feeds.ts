import type { InstrumentConfig } from '@meridian/core';
import type { TickFrame } from '@meridian/protocol';
import type { RawTick } from '../market/outbox.ts';
import { toUnits } from './numbers.ts';
import type { AccountPlace } from './symbols.ts';
import type { SymbolFacts } from './to-wire.ts';

/** In broker time, with how many ticks of that millisecond arrived: what was on its way when the line was cut is sent again, and nothing else. */
export type LastTick = { timeMs: number; count: number };
/** In our integers, and in UTC. */
export type Tick = { readonly instrumentId: number; readonly bid: number; readonly ask: number; readonly venueAtMs: number };

/** Where ticks go. */
export type FeedPort = {
	/** Every tick of a mapped symbol as it came; the object is filled anew for the next one. */
	observed(tick: RawTick): void;
	/** Whether a quote of this instrument may set something off: then each is told. */
	watches(instrumentId: number): boolean;
	tick(tick: Tick): void;
};

type Feed = {
	readonly instrument: InstrumentConfig;
	/** In UTF-8. */
	readonly symbol: Uint8Array;
	readonly seen: LastTick;
	/** Undefined until the terminal has told its specification. */
	facts: { executionMode: number; fillingMask: number; bid: number; ask: number } | undefined;
	/** The newest quote waits to be told. */
	isDue: boolean;
	bid: number;
	ask: number;
	venueAtMs: number;
};

/**
 * The symbols of one terminal, as their ticks come. Every tick is observed. Quotes are told once for all that came together, the newest of each instrument:
 * nobody could have looked in between. Where a quote may set something off, each of them is told, after those that came before it.
 */
export class Feeds {
	readonly #port: FeedPort;
	readonly #byHash = new Map<number, Feed[]>();
	readonly #byInstrument = new Map<number, Feed>();
	readonly #due: Feed[] = [];
	#last: Feed | undefined;
	#raw: { -readonly [Name in keyof RawTick]: RawTick[Name] } | undefined;

	/** @param seen the last ticks of each symbol that arrived on any line of the account: it goes on with them. */
	constructor(place: AccountPlace, seen: Map<string, LastTick>, port: FeedPort) {
		this.#port = port;
		const encoder = new TextEncoder();
		for (const [name, instrument] of place.bySymbol) {
			const last = seen.get(name) ?? { timeMs: 0, count: 0 };
			seen.set(name, last);
			const symbol = encoder.encode(name);
			const feed = { instrument, symbol, seen: last, facts: undefined, isDue: false, bid: 0, ask: 0, venueAtMs: 0 };
			const hash = hashOf(symbol, 0, symbol.length);
			this.#byHash.set(hash, [...(this.#byHash.get(hash) ?? []), feed]);
			this.#byInstrument.set(instrument.instrumentId, feed);
		}
	}

	/** @returns false for a symbol that is not mapped: nothing is done then. @throws UnfitNumber where the quote has more digits than the instrument */
	take(tick: TickFrame, bytes: Uint8Array, offsetMs: number): boolean {
		const feed = this.#find(tick, bytes);
		if (feed === undefined) return false;
		const { instrument, seen, facts } = feed;
		const { bid, ask } = tick;
		if (seen.timeMs === tick.timeMs) seen.count += 1;
		else {
			seen.timeMs = tick.timeMs;
			seen.count = 1;
		}
		const venueAtMs = tick.timeMs - offsetMs;
		this.#observe(instrument, tick, venueAtMs);
		if (!(bid > 0) || !(ask >= bid)) return true;
		// Both first, since they throw: then it is nobody's last quote.
		const bidUnits = toUnits(bid, instrument.priceDigits);
		const askUnits = toUnits(ask, instrument.priceDigits);
		feed.bid = bidUnits;
		feed.ask = askUnits;
		feed.venueAtMs = venueAtMs;
		if (facts !== undefined) {
			facts.bid = bid;
			facts.ask = ask;
		}
		if (!feed.isDue) {
			feed.isDue = true;
			this.#due.push(feed);
		}
		if (this.#port.watches(instrument.instrumentId)) this.tell();
		return true;
	}

	/** Tells the quotes that are not told yet: before whatever else the terminal said is handled, and when all that came has been read. */
	tell(): void {
		if (this.#due.length === 0) return;
		for (const feed of this.#due.splice(0)) {
			const { instrument, bid, ask, venueAtMs } = feed;
			feed.isDue = false;
			this.#port.tick({ instrumentId: instrument.instrumentId, bid, ask, venueAtMs });
		}
	}

	/** What a specification says of how the broker executes. */
	learn(instrumentId: number, { executionMode, fillingMask }: Pick<SymbolFacts, 'executionMode' | 'fillingMask'>): void {
		const feed = this.#byInstrument.get(instrumentId);
		if (feed === undefined) return;
		const { bid = 0, ask = 0 } = feed.facts ?? {};
		feed.facts = { executionMode, fillingMask, bid, ask };
	}

	facts(instrumentId: number): SymbolFacts | undefined {
		return this.#byInstrument.get(instrumentId)?.facts;
	}

	#observe(instrument: InstrumentConfig, { bid, ask, last, flags }: TickFrame, venueAtMs: number): void {
		this.#raw ??= { instrument, bid, ask, last, flags, venueAtMs };
		const raw = this.#raw;
		raw.instrument = instrument;
		raw.bid = bid;
		raw.ask = ask;
		raw.last = last;
		raw.flags = flags;
		raw.venueAtMs = venueAtMs;
		this.#port.observed(raw);
	}

	/** A terminal tells its symbols one after the other, each with all of its ticks: mostly it is the last one again. */
	#find({ symbolAt, symbolEnd }: TickFrame, bytes: Uint8Array): Feed | undefined {
		if (this.#last !== undefined && isAt(this.#last.symbol, bytes, symbolAt, symbolEnd)) return this.#last;
		for (const feed of this.#byHash.get(hashOf(bytes, symbolAt, symbolEnd)) ?? [])
			if (isAt(feed.symbol, bytes, symbolAt, symbolEnd)) {
				this.#last = feed;
				return feed;
			}
		return undefined;
	}
}

function isAt(symbol: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
	if (symbol.length !== to - from) return false;
	for (let i = 0; i < symbol.length; i++) if (symbol[i] !== bytes[from + i]) return false;
	return true;
}

function hashOf(bytes: Uint8Array, from: number, to: number): number {
	let sum = 2_166_136_261;
	for (let i = from; i < to; i++) sum = Math.imul(sum ^ (bytes[i] ?? 0), 16_777_619);
	return sum >>> 0;
}
