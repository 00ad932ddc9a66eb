import { LRUCache } from 'lru-cache';
import type { z } from 'zod';

/** One place to look in, fastest first. The last one is the truth: it is only read. */
export type Tier<V> = {
	readonly name: string;
	get(key: string): Promise<V | undefined> | V | undefined;
	set?(key: string, value: V): Promise<unknown> | undefined;
};

/**
 * Reads through several tiers. What a slower tier has is put into the faster ones; a key that is being looked for is looked for once, however many
 * ask. A faster tier that fails is passed over, for it is only a copy; the last one's error is the answer.
 */
export class TieredReads<V> {
	/** How often each tier had it, and how often none had. */
	readonly hits: Record<string, number> = {};
	misses = 0;
	readonly #tiers: readonly Tier<V>[];
	readonly #underWay = new Map<string, Promise<V | undefined>>();
	readonly #onTrouble: (tier: string, error: unknown) => void;

	constructor(tiers: readonly Tier<V>[], onTrouble: (tier: string, error: unknown) => void = () => undefined) {
		this.#tiers = tiers;
		this.#onTrouble = onTrouble;
		for (const { name } of tiers) this.hits[name] = 0;
	}

	/** @param key says everything that the value depends on, whose it is above all. */
	get(key: string): Promise<V | undefined> {
		const known = this.#underWay.get(key);
		if (known !== undefined) return known;
		const reading = this.#read(key).finally(() => this.#underWay.delete(key));
		this.#underWay.set(key, reading);
		return reading;
	}

	/** Share of reads that this tier answered; NaN before the first. */
	ratio(tier: string): number {
		const all = this.misses + Object.values(this.hits).reduce((sum, count) => sum + count, 0);
		return (this.hits[tier] ?? 0) / all;
	}

	async #read(key: string): Promise<V | undefined> {
		for (const [depth, tier] of this.#tiers.entries()) {
			const isLast = depth === this.#tiers.length - 1;
			const value = await this.#from(tier, key, isLast);
			if (value === undefined) continue;
			this.hits[tier.name] = (this.hits[tier.name] ?? 0) + 1;
			for (const faster of this.#tiers.slice(0, depth)) await this.#fill(faster, key, value);
			return value;
		}
		this.misses += 1;
		return undefined;
	}

	async #from(tier: Tier<V>, key: string, isLast: boolean): Promise<V | undefined> {
		if (isLast) return await tier.get(key);
		try {
			return await tier.get(key);
		} catch (error) {
			this.#onTrouble(tier.name, error);
			return undefined;
		}
	}

	async #fill(tier: Tier<V>, key: string, value: V): Promise<void> {
		try {
			await tier.set?.(key, value);
		} catch (error) {
			this.#onTrouble(tier.name, error);
		}
	}
}

/** The memory of this process: the values used last, up to a total weight. */
export function memoryTier<V extends object>(input: {
	readonly mostWeight: number;
	readonly weightOf: (value: V) => number;
	readonly ttlMs: number;
}): Tier<V> {
	const values = new LRUCache<string, V>({
		maxSize: input.mostWeight,
		sizeCalculation: (value) => Math.max(1, Math.ceil(input.weightOf(value))),
		ttl: input.ttlMs,
	});
	return {
		name: 'memory',
		get: (key) => values.get(key),
		set(key, value) {
			values.set(key, value);
			return undefined;
		},
	};
}

type TextStore = { get(key: string): Promise<string | null>; set(key: string, value: string, unit: 'PX', ms: number): Promise<unknown> };

/** Redis, for all processes, as JSON. What does not have the shape any more, after an upgrade, is as good as absent. */
export function redisTier<V>(
	redis: TextStore,
	input: { readonly prefix: string; readonly shape: z.ZodType<V>; readonly ttlMs: number },
): Tier<V> {
	return {
		name: 'redis',
		async get(key) {
			const text = await redis.get(`${input.prefix}${key}`);
			return text === null ? undefined : input.shape.safeParse(JSON.parse(text)).data;
		},
		set: (key, value) => redis.set(`${input.prefix}${key}`, JSON.stringify(value), 'PX', input.ttlMs),
	};
}
