import type { Redis, Result } from 'ioredis';

declare module 'ioredis' {
	interface RedisCommander<Context> {
		/** Keys, then for each what is added to it and the seconds it lives. @returns for each what it has now, and the ms it has left */
		takeCounts(keys: number, ...rest: (string | number)[]): Result<number[], Context>;
	}
}

/** One counter: `take` is added to `key`, which begins anew `durationSec` after its first. `limit` is what it may reach. */
export type Count = { readonly key: string; readonly take: number; readonly durationSec: number; readonly limit: number };
export type Counted = { readonly taken: number; readonly msBeforeNext: number };

/** What this process knows of a counter. */
type Known = {
	readonly durationSec: number;
	/** As Redis had it, of all processes. */
	told: number;
	endsAtMs: number;
	/** Of this process: on its way to Redis, and to be sent. */
	sent: number;
	unsent: number;
};

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

/** Redis learns within this time what a process has counted, and the process what the others have. */
const tellAfterMs = 50;
/** Of a counter's limit, what a process gives by its own knowledge. */
const ownShare = 0.5;
const keysPerCommand = 500;
/** Counters that are over are forgotten when there are more than these. */
const sweptFrom = 10_000;

/**
 * Counts in Redis, so that all processes count together. A way to Redis and back costs as much as the rest of a request's admission, so that a process
 * counts by itself while a counter is below half of its limit, and tells Redis of all of them together; from there on each request asks. What several processes
 * let through beyond a limit is at most what they were asked for within `tellAfterMs`, and half of the limit each. Where Redis is away each process
 * goes on by itself.
 */
export class Counters {
	readonly #redis: Redis;
	readonly #known = new Map<string, Known>();
	#unsent = new Set<string>();
	#sweepAt = sweptFrom;

	constructor(redis: Redis) {
		this.#redis = redis;
		redis.defineCommand('takeCounts', { lua });
	}

	async take<const Counts extends readonly Count[]>(counts: Counts): Promise<{ readonly [At in keyof Counts]: Counted }> {
		const nowMs = performance.now();
		const known = counts.map((count) => this.#of(count, nowMs));
		const isOwn = counts.every(({ take, limit }, at) => estimate(known[at]) + take <= limit * ownShare);
		for (const [at, { key, take }] of counts.entries()) this.#note(key, { known: known[at], take });
		// As Redis answers, and not as the process knows afterwards: others may have asked meanwhile.
		const taken = isOwn ? known.map(estimate) : await this.#tell(counts.map(({ key }) => key));
		const told = known.map(({ endsAtMs }, at) => ({
			taken: taken[at] ?? 0,
			msBeforeNext: Math.max(0, Math.floor(endsAtMs - performance.now())),
		}));
		// One for each.
		return told as unknown as { readonly [At in keyof Counts]: Counted };
	}

	/** Redis has what was counted until now. */
	async flush(): Promise<void> {
		const keys = [...this.#unsent];
		for (let from = 0; from < keys.length; from += keysPerCommand) await this.#tell(keys.slice(from, from + keysPerCommand));
	}

	#of({ key, durationSec }: Count, nowMs: number): Known {
		const known = this.#known.get(key);
		if (known !== undefined && known.endsAtMs > nowMs) return known;
		if (known !== undefined) {
			// What is still to be told counts for the time that begins.
			known.told = 0;
			known.endsAtMs = nowMs + durationSec * 1_000;
			return known;
		}
		this.#sweep(nowMs);
		const made = { durationSec, told: 0, endsAtMs: nowMs + durationSec * 1_000, sent: 0, unsent: 0 };
		this.#known.set(key, made);
		return made;
	}

	#note(key: string, { known, take }: { readonly known: Known | undefined; readonly take: number }): void {
		if (known === undefined) return;
		known.unsent += take;
		if (this.#unsent.size === 0) setTimeout(() => void this.flush(), tellAfterMs).unref();
		this.#unsent.add(key);
	}

	/** @returns for each key what it has now, with all that this process had counted until it asked */
	async #tell(keys: readonly string[]): Promise<readonly number[]> {
		const parts = keys.flatMap((key) => {
			const known = this.#known.get(key);
			if (known === undefined) return [];
			const part = { key, known, take: known.unsent };
			known.sent += part.take;
			known.unsent = 0;
			this.#unsent.delete(key);
			return [part];
		});
		if (parts.length === 0) return [];
		const told = await this.#ask(parts);
		const nowMs = performance.now();
		return parts.map(({ known, take }, at) => {
			const [taken = known.told + take, msLeft = known.endsAtMs - nowMs] = told?.slice(2 * at, 2 * at + 2) ?? [];
			known.sent -= take;
			known.told = taken;
			known.endsAtMs = nowMs + msLeft;
			return taken;
		});
	}

	/** Null where Redis is away. */
	async #ask(parts: readonly { readonly key: string; readonly known: Known; readonly take: number }[]): Promise<readonly number[] | null> {
		try {
			const added = parts.flatMap(({ take, known }) => [take, known.durationSec]);
			return await this.#redis.takeCounts(parts.length, ...parts.map(({ key }) => key), ...added);
		} catch {
			return null;
		}
	}

	#sweep(nowMs: number): void {
		if (this.#known.size < this.#sweepAt) return;
		for (const [key, { endsAtMs, sent, unsent }] of this.#known) if (endsAtMs <= nowMs && sent + unsent === 0) this.#known.delete(key);
		this.#sweepAt = Math.max(sweptFrom, this.#known.size * 2);
	}
}

const estimate = (known: Known | undefined): number => (known === undefined ? 0 : known.told + known.sent + known.unsent);
