import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';

/** Of all workers one computes live features; it names itself here. */
export const leaseKey = 'features:leader';

const renew = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) else return 0 end";
const release = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end";

/** A claim that runs out by itself where who holds it dies. */
export class Lease {
	readonly #redis: Redis;
	readonly #leaseMs: number;
	readonly #holder = randomUUID();

	constructor(redis: Redis, { leaseMs }: { readonly leaseMs: number }) {
		this.#redis = redis;
		this.#leaseMs = leaseMs;
	}

	/** @returns whether it is ours, for so long from now on. */
	async hold(): Promise<boolean> {
		if ((await this.#redis.eval(renew, 1, leaseKey, this.#holder, this.#leaseMs)) === 1) return true;
		return (await this.#redis.set(leaseKey, this.#holder, 'PX', this.#leaseMs, 'NX')) !== null;
	}

	async release(): Promise<void> {
		await this.#redis.eval(release, 1, leaseKey, this.#holder);
	}
}
