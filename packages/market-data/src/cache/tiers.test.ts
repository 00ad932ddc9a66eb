import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { memoryTier, redisTier, type Tier, TieredReads } from '../index.ts';

const shape = z.array(z.number());
function tiers(input: { broken?: boolean } = {}) {
	const kept = new Map<string, string>();
	const asked: string[] = [];
	const store: Tier<number[]> = {
		name: 'store',
		async get(key) {
			asked.push(key);
			if (key === 'broken') throw new Error('the store is away');
			return key === 'nothing' ? undefined : [key.length];
		},
	};
	const redis = {
		async get(key: string) {
			if (input.broken) throw new Error('redis is away');
			return kept.get(key) ?? null;
		},
		async set(key: string, value: string) {
			if (input.broken) throw new Error('redis is away');
			kept.set(key, value);
		},
	};
	const troubles: string[] = [];
	const fresh = () =>
		new TieredReads<number[]>(
			[
				memoryTier({ mostWeight: 10, weightOf: (value) => value.length, ttlMs: 60_000 }),
				redisTier(redis, { prefix: 'p:', shape, ttlMs: 1_000 }),
				store,
			],
			(tier) => troubles.push(tier),
		);
	return { fresh, asked, kept, troubles };
}

describe('reads through memory, Redis and store', () => {
	test('ask each tier once, and another process finds it in Redis', async () => {
		const { fresh, asked, kept } = tiers();
		const [one, other] = [fresh(), fresh()];
		expect([await one.get('abc'), await one.get('abc'), await other.get('abc')]).toEqual([[3], [3], [3]]);
		expect(asked).toEqual(['abc']);
		expect([...kept]).toEqual([['p:abc', '[3]']]);
		expect([one.hits, other.hits]).toEqual([
			{ memory: 1, redis: 0, store: 1 },
			{ memory: 0, redis: 1, store: 0 },
		]);
		expect(one.ratio('memory')).toBe(0.5);
	});

	test('of many who ask at once one goes to the store', async () => {
		const { fresh, asked } = tiers();
		const reads = fresh();
		await Promise.all(Array.from({ length: 50 }, () => reads.get('abc')));
		expect(asked).toEqual(['abc']);
	});

	test('what is nowhere is a miss, and is looked for again', async () => {
		const { fresh, asked } = tiers();
		const reads = fresh();
		expect([await reads.get('nothing'), await reads.get('nothing')]).toEqual([undefined, undefined]);
		expect([reads.misses, asked.length]).toEqual([2, 2]);
	});

	test('a broken copy is passed over and told; a broken store is the answer, and the next try may succeed', async () => {
		const { fresh, troubles } = tiers({ broken: true });
		const reads = fresh();
		expect(await reads.get('abc')).toEqual([3]);
		expect(troubles).toEqual(['redis', 'redis']);
		await expect(reads.get('broken')).rejects.toThrow('the store is away');
		await expect(reads.get('broken')).rejects.toThrow('the store is away');
	});

	test('a value of another shape in Redis, as after an upgrade, is read anew', async () => {
		const { fresh, kept, asked } = tiers();
		kept.set('p:abc', '{"old":true}');
		expect(await fresh().get('abc')).toEqual([3]);
		expect(asked).toEqual(['abc']);
	});

	test('memory keeps what was used last, up to its weight', async () => {
		const memory = memoryTier<number[]>({ mostWeight: 4, weightOf: (value) => value.length, ttlMs: 60_000 });
		for (const key of ['a', 'b', 'c']) memory.set?.(key, [1, 2]);
		expect(['a', 'b', 'c'].map((key) => memory.get(key) !== undefined)).toEqual([false, true, true]);
	});
});
