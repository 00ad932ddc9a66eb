import { expect, test } from 'vitest';
import { rememberUnwrapped } from './unwrap-cache.ts';

/** Unwraps a text to its bytes, and counts how often it was asked. */
function counting() {
	const asked: string[] = [];
	return {
		asked,
		wrap: async (dataKey: Buffer) => dataKey.toString(),
		check: async () => undefined,
		unwrap: async (wrapped: string) => {
			asked.push(wrapped);
			if (wrapped.startsWith('bad')) throw new Error(`${wrapped} does not open`);
			return Buffer.from(wrapped);
		},
	};
}

test('an unwrapped key is remembered for its time, counted from when it was asked for, and no longer', async () => {
	const provider = counting();
	let atMs = 0;
	const keys = rememberUnwrapped(provider, { keptMs: 1_000, nowMs: () => atMs });
	for (atMs of [0, 500, 999]) expect((await keys.unwrap('a')).toString()).toBe('a');
	expect(provider.asked).toEqual(['a']);
	atMs = 1_000;
	await keys.unwrap('a');
	expect(provider.asked).toEqual(['a', 'a']);
});
test('the oldest make room, each text has its own key, and a failure is not remembered', async () => {
	const provider = counting();
	const keys = rememberUnwrapped(provider, { entriesMax: 2, nowMs: () => 0 });
	for (const wrapped of ['a', 'b', 'c']) expect((await keys.unwrap(wrapped)).toString()).toBe(wrapped);
	await keys.unwrap('c');
	await keys.unwrap('b');
	expect(provider.asked).toEqual(['a', 'b', 'c']);
	await keys.unwrap('a');
	expect(provider.asked).toEqual(['a', 'b', 'c', 'a']);
	for (let turn = 0; turn < 2; turn++) await expect(keys.unwrap('bad')).rejects.toThrow(/does not open/);
	expect(provider.asked.filter((wrapped) => wrapped === 'bad')).toHaveLength(2);
});
