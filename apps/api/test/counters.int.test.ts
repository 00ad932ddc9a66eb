import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Counters } from '../src/limits/counters.ts';

describe('counters', () => {
	let redis: Redis;
	let other: Redis;
	beforeAll(() => {
		redis = new Redis(process.env.REDIS_URL ?? '');
		other = new Redis(process.env.REDIS_URL ?? '');
	});
	afterAll(() => {
		redis?.disconnect();
		other?.disconnect();
	});
	const keyOf = (name: string): string => `t:${randomUUID()}:${name}`;

	test('are taken together, count over processes, and each key is its own though all are asked in one tick', async () => {
		const here = new Counters(redis);
		const there = new Counters(other);
		const tenants = Array.from({ length: 20 }, () => keyOf('rate'));
		const rounds = 5;
		const calls = Array.from({ length: rounds }, () => tenants).flat();
		const told = await Promise.all(
			calls.map((key, n) =>
				(n % 2 === 0 ? here : there).take([
					{ key: `${key}:1`, take: 1, durationSec: 60 },
					{ key, take: 2, durationSec: 3_600 },
				]),
			),
		);
		for (const [at, key] of tenants.entries()) {
			const own = told.filter((_, n) => n % tenants.length === at);
			expect(own.map(([person]) => person.taken).toSorted()).toEqual([1, 2, 3, 4, 5]);
			expect(own.map(([, all]) => all.taken).toSorted((a, b) => a - b)).toEqual([2, 4, 6, 8, 10]);
			expect(own.every(([person, all]) => person.msBeforeNext <= 60_000 && all.msBeforeNext > 60_000)).toBe(true);
			expect(await redis.get(key)).toBe('10');
		}
	});

	test('begin anew when their time is over, counted from the first', async () => {
		const counters = new Counters(redis);
		const count = { key: keyOf('second'), take: 3, durationSec: 60 };
		await counters.take([count]);
		await redis.pexpire(count.key, 40_000);
		const [second] = await counters.take([count]);
		expect(second.taken).toBe(6);
		expect(second.msBeforeNext).toBeLessThanOrEqual(40_000);
		await redis.del(count.key);
		const [third] = await counters.take([count]);
		expect(third.taken).toBe(3);
		expect(third.msBeforeNext).toBeGreaterThan(40_000);
	});

	test('without Redis a process counts by itself', async () => {
		const away = new Redis({ host: '127.0.0.1', port: 1, lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
		away.on('error', () => undefined);
		const counters = new Counters(away);
		const [one, two] = [keyOf('a'), keyOf('b')];
		const take = (key: string) => counters.take([{ key, take: 1, durationSec: 60 }]);
		expect((await take(one))[0].taken).toBe(1);
		expect((await take(one))[0].taken).toBe(2);
		const [first] = await take(two);
		expect(first.taken).toBe(1);
		expect(first.msBeforeNext).toBeGreaterThan(0);
		away.disconnect();
	});
});
