import type { Logger } from '@meridian/telemetry';
import type { Redis } from 'ioredis';
import type { DepthNews } from './depths.ts';

/** Books outlive their gateway by so long at most; a market that is quiet says nothing for hours, so they are put there anew meanwhile. */
const livesMs = 30_000;
const renewEveryMs = 10_000;

/** The market depth of all terminals in Redis: a hash per account, and a word on the channel of the instrument. Every key carries the tenant. */
export class DepthBoard {
	readonly #redis: Redis;
	readonly #log: Logger;
	readonly #books = new Map<string, Map<number, string>>();
	readonly #timer: NodeJS.Timeout;

	constructor(redis: Redis, log: Logger) {
		this.#redis = redis;
		this.#log = log;
		this.#timer = setInterval(() => void this.renew(), renewEveryMs);
		this.#timer.unref();
	}

	async take(news: readonly DepthNews[]): Promise<void> {
		const pipeline = this.#redis.pipeline();
		for (const { tenantId, accountId, ...depth } of news) {
			const key = `t:${tenantId}:depth:${accountId}`;
			const books = this.#books.get(key) ?? new Map<number, string>();
			const text = JSON.stringify(depth);
			// First what is read, then the word: who hears it and looks finds it.
			if (depth.bids.length + depth.asks.length === 0) {
				books.delete(depth.instrumentId);
				pipeline.hdel(key, String(depth.instrumentId));
			} else {
				books.set(depth.instrumentId, text);
				pipeline.hset(key, String(depth.instrumentId), text).pexpire(key, livesMs);
			}
			if (books.size === 0) this.#books.delete(key);
			else this.#books.set(key, books);
			pipeline.publish(`${key}:${depth.instrumentId}`, text);
		}
		await this.#run(pipeline);
	}

	/** All of them once more: also those that a Redis which was restarted has lost. */
	async renew(): Promise<void> {
		const pipeline = this.#redis.pipeline();
		for (const [key, books] of this.#books) pipeline.hset(key, Object.fromEntries(books)).pexpire(key, livesMs);
		await this.#run(pipeline);
	}

	close(): void {
		clearInterval(this.#timer);
	}

	async #run(pipeline: ReturnType<Redis['pipeline']>): Promise<void> {
		if (pipeline.length === 0) return;
		await pipeline.exec().catch((error: Error) => this.#log.warn({ reason: error.message }, 'market depth not published'));
	}
}
