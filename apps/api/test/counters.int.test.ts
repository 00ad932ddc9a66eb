import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
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

	const aMinute = (key: string, { take = 1, limit = 0 } = {}) => ({ key, take, durationSec: 60, limit });

	test('are taken together, count over processes, and each key is its own though all are asked in one tick', async () => {
		const here = new Counters(redis);
		const there = new Counters(other);
		const tenants = Array.from({ length: 20 }, () => keyOf('rate'));
		const rounds = 5;
		const calls = Array.from({ length: rounds }, () => tenants).flat();
		const told = await Promise.all(
			calls.map((key, n) => (n % 2 === 0 ? here : there).take([aMinute(`${key}:1`), { key, take: 2, durationSec: 3_600, limit: 10 }])),
		);
		for (const [at, key] of tenants.entries()) {
			const own = told.filter((_, n) => n % tenants.length === at);
			expect(own.map(([person]) => person.taken).toSorted()).toEqual([1, 2, 3, 4, 5]);
			expect(own.map(([, all]) => all.taken).toSorted((a, b) => a - b)).toEqual([2, 4, 6, 8, 10]);
			expect(own.every(([person, all]) => person.msBeforeNext <= 60_000 && all.msBeforeNext > 60_000)).toBe(true);
			expect(await redis.get(key)).toBe('10');
		}
	});

	test('below half of their limit are given by the process itself, and Redis hears of all of them together', async () => {
		const counters = new Counters(redis);
		const tenants = Array.from({ length: 700 }, () => keyOf('rate'));
		const take = (key: string) => counters.take([aMinute(key, { limit: 10 })]);
		const commands = vi.spyOn(redis, 'takeCounts');
		const told = await Promise.all([...tenants, ...tenants].map(take));
		expect(told.map(([{ taken }]) => taken)).toEqual([...tenants.map(() => 1), ...tenants.map(() => 2)]);
		expect(commands).not.toHaveBeenCalled();
		await vi.waitFor(async () => expect(await redis.mget(tenants)).toEqual(tenants.map(() => '2')));
		expect(commands).toHaveBeenCalledTimes(2);
		commands.mockRestore();
	});

	test('what another process has counted is known after the first that was told', async () => {
		const here = new Counters(redis);
		const there = new Counters(other);
		const count = aMinute(keyOf('rate'), { limit: 100 });
		await there.take([{ ...count, take: 99 }]);
		expect((await here.take([count]))[0].taken).toBe(1);
		await here.flush();
		expect((await here.take([count]))[0].taken).toBe(101);
	});

	test('of many that ask at once near the limit, as many as there is room for stay within it', async () => {
		const counters = new Counters(redis);
		const count = aMinute(keyOf('rate'), { limit: 10 });
		const told = await Promise.all(Array.from({ length: 15 }, () => counters.take([count])));
		expect(told.map(([{ taken }]) => taken)).toEqual(Array.from({ length: 15 }, (_, n) => n + 1));
	});

	test('begin anew when their time is over, counted from the first', async () => {
		const counters = new Counters(redis);
		const count = aMinute(keyOf('second'), { take: 3 });
		await counters.take([count]);
		await redis.pexpire(count.key, 40_000);
		const [second] = await counters.take([count]);
		expect(second.taken).toBe(6);
		await counters.flush();
		expect((await counters.take([count]))[0].msBeforeNext).toBeLessThanOrEqual(40_000);
		await redis.del(count.key);
		const [third] = await counters.take([count]);
		expect(third.taken).toBe(3);
		expect((await counters.take([count]))[0].msBeforeNext).toBeGreaterThan(40_000);
	});

	test('begin anew by the process itself when their time is over', async () => {
		const counters = new Counters(redis);
		const count = { ...aMinute(keyOf('second'), { limit: 100 }), durationSec: 1 };
		await counters.take([count]);
		await vi.waitFor(async () => expect(await redis.exists(count.key)).toBe(1));
		await vi.waitFor(async () => expect(await redis.exists(count.key)).toBe(0), 5_000);
		expect((await counters.take([count]))[0].taken).toBe(1);
	});

	test('without Redis a process counts by itself', async () => {
		const away = new Redis({ host: '127.0.0.1', port: 1, lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
		away.on('error', () => undefined);
		const counters = new Counters(away);
		const [one, two] = [keyOf('a'), keyOf('b')];
		const take = (key: string, limit = 0) => counters.take([aMinute(key, { limit })]);
		expect((await take(one))[0].taken).toBe(1);
		expect((await take(one))[0].taken).toBe(2);
		expect((await take(one, 100))[0].taken).toBe(3);
		await counters.flush();
		expect((await take(one))[0].taken).toBe(4);
		const [first] = await take(two);
		expect(first.taken).toBe(1);
		expect(first.msBeforeNext).toBeGreaterThan(0);
		away.disconnect();
	});
});
