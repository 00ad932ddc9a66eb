import { expect, test } from 'vitest';
import { QuoteStore } from './quotes.ts';

const quote = (id: string, bid: string) => ({ instrument: { id }, bid, ask: bid, at: '', stale: false });

test('a cell is told once a frame, with the newest quote, and not of other instruments', () => {
	const due: (() => void)[] = [];
	const store = new QuoteStore((tell) => due.push(tell));
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
