import { expect, test } from 'vitest';
import { type Entry, search } from './palette-search.ts';

const entry = (title: string, detail = ''): Entry => ({ id: title, group: 'g', title, detail, run: () => undefined });
const all = [
	entry('Orders', 'page'),
	entry('EURUSD', 'Euro against US dollar'),
	entry('Order 17', 'EURUSD buy'),
	entry('AUDUSD', 'Australian dollar'),
];
const titles = (text: string) => search(all, text).map(({ title }) => title);

test('what begins with the word comes before what merely has it', () => {
	expect(titles('eur')).toEqual(['EURUSD', 'Order 17']);
	expect(titles('order')).toEqual(['Orders', 'Order 17']);
});
test('every word counts, in name or detail', () => {
	expect(titles('eurusd buy')).toEqual(['Order 17']);
	expect(titles('dollar')).toEqual(['EURUSD', 'AUDUSD']);
	expect(titles('zzz')).toEqual([]);
});
