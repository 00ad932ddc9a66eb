import type pg from 'pg';
import { types } from 'pg';
import type { Prisma } from './generated/tenant/client.ts';

/** As Prisma gives it, but a ticket is a whole number here. */
export type Plain<Row> = { readonly [Name in keyof Row]: Row[Name] extends Prisma.Decimal ? bigint : Row[Name] };

/** The names of a row's columns. All of them: the type says which are missing. */
export const namesOf = <Row>(all: Record<keyof Row, true>): readonly string[] => Object.keys(all);

/** The schema names every column so. */
export const columnOf = (name: string): string => `"${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}"`;
/** @param from the table's name in the statement */
export const columnsOf = (from: string, names: readonly string[]): string => names.map((name) => `${from}.${columnOf(name)}`).join(', ');

const { builtins, getTypeParser } = types;
const toBigint = (value: string): bigint => BigInt(value);
const otherTime = getTypeParser(builtins.TIMESTAMPTZ, 'text');
/** As a server whose time zone is UTC writes it, which Date itself reads; another one's as pg does. */
const toDate = (text: string): unknown =>
	text.endsWith('+00') && text.length <= 26 && text.charCodeAt(10) === 32
		? new Date(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`)
		: otherTime(text);
/** The tables' numerics are tickets, without a fraction. */
export const plainParsers: pg.CustomTypesConfig = {
	getTypeParser: ((oid: number, format?: 'text') =>
		oid === builtins.INT8 || oid === builtins.NUMERIC
			? toBigint
			: oid === builtins.TIMESTAMPTZ
				? toDate
				: getTypeParser(oid, format)) as typeof getTypeParser,
};

/** @param from where the row's own columns begin among those of a statement */
export function rowOf(cells: readonly unknown[], names: readonly string[], from: number): object {
	const row: Record<string, unknown> = {};
	for (let at = 0; at < names.length; at += 1) row[names[at] ?? ''] = cells[from + at];
	return row;
}
