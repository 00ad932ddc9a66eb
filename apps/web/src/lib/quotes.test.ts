import { expect, test } from 'vitest';
import { FrameQueue } from './frames.ts';
import { QuoteStore } from './quotes.ts';

const quote = (id: string, bid: string) => ({ instrument: { id }, bid, ask: bid, stale: false });
function storeWithFrames() {
	const due: (() => void)[] = [];
	const store = new QuoteStore(new FrameQueue({ next: (run) => due.push(run), budgetMs: Number.POSITIVE_INFINITY }));
	return { store, due };
}

test('a cell is told once a frame, with the newest quote, and not of other instruments', () => {
	const { store, due } = storeWithFrames();
	const told = { a: 0, b: 0 };
	store.on('a', () => told.a++);
	store.on('b', () => told.b++);
	for (const bid of ['1.1', '1.3', '1.2']) store.push([quote('a', bid)]);
	expect(due).toHaveLength(1);
	due.pop()?.();
	expect(told).toEqual({ a: 1, b: 0 });
	expect(store.get('a')).toMatchObject({ bid: '1.2', direction: 'down' });
	store.push([quote('b', '2')]);
	due.pop()?.();
	expect(told).toEqual({ a: 1, b: 1 });
});

test('quotes of instruments that nobody looks at ask for no frame', () => {
	const { store, due } = storeWithFrames();
	store.on('a', () => undefined);
	store.push([quote('b', '1'), quote('c', '1')]);
	expect(due).toEqual([]);
	expect(store.get('c')).toMatchObject({ bid: '1' });
});

test('a cell that has gone is not told, even of what came before it went; another with the same function still is', () => {
	const { store, due } = storeWithFrames();
	const told: string[] = [];
	const listener = () => void told.push('told');
	const leave = store.on('a', listener);
	store.on('a', listener);
	store.push([quote('a', '1')]);
	leave();
	due.pop()?.();
	expect(told).toEqual(['told']);
});
