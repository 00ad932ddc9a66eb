import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FrameQueue } from '../../lib/frames.ts';
import { RowStore } from './row-store.ts';
import { paced } from './use-stamp.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const storeOf = () => {
	const store = new RowStore<{ id: string; n: number }>(({ id }) => id, new FrameQueue({ next: (run) => run() }));
	store.put([{ id: 'a', n: 0 }]);
	return store;
};

test('rows that move ten times a second are arranged at once and then once a second, with the last news not forgotten', () => {
	const store = storeOf();
	const told: number[] = [];
	paced(store, { listener: () => told.push(store.get('a')?.n ?? -1), everyMs: 1_000 });
	for (let n = 1; n <= 15; n++) {
		store.put([{ id: 'a', n }]);
		vi.advanceTimersByTime(100);
	}
	expect(told).toEqual([1, 10]);
	vi.advanceTimersByTime(1_000);
	expect(told).toEqual([1, 10, 15]);
});

test('a row that comes or goes is seen at once', () => {
	const store = storeOf();
	let told = 0;
	paced(store, { listener: () => told++, everyMs: 1_000 });
	store.put([{ id: 'a', n: 1 }]);
	store.put([{ id: 'b', n: 1 }]);
	store.remove(['a']);
	expect(told).toBe(3);
});

test('who has left is not told, even of what was still to come', () => {
	const store = storeOf();
	let told = 0;
	const leave = paced(store, { listener: () => told++, everyMs: 1_000 });
	store.put([{ id: 'a', n: 1 }]);
	store.put([{ id: 'a', n: 2 }]);
	leave();
	vi.advanceTimersByTime(5_000);
	expect(told).toBe(1);
});
