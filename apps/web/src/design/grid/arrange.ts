import type { Column } from '../table';

export type Sort = { readonly column: string; readonly down: boolean };

/** The keys of the rows that every word of the filter is found in, in order. Numbers sort as numbers, decimals as strings too. */
export function arrange<Row>(
	rows: readonly Row[],
	input: {
		readonly columns: readonly Column<Row>[];
		readonly keyOf: (row: Row) => string;
		readonly filter: string;
		readonly sort: Sort | null;
	},
): string[] {
	const words = input.filter.toLowerCase().split(/\s+/).filter(Boolean);
	const kept = words.length === 0 ? rows : rows.filter((row) => matches(textOf(row, input.columns), words));
	const column = input.columns.find(({ id }) => id === input.sort?.column);
	if (column === undefined) return kept.map(input.keyOf);
	const turn = input.sort?.down ? -1 : 1;
	return kept
		.map((row) => ({ row, by: column.value(row) }))
		.sort((a, b) => turn * compare(a.by, b.by))
		.map(({ row }) => input.keyOf(row));
}

const matches = (text: string, words: readonly string[]): boolean => words.every((word) => text.includes(word));
const textOf = <Row>(row: Row, columns: readonly Column<Row>[]): string =>
	columns
		.map(({ value }) => value(row) ?? '')
		.join('\u0001')
		.toLowerCase();

function compare(a: string | number | null, b: string | number | null): number {
	if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
	const [x, y] = [Number(a), Number(b)];
	if (a !== '' && b !== '' && !Number.isNaN(x) && !Number.isNaN(y)) return x - y;
	return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}
