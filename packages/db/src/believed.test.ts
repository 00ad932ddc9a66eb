import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Believed } from './believed.ts';

/** The real one: what was asked in this turn has gone out. */
const realTurn = setImmediate;
const turn = (): Promise<void> => new Promise((resolve) => realTurn(resolve));

/** A source whose values change, and that says what it was asked for. */
const believedOver = (input: { ttlMs: number }) => {
	const asked: (readonly number[])[] = [];
	const source = new Map<number, string>();
	let fails = false;
	const believed = new Believed<number, string>({
		ttlMs: input.ttlMs,
		keptMax: 100,
		load: async (keys) => {
			asked.push(keys);
			if (fails) throw new Error('the source is away');
			return new Map([...source].filter(([key]) => keys.includes(key)));
		},
	});
	return { believed, asked, source, fail: (whether: boolean) => (fails = whether) };
};

describe('what is believed for a while', () => {
	beforeEach(() => void vi.useFakeTimers());
	afterEach(() => void vi.useRealTimers());

	test('what is in use is read anew by one question for all keys, before its time is up, so nobody waits', async () => {
		const { believed, asked, source } = believedOver({ ttlMs: 1_000 });
		for (const key of [1, 2, 3]) source.set(key, 'old');
		await Promise.all([1, 2, 3].map((key) => believed.get(key)));
		source.set(2, 'new');
		await vi.advanceTimersByTimeAsync(600);
		expect(asked).toEqual([
			[1, 2, 3],
			[1, 2, 3],
		]);
		expect(await believed.get(2)).toBe('new');
		await vi.advanceTimersByTimeAsync(5_000);
		expect(await believed.get(1)).toBe('old');
		expect(believed.reads).toEqual({ asked: 5, waited: 3 });
	});

	test('what nobody asks for any more is let go', async () => {
		const { believed, asked, source } = believedOver({ ttlMs: 1_000 });
		source.set(1, 'one');
		await believed.get(1);
		await vi.advanceTimersByTimeAsync(60_000);
		const before = asked.length;
		await vi.advanceTimersByTimeAsync(60_000);
		expect(asked.length).toBe(before);
		await believed.get(1);
		expect(asked.at(-1)).toEqual([1]);
	});

	test('nothing is believed for longer than its time where the source is away: who asks then hears of it', async () => {
		const { believed, source, fail } = believedOver({ ttlMs: 1_000 });
		source.set(1, 'one');
		await believed.get(1);
		fail(true);
		await vi.advanceTimersByTimeAsync(900);
		expect(await believed.get(1)).toBe('one');
		await vi.advanceTimersByTimeAsync(200);
		await expect(believed.get(1)).rejects.toThrow('the source is away');
		fail(false);
		expect(await believed.get(1)).toBe('one');
	});

	test('an answer that was under way when it was forgotten is not kept, neither a first one nor one that renews', async () => {
		let answer: (value: string) => void = () => undefined;
		const believed = new Believed<number, string>({
			ttlMs: 1_000,
			keptMax: 10,
			load: (keys) => new Promise((resolve) => (answer = (value) => resolve(new Map(keys.map((key) => [key, value]))))),
		});
		const early = believed.get(1);
		await turn();
		believed.forget(1);
		answer('before the change');
		expect(await early).toBe('before the change');
		const late = believed.get(1);
		await turn();
		answer('after it');
		expect(await late).toBe('after it');
		await vi.advanceTimersByTimeAsync(500); // it is being renewed
		believed.forget();
		answer('before the second change');
		await vi.advanceTimersByTimeAsync(1);
		const last = believed.get(1);
		await turn();
		answer('after the second change');
		expect(await last).toBe('after the second change');
		believed.stop();
	});

	test('what is gone from the source is asked for again, and not there', async () => {
		const { believed, source } = believedOver({ ttlMs: 1_000 });
		source.set(1, 'one');
		await believed.get(1);
		source.delete(1);
		await vi.advanceTimersByTimeAsync(500);
		expect(await believed.get(1)).toBeUndefined();
	});

	describe('of a source that has marks', () => {
		const marked = () => {
			const source = new Map<number, { readonly text: string; readonly mark: string }>();
			const loaded: (readonly number[])[] = [];
			const marksRead: (readonly number[])[] = [];
			const believed = new Believed<number, { readonly text: string; readonly mark: string }>({
				...{ ttlMs: 1_000, keptMax: 1_000 },
				load: async (keys) => {
					loaded.push(keys);
					return new Map([...source].filter(([key]) => keys.includes(key)));
				},
				marks: {
					of: ({ mark }) => mark,
					read: async (keys) => {
						marksRead.push(keys);
						return new Map([...source].filter(([key]) => keys.includes(key)).map(([key, { mark }]) => [key, mark]));
					},
				},
			});
			return { source, loaded, marksRead, believed };
		};

		test('only what has changed is read anew, and each of a thousand keys gets its own', async () => {
			const { source, loaded, marksRead, believed } = marked();
			const keys = Array.from({ length: 900 }, (_, key) => key);
			for (const key of keys) source.set(key, { text: `${key} before`, mark: '1' });
			await Promise.all(keys.map((key) => believed.get(key)));
			source.set(7, { text: '7 after', mark: '2' });
			source.set(250, { text: '250 after', mark: '2' });
			await vi.advanceTimersByTimeAsync(500);
			expect(loaded).toEqual([keys, [7, 250]]);
			expect(marksRead).toEqual([keys]);
			const now = await Promise.all(keys.map((key) => believed.get(key)));
			expect(now.map((value) => value?.text)).toEqual(keys.map((key) => `${key} ${key === 7 || key === 250 ? 'after' : 'before'}`));
			await vi.advanceTimersByTimeAsync(1_000);
			expect(loaded).toHaveLength(2);
			expect(believed.reads.waited).toBe(900);
		});

		test('what is gone is not believed, and what was forgotten while the marks were read is asked for again', async () => {
			const { source, loaded, believed } = marked();
			for (const key of [1, 2]) source.set(key, { text: 'before', mark: '1' });
			await Promise.all([believed.get(1), believed.get(2)]);
			source.delete(1);
			vi.advanceTimersByTime(500); // the marks are asked for
			believed.forget(2);
			await vi.advanceTimersByTimeAsync(1);
			expect(await believed.get(1)).toBeUndefined();
			expect((await believed.get(2))?.text).toBe('before');
			expect(loaded.slice(1)).toEqual([[1], [2]]);
		});
	});
});
