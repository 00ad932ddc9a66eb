import { expect, test } from 'vitest';
import { DepthStore } from './depth-store.ts';
import { rungsOf, rungsPerSide } from './ladder.ts';

const level = (price: string, quantity: string) => ({ price, quantity });
const depth = { bids: [level('1.1', '4'), level('1.0', '8')], asks: [level('1.2', '2')] };

test('the best of both sides meet in the middle, and the largest in sight has the longest bar', () => {
	const { asks, bids } = rungsOf(depth);
	expect([asks.length, bids.length]).toEqual([rungsPerSide, rungsPerSide]);
	expect(asks.at(-1)).toEqual({ price: '1.2', quantity: '2', share: 0.25 });
	expect(bids.slice(0, 3)).toEqual([{ price: '1.1', quantity: '4', share: 0.5 }, { price: '1.0', quantity: '8', share: 1 }, null]);
	expect(asks.slice(0, -1).every((rung) => rung === null)).toBe(true);
});

test('what lies further out than there is room for neither shows nor makes bars short', () => {
	const many = Array.from({ length: 20 }, (_, at) => level(String(100 - at), at < rungsPerSide ? '1' : '1000'));
	expect(rungsOf({ bids: many, asks: [] }).bids.map((rung) => rung?.share)).toEqual(Array.from({ length: rungsPerSide }, () => 1));
});

test('a ladder is told once a frame, with the newest book', () => {
	const due: (() => void)[] = [];
	const store = new DepthStore((tell) => due.push(tell));
	let told = 0;
	store.on(() => {
		told += 1;
	});
	expect(store.isShown()).toBeUndefined();
	store.push(depth);
	store.push({ bids: [], asks: [] });
	expect([due.length, store.isShown()]).toEqual([1, false]);
	due.pop()?.();
	store.push(depth);
	due.pop()?.();
	expect([told, store.isShown()]).toEqual([2, true]);
});
