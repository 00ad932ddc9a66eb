import { expect, test } from 'vitest';
import type { Column } from '../table';
import { arrange } from './arrange.ts';
import { csvOf } from './csv.ts';

type Row = { id: string; symbol: string; qty: string | null };
const columns: readonly Column<Row>[] = [
	{ id: 'symbol', title: 'Symbol', value: ({ symbol }) => symbol },
	{ id: 'qty', title: 'Lots', numeric: true, value: ({ qty }) => qty },
];
const rows: readonly Row[] = [
	{ id: '1', symbol: 'EURUSD', qty: '10.00' },
	{ id: '2', symbol: 'GBPUSD', qty: '9.50' },
	{ id: '3', symbol: 'EURJPY', qty: null },
];
const arranged = (filter: string, sort: { column: string; down: boolean } | null = null) =>
	arrange(rows, { columns, keyOf: ({ id }) => id, filter, sort });

test('decimals sort by their size, and what is missing comes first', () => {
	expect(arranged('', { column: 'qty', down: false })).toEqual(['3', '2', '1']);
	expect(arranged('', { column: 'qty', down: true })).toEqual(['1', '2', '3']);
});

test('every word of a filter must be found somewhere in the row', () => {
	expect(arranged('eur')).toEqual(['1', '3']);
	expect(arranged('usd 9.5')).toEqual(['2']);
	expect(arranged('chf')).toEqual([]);
});

test('a CSV survives commas, quotes and what looks like a formula', () => {
	expect(csvOf([{ id: '1', symbol: '=HYPERLINK("x")', qty: '-1.50' }], columns)).toBe('Symbol,Lots\r\n"\'=HYPERLINK(""x"")",-1.50\r\n');
});
