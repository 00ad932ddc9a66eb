import { type Db, type QuotaName, type Quotas, quotasOf, settingsOf } from '@meridian/db';
import type { Redis } from 'ioredis';
import type { Counters } from '../limits/counters.ts';

/** What is in force for each tenant, as its row is believed: no question of its own. */
export class QuotaBook {
	readonly #db: Pick<Db, 'requireTenant'>;

	constructor(db: Pick<Db, 'requireTenant'>) {
		this.#db = db;
	}

	/** @throws TenantRefused where the tenant can't be served. */
	async of(tenantId: number): Promise<Quotas> {
		const { settings } = await this.#db.requireTenant(tenantId);
		return quotasOf(settingsOf(settings));
	}
}

/** Sentence for a quota that is used up. */
export const quotaExceeded = (name: QuotaName, limit: number): { readonly code: 'QUOTA_EXCEEDED'; readonly message: string } => ({
	code: 'QUOTA_EXCEEDED',
	message: `Your plan allows ${limit.toLocaleString('en-GB')} ${words[name]}. Nothing was done. Ask your operator for more.`,
});

const words: Readonly<Record<QuotaName, string>> = {
	users: 'people and programs',
	accounts: 'accounts',
	terminals: 'terminals that are connected or have a key',
	strategies: 'strategies',
	ordersPerSecond: 'orders a second',
	ordersPerDay: 'orders a day',
	requestsPerMinute: 'requests a minute',
	sockets: 'open sockets',
	storageMb: 'MB of uploads and files of models',
};

const dayMs = 86_400_000;

/**
 * Orders of a tenant by second and by UTC day, over all processes. Where Redis is away each process counts by itself, as with requests: a quota
 * is what is paid for, not what keeps anybody safe.
 */
export class OrderQuota {
	readonly #redis: Redis;
	readonly #counters: Counters;

	constructor(redis: Redis, counters: Counters) {
		this.#redis = redis;
		this.#counters = counters;
	}

	/** Counts `orders`. @returns the quota that has no room for them, or null */
	async take(
		tenantId: number,
		input: { readonly orders: number; readonly quotas: Quotas; readonly nowMs: number },
	): Promise<'ordersPerSecond' | 'ordersPerDay' | null> {
		const { orders, quotas, nowMs } = input;
		const day = Math.floor(nowMs / dayMs);
		const [second, whole] = await this.#counters.take([
			{ key: `t:${tenantId}:orders:second`, take: orders, durationSec: 1, limit: quotas.ordersPerSecond },
			{ key: `t:${tenantId}:orders:${day}`, take: orders, durationSec: dayMs / 1_000, limit: quotas.ordersPerDay },
		]);
		if (second.taken > quotas.ordersPerSecond) return 'ordersPerSecond';
		return whole.taken > quotas.ordersPerDay ? 'ordersPerDay' : null;
	}

	/** Orders of today. */
	async today(tenantId: number, nowMs: number): Promise<number> {
		const text = await this.#redis.get(`t:${tenantId}:orders:${Math.floor(nowMs / dayMs)}`);
		return Number(text ?? 0);
	}
}
