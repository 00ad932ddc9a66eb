/** Sizes of a cache; all of its memory is taken at once. */
export type CacheSize = {
	readonly streams: number;
	/** How many ticks of each stream are kept: a power of two, at least 2. */
	readonly window: number;
};

/** What one thread posts to another so that it can read. */
export type CacheMemory = CacheSize & { readonly memory: SharedArrayBuffer };

/** Doubles of one tick. */
export const entryDoubles = 11;
export const nameBytes = 64;
/** A stream's names and digits. */
export const directoryBytes = 2 * nameBytes + 8;
const headerBytes = 64;

/** Views over the parts of the memory: how many streams there are, each one's name, how many ticks each has had, and the ticks. */
export function viewsOf({ memory, streams, window }: CacheMemory) {
	const countersAt = headerBytes + directoryBytes * streams;
	const entriesAt = Math.ceil((countersAt + 4 * streams) / 64) * 64;
	const doubles = entryDoubles * streams * window;
	return {
		streamCount: new Int32Array(memory, 0, 1),
		directory: new Uint8Array(memory, headerBytes, directoryBytes * streams),
		written: new Uint32Array(memory, countersAt, streams),
		doubles: new Float64Array(memory, entriesAt, doubles),
		words: new Int32Array(memory, entriesAt, doubles * 2),
	};
}

/** @throws RangeError where the window is no power of two */
export function createCacheMemory({ streams, window }: CacheSize): CacheMemory {
	if (!Number.isInteger(Math.log2(window)) || window < 2)
		throw new RangeError(`a window of ${window} ticks: it must be a power of two, at least 2`);
	const entriesAt = Math.ceil((headerBytes + (directoryBytes + 4) * streams) / 64) * 64;
	return { memory: new SharedArrayBuffer(entriesAt + 8 * entryDoubles * streams * window), streams, window };
}

/**
 * Processors of these kinds keep the order of one thread's stores and of another's loads, so a counter that is stored last and looked at
 * again afterwards is proof enough. On others every word goes through Atomics, whose order the language promises.
 */
export const keepsOrder: boolean = process.arch === 'x64' || process.arch === 'ia32';
