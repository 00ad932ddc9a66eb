import type { Streams } from '../quality/index.ts';
import type { Registry, TickBatch } from '../tick/index.ts';
import { type CacheMemory, directoryBytes, entryDoubles, keepsOrder, nameBytes, viewsOf } from './layout.ts';

/**
 * Writes the last ticks of every stream into memory that all threads of the process may read. One thread writes. Each stream has a ring
 * and a count of ticks: the ring's next place is filled, then the count is raised, and a reader who looks at the count afterwards knows
 * whether the place was filled anew while it read.
 */
export class TickCacheWriter {
	readonly #views: ReturnType<typeof viewsOf>;
	readonly #size: CacheMemory;
	readonly #registry: Registry;
	readonly #streams: Streams;
	readonly #plain: boolean;
	readonly #scratch = new Float64Array(entryDoubles);
	readonly #scratchWords = new Int32Array(this.#scratch.buffer);

	/** @param input plain whether to write without Atomics; by default where the processor allows it */
	constructor(memory: CacheMemory, input: { readonly registry: Registry; readonly streams: Streams; readonly plain?: boolean }) {
		this.#size = memory;
		this.#views = viewsOf(memory);
		this.#registry = input.registry;
		this.#streams = input.streams;
		this.#plain = input.plain ?? keepsOrder;
	}

	/** @param streams the stream of each row. @throws RangeError where there are more streams than the cache was made for */
	write({ columns, length }: TickBatch, streams: Uint32Array): void {
		if (this.#streams.count > Atomics.load(this.#views.streamCount, 0)) this.#nameStreams();
		const { written, doubles } = this.#views;
		const { window } = this.#size;
		const into = this.#plain ? doubles : this.#scratch;
		for (let row = 0; row < length; row++) {
			const stream = streams[row] ?? 0;
			const count = written[stream] ?? 0;
			const place = (stream * window + (count & (window - 1))) * entryDoubles;
			const at = this.#plain ? place : 0;
			into[at] = columns.timeMs[row] ?? 0;
			into[at + 1] = columns.timeNs[row] ?? 0;
			into[at + 2] = columns.receivedMs[row] ?? 0;
			into[at + 3] = columns.receivedNs[row] ?? 0;
			into[at + 4] = columns.bid[row] ?? 0;
			into[at + 5] = columns.ask[row] ?? 0;
			into[at + 6] = columns.last[row] ?? 0;
			into[at + 7] = columns.bidSize[row] ?? 0;
			into[at + 8] = columns.askSize[row] ?? 0;
			into[at + 9] = columns.lastSize[row] ?? 0;
			into[at + 10] = columns.flags[row] ?? 0;
			if (this.#plain) {
				// An atomic store would wait until the entry has reached the cache: three times the cost of all this.
				written[stream] = count + 1;
				continue;
			}
			this.#storeWords(place * 2);
			Atomics.store(written, stream, count + 1);
		}
	}

	#storeWords(at: number): void {
		const { words } = this.#views;
		for (let n = 0; n < entryDoubles * 2; n++) Atomics.store(words, at + n, this.#scratchWords[n] ?? 0);
	}

	#nameStreams(): void {
		const { streamCount, directory } = this.#views;
		const encoder = new TextEncoder();
		if (this.#streams.count > this.#size.streams)
			throw new RangeError(`the cache has room for ${this.#size.streams} streams, and there are ${this.#streams.count}: make it larger`);
		for (let stream = Atomics.load(streamCount, 0); stream < this.#streams.count; stream++) {
			const { venue } = this.#registry.venueInfo(this.#streams.venueId(stream));
			const { symbol, priceDigits, qtyDigits } = this.#registry.instrumentInfo(this.#streams.instrumentId(stream));
			const at = stream * directoryBytes;
			encoder.encodeInto(venue, directory.subarray(at, at + nameBytes));
			encoder.encodeInto(symbol, directory.subarray(at + nameBytes, at + 2 * nameBytes));
			directory[at + 2 * nameBytes] = priceDigits;
			directory[at + 2 * nameBytes + 1] = qtyDigits;
		}
		Atomics.store(streamCount, 0, this.#streams.count);
	}
}
