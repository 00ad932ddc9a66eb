import { expect, test } from 'vitest';
import { FrameQueue } from '../../lib/frames.ts';
import { RowStore } from './row-store.ts';

type Row = { id: string; n: number };
function storeWithClock() {
	const due: (() => void)[] = [];
	const store = new RowStore<Row>(({ id }) => id, new FrameQueue({ next: (run) => due.push(run), budgetMs: Number.POSITIVE_INFINITY }));
	const tick = () => {
		for (const tell of due.splice(0)) tell();
	};
	return { store, tick };
}

test('however many news come within a frame, listeners are told once', () => {
	const { store, tick } = storeWithClock();
	let told = 0;
	store.subscribe(() => told++);
	for (let n = 0; n < 500; n++) store.put([{ id: String(n % 50), n }]);
	expect(told).toBe(0);
	tick();
	expect(told).toBe(1);
	expect(store.size).toBe(50);
	store.put([{ id: '1', n: 1 }]);
	tick();
	expect(told).toBe(2);
});

test('only rows that come or go change the shape', () => {
	const { store } = storeWithClock();
	store.put([{ id: 'a', n: 1 }]);
	const shape = store.shape();
	store.put([{ id: 'a', n: 2 }]);
	store.remove(['nobody']);
	expect(store.shape()).toBe(shape);
	store.remove(['a']);
	expect(store.shape()).toBeGreaterThan(shape);
});

test('a replacement leaves nothing of what was there', () => {
	const { store } = storeWithClock();
	store.put([
		{ id: 'a', n: 1 },
		{ id: 'b', n: 2 },
	]);
	store.replace([{ id: 'b', n: 3 }]);
	expect(store.all()).toEqual([{ id: 'b', n: 3 }]);
});

test('who shows a row is told of that row alone, once a frame, and of its going by the shape', () => {
	const { store, tick } = storeWithClock();
	const told = { a: 0, b: 0 };
	store.put([
		{ id: 'a', n: 1 },
		{ id: 'b', n: 1 },
	]);
	tick();
	store.on('a', () => told.a++);
	store.on('b', () => told.b++);
	for (let n = 0; n < 10; n++) store.put([{ id: 'a', n }]);
	tick();
	expect(told).toEqual({ a: 1, b: 0 });
	store.replace([{ id: 'b', n: 7 }]);
	tick();
	expect(told).toEqual({ a: 1, b: 1 });
	expect(store.get('a')).toBeUndefined();
});

test('no rows yet is told from none: who waits is told when all have come, though there are none', () => {
	const { store, tick } = storeWithClock();
	expect(store.isAwaited).toBe(false);
	store.await();
	const shape = store.shape();
	let told = 0;
	store.subscribe(() => told++);
	expect(store.isAwaited).toBe(true);
	store.settle();
	tick();
	expect([store.isAwaited, store.size, told]).toEqual([false, 0, 1]);
	expect(store.shape()).toBeGreaterThan(shape);
	store.settle();
	tick();
	expect(told).toBe(1);
});
