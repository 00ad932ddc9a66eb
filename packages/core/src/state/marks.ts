import { withRoom } from './books.ts';
import type { Account } from './state.ts';

/** The last quote of an instrument: `atMs` when we received it, `venueAtMs` by the venue. */
export type Mark = { readonly bid: number; readonly ask: number; readonly atMs: number; readonly venueAtMs: number };

/**
 * The last quotes of an account as four numbers in a row of one array, which are read at once: a check looks at several, of accounts and instruments that no cache
 * holds. `rows` is shared by the accounts of a tenant.
 */
export type Marks = { readonly rows: Map<number, number>; values: Float64Array };

const width = 4;

export function createMarks(rows: Map<number, number>): Marks {
	return { rows, values: new Float64Array(0) };
}

/** Undefined where the account had no quote of the instrument yet. */
export function markOf(account: Pick<Account, 'marks'>, instrumentId: number): Mark | undefined {
	return kept(glanceAt(account, instrumentId));
}

export function markAtRow(account: Pick<Account, 'marks'>, row: number): Mark | undefined {
	return kept(glanceAtRow(account, row));
}

function kept(mark: Mark | undefined): Mark | undefined {
	return mark === undefined ? undefined : { bid: mark.bid, ask: mark.ask, atMs: mark.atMs, venueAtMs: mark.venueAtMs };
}

const glance = { bid: 0.5, ask: 0.5, atMs: 0.5, venueAtMs: 0.5 };

/** The same for who is done with it before anyone looks again: it is valid until the next glance, at whatever account. */
export function glanceAt(account: Pick<Account, 'marks'>, instrumentId: number): Mark | undefined {
	const row = account.marks.rows.get(instrumentId);
	return row === undefined ? undefined : glanceAtRow(account, row);
}

/** The same where the instrument's row is known. */
export function glanceAtRow({ marks }: Pick<Account, 'marks'>, row: number): Mark | undefined {
	const { values } = marks;
	const at = row * width;
	const bid = values[at] ?? 0;
	if (bid === 0) return undefined; // no quote is 0
	glance.bid = bid;
	glance.ask = values[at + 1] ?? 0;
	glance.atMs = values[at + 2] ?? 0;
	glance.venueAtMs = values[at + 3] ?? 0;
	return glance;
}

let asked: Pick<Account, 'marks'> | undefined;
const quoteOfAsked = (instrumentId: number): Mark | undefined => (asked === undefined ? undefined : glanceAt(asked, instrumentId));

/** The quotes of an account as a conversion asks for them, until the next call for another: one function for all, so that none is made for a conversion. */
export function quotesOf(account: Pick<Account, 'marks'>): (instrumentId: number) => Mark | undefined {
	asked = account;
	return quoteOfAsked;
}

export function setMark({ marks }: Pick<Account, 'marks'>, instrumentId: number, mark: Mark): void {
	const at = rowOf(marks.rows, instrumentId) * width;
	marks.values = withRoom(marks.values, at + width);
	marks.values[at] = mark.bid;
	marks.values[at + 1] = mark.ask;
	marks.values[at + 2] = mark.atMs;
	marks.values[at + 3] = mark.venueAtMs;
}

/** The row of a key; it has one from now on. */
export function rowOf<Key>(rows: Map<Key, number>, key: Key): number {
	let row = rows.get(key);
	if (row === undefined) {
		row = rows.size;
		rows.set(key, row);
	}
	return row;
}
