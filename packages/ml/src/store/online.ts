/** What Redis does here; ioredis has both. */
export type FeatureCache = {
	set(key: string, value: Buffer): Promise<unknown>;
	getBuffer(key: string): Promise<Buffer | null>;
};
export type FeatureStream = {
	/** Of the credential. */
	readonly tenantId: number;
	readonly set: { readonly name: string; readonly version: number };
	readonly venue: string;
	readonly instrument: string;
};
/** The newest row of a stream, and when it was known. */
export type OnlineRow = { readonly timeMs: number; readonly row: Float32Array };

/** Where a stream's newest row is in Redis. */
export const featureRowKey = ({ tenantId, set, venue, instrument }: FeatureStream): string =>
	`t:${tenantId}:features:${[set.name, set.version, venue, instrument].map(encodeURIComponent).join(':')}`;
const timeBytes = 8;

/** The newest features of each stream: in this process at once, in Redis for all others. The tenant stands in every key of both. */
export class OnlineFeatures {
	readonly #cache: FeatureCache;
	readonly #memory = new Map<string, OnlineRow>();

	constructor(cache: FeatureCache) {
		this.#cache = cache;
	}

	/** A row older than the one that is known changes nothing here: a late writer takes nothing back. */
	async put(stream: FeatureStream, { timeMs, row }: OnlineRow): Promise<void> {
		const key = featureRowKey(stream);
		const known = this.#memory.get(key);
		if (known !== undefined && known.timeMs > timeMs) return;
		this.#memory.set(key, { timeMs, row: row.slice() });
		const value = Buffer.alloc(timeBytes + row.length * 4);
		value.writeDoubleLE(timeMs, 0);
		new Uint8Array(value.buffer, value.byteOffset + timeBytes).set(new Uint8Array(row.buffer, row.byteOffset, row.byteLength));
		await this.#cache.set(key, value);
	}

	/** No row of this stream is known here any more; what Redis has stays. */
	forget(stream: FeatureStream): void {
		this.#memory.delete(featureRowKey(stream));
	}

	/** @param input.fresh asks Redis, where another process computes the stream. */
	async get(stream: FeatureStream, { fresh = false }: { readonly fresh?: boolean } = {}): Promise<OnlineRow | undefined> {
		const key = featureRowKey(stream);
		const known = this.#memory.get(key);
		if (known !== undefined && !fresh) return known;
		const value = await this.#cache.getBuffer(key);
		if (value === null || value.length < timeBytes || value.length % 4 !== 0) return known;
		const bytes = Uint8Array.from(value.subarray(timeBytes));
		const read = { timeMs: value.readDoubleLE(0), row: new Float32Array(bytes.buffer) };
		this.#memory.set(key, read);
		return read;
	}
}
