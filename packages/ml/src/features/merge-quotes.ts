import { quoteWidth } from './from-ticks.ts';

/** Packed quotes of several streams in the order of their time, and of which stream each is. */
export type QuoteChunk = { readonly packed: Float64Array<ArrayBuffer>; readonly sources: Uint8Array<ArrayBuffer> };

const chunkQuotes = 8192;

/** Where reading of a stream stands. */
class Cursor {
	readonly #reading: AsyncIterator<Float64Array>;
	#packed: Float64Array = new Float64Array();
	#at = 0;
	timeMs = Number.POSITIVE_INFINITY;

	constructor(stream: AsyncIterable<Float64Array>) {
		this.#reading = stream[Symbol.asyncIterator]();
	}

	/** Whether the next quote has to be read first. */
	get isSpent(): boolean {
		return this.#at >= this.#packed.length;
	}

	async fill(): Promise<void> {
		while (this.isSpent) {
			const { value, done } = await this.#reading.next();
			if (done === true) {
				this.timeMs = Number.POSITIVE_INFINITY;
				return;
			}
			this.#packed = value;
			this.#at = 0;
		}
		this.timeMs = this.#packed[this.#at] ?? Number.POSITIVE_INFINITY;
	}

	/** @returns whether more of what was read is there. */
	take(into: Float64Array, at: number): boolean {
		into.set(this.#packed.subarray(this.#at, this.#at + quoteWidth), at);
		this.#at += quoteWidth;
		if (this.isSpent) return false;
		this.timeMs = this.#packed[this.#at] ?? Number.POSITIVE_INFINITY;
		return true;
	}

	async close(): Promise<void> {
		await this.#reading.return?.();
	}
}

/**
 * Streams of packed quotes, each in the order of time, as one. Of the same time those of the first stream come last: what others said then was known to it.
 */
export async function* mergeQuotes(streams: readonly AsyncIterable<Float64Array<ArrayBuffer>>[]): AsyncGenerator<QuoteChunk> {
	const [alone, ...others] = streams;
	if (alone !== undefined && others.length === 0) {
		for await (const packed of alone) if (packed.length > 0) yield { packed, sources: new Uint8Array(packed.length / quoteWidth) };
		return;
	}
	const cursors = streams.map((stream) => new Cursor(stream));
	try {
		for (const cursor of cursors) await cursor.fill();
		for (;;) {
			const packed = new Float64Array(chunkQuotes * quoteWidth);
			const sources = new Uint8Array(chunkQuotes);
			let count = 0;
			while (count < chunkQuotes) {
				let next = 0;
				cursors.forEach(({ timeMs }, at) => {
					if (at > 0 && (timeMs < (cursors[next]?.timeMs ?? 0) || (next === 0 && timeMs === cursors[0]?.timeMs))) next = at;
				});
				const cursor = cursors[next];
				if (cursor === undefined || cursor.timeMs === Number.POSITIVE_INFINITY) break;
				sources[count] = next;
				if (!cursor.take(packed, count * quoteWidth)) await cursor.fill();
				count += 1;
			}
			if (count > 0) yield { packed: packed.slice(0, count * quoteWidth), sources: sources.slice(0, count) };
			if (count < chunkQuotes) return;
		}
	} finally {
		for (const cursor of cursors) await cursor.close();
	}
}
