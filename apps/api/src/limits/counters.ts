import type { Redis, Result } from 'ioredis';
import { RateLimiterMemory } from 'rate-limiter-flexible';

declare module 'ioredis' {
	interface RedisCommander<Context> {
		/** Keys, then for each what is added to it and the seconds it lives. @returns for each what it has now, and the ms it has left */
		takeCounts(keys: number, ...rest: (string | number)[]): Result<number[], Context>;
	}
}

/** One counter: `take` is added to `key`, which begins anew `durationSec` after its first. */
export type Count = { readonly key: string; readonly take: number; readonly durationSec: number };
export type Counted = { readonly taken: number; readonly msBeforeNext: number };

const lua = `local told = {}
for at, key in ipairs(KEYS) do
	told[2 * at - 1] = redis.call('incrby', key, ARGV[2 * at - 1])
	local ttl = redis.call('pttl', key)
	if ttl < 0 then
		redis.call('expire', key, ARGV[2 * at])
		ttl = 1000 * ARGV[2 * at]
	end
	told[2 * at] = ttl
end
return told`;

/**
 * Counts in Redis, so that all processes count together, however many counters by one command: every request is counted, and a way to Redis and back
 * costs as much as the rest of its admission. Where Redis is away each process counts by itself.
 */
export class Counters {
	readonly #redis: Redis;
	readonly #own = new Map<number, RateLimiterMemory>();

	constructor(redis: Redis) {
		this.#redis = redis;
		redis.defineCommand('takeCounts', { lua });
	}

	async take<const Counts extends readonly Count[]>(counts: Counts): Promise<{ readonly [At in keyof Counts]: Counted }> {
		const told = await this.#ask(counts);
		// One for each.
		return told as unknown as { readonly [At in keyof Counts]: Counted };
	}

	async #ask(counts: readonly Count[]): Promise<readonly Counted[]> {
		try {
			const added = counts.flatMap(({ take, durationSec }) => [take, durationSec]);
			const told = await this.#redis.takeCounts(counts.length, ...counts.map(({ key }) => key), ...added);
			return counts.map((_, at) => ({ taken: told[2 * at] ?? 0, msBeforeNext: told[2 * at + 1] ?? 0 }));
		} catch {
			return Promise.all(counts.map((count) => this.#alone(count)));
		}
	}

	async #alone({ key, take, durationSec }: Count): Promise<Counted> {
		const limiter = this.#own.get(durationSec) ?? new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: durationSec });
		this.#own.set(durationSec, limiter);
		const { consumedPoints, msBeforeNext } = await limiter.penalty(key, take);
		return { taken: consumedPoints, msBeforeNext };
	}
}
