import { type CacheMemory, directoryBytes, entryDoubles, keepsOrder, nameBytes, viewsOf } from './layout.ts';

/** A tick as the cache has it; the stream says whose it is. */
export type CachedTick = {
	readonly timeMs: number;
	readonly timeNs: number;
	readonly receivedMs: number;
	readonly receivedNs: number;
	readonly bid: number;
	readonly ask: number;
	readonly last: number;
	readonly bidSize: number;
	readonly askSize: number;
	readonly lastSize: number;
	readonly flags: number;
};

export type CachedStream = {
	readonly stream: number;
	readonly venue: string;
	readonly symbol: string;
	readonly priceDigits: number;
	readonly qtyDigits: number;
};

/** Reads what a `TickCacheWriter` of another thread writes, without waiting for it and without a lock. A torn tick is never given. */
export class TickCacheReader {
	readonly #views: ReturnType<typeof viewsOf>;
	readonly #size: CacheMemory;
	readonly #plain: boolean;
	readonly #scratch = new Float64Array(entryDoubles);
	readonly #scratchWords = new Int32Array(this.#scratch.buffer);
	readonly #known: CachedStream[] = [];
	readonly #byName = new Map<string, CachedStream>();

	constructor(memory: CacheMemory, input: { readonly plain?: boolean } = {}) {
		this.#size = memory;
		this.#views = viewsOf(memory);
		this.#plain = input.plain ?? keepsOrder;
	}

	/** All streams that have had a tick. */
	streams(): readonly CachedStream[] {
		this.#learn();
		return this.#known;
	}

	find(venue: string, symbol: string): CachedStream | undefined {
		this.#learn();
		return this.#byName.get(`${venue}/${symbol}`);
	}

	/** How many ticks the stream has had, modulo 2^32: whether anything is new. */
	count(stream: number): number {
		return Atomics.load(this.#views.written, stream);
	}

	/** The newest tick; undefined where there was none yet. */
	last(stream: number): CachedTick | undefined {
		for (;;) {
			const count = this.count(stream);
			if (count === 0) return undefined;
			const tick = this.#entry(stream, count - 1);
			if (tick !== undefined) return tick;
		}
	}

	/** The newest ticks, oldest first; at most the window less the one that may be being written. */
	recent(stream: number, most: number): CachedTick[] {
		const count = this.count(stream);
		const ticks: CachedTick[] = [];
		const length = Math.min(most, count, this.#size.window - 1);
		for (let back = length; back > 0; back--) {
			const tick = this.#entry(stream, count - back);
			if (tick !== undefined) ticks.push(tick);
		}
		return ticks;
	}

	/** The tick with this number; undefined where its place has been, or may just be, filled anew. */
	#entry(stream: number, number: number): CachedTick | undefined {
		const { window } = this.#size;
		const at = (stream * window + (number & (window - 1))) * entryDoubles;
		if (this.#plain) for (let n = 0; n < entryDoubles; n++) this.#scratch[n] = this.#views.doubles[at + n] ?? 0;
		else for (let n = 0; n < entryDoubles * 2; n++) this.#scratchWords[n] = Atomics.load(this.#views.words, at * 2 + n);
		// Place number + window is this one's: it may be being written as soon as the count has reached its number.
		if ((this.count(stream) - number) >>> 0 >= window) return undefined;
		const [
			timeMs = 0,
			timeNs = 0,
			receivedMs = 0,
			receivedNs = 0,
			bid = 0,
			ask = 0,
			last = 0,
			bidSize = 0,
			askSize = 0,
			lastSize = 0,
			flags = 0,
		] = this.#scratch;
		return { timeMs, timeNs, receivedMs, receivedNs, bid, ask, last, bidSize, askSize, lastSize, flags };
	}

	#learn(): void {
		const count = Atomics.load(this.#views.streamCount, 0);
		for (let stream = this.#known.length; stream < count; stream++) {
			const at = stream * directoryBytes;
			const known = {
				stream,
				venue: this.#text(at),
				symbol: this.#text(at + nameBytes),
				priceDigits: this.#views.directory[at + 2 * nameBytes] ?? 0,
				qtyDigits: this.#views.directory[at + 2 * nameBytes + 1] ?? 0,
			};
			this.#known.push(known);
			this.#byName.set(`${known.venue}/${known.symbol}`, known);
		}
	}

	#text(at: number): string {
		const bytes = Uint8Array.from(this.#views.directory.subarray(at, at + nameBytes));
		return new TextDecoder().decode(bytes).replace(/\0.*$/, '');
	}
}
