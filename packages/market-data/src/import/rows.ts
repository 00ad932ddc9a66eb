import { tickFlags } from '../tick/index.ts';
import type { Zone } from './zone.ts';

/** Why a row was not taken. Each is counted, and the row stands with its number and text in the report. */
export const badRowKinds = [
	'columns',
	'time',
	'zoneGap',
	'price',
	'precision',
	'size',
	'flags',
	'symbol',
	'incomplete',
	'range',
	'tooLong',
] as const;
export type BadRowKind = (typeof badRowKinds)[number];

export const badRowTexts: Readonly<Record<BadRowKind, string>> = {
	columns: 'not the columns of this format',
	time: 'no such time',
	zoneGap: 'a local time that did not exist: clocks were set forward over it',
	price: 'a price that is no positive decimal number',
	precision: "more decimals than the instrument's digits",
	size: 'a size or volume that is no decimal number',
	flags: 'flags that are no number',
	symbol: 'another instrument than the one that is imported',
	incomplete: 'a blank price, and no row before it to carry one forward from',
	range: 'high below low, or open or close outside of them',
	tooLong: 'a line longer than any row',
};

/** One row as a format reads it; a reader sets all of it. Ticks use the upper part, bars the lower. */
export type Draft = {
	instrumentId: number;
	venueId: number;
	timeMs: number;
	timeNs: number;
	receivedMs: number;
	receivedNs: number;
	bid: number;
	ask: number;
	last: number;
	bidSize: number;
	askSize: number;
	lastSize: number;
	flags: number;
	open: number;
	high: number;
	low: number;
	close: number;
	tickVolume: number;
	volume: number;
	/** In points. */
	spread: number;
};

export const emptyDraft = (): Draft => ({
	instrumentId: 0,
	venueId: 0,
	timeMs: 0,
	timeNs: 0,
	receivedMs: 0,
	receivedNs: 0,
	bid: 0,
	ask: 0,
	last: 0,
	bidSize: 0,
	askSize: 0,
	lastSize: 0,
	flags: 0,
	open: 0,
	high: 0,
	low: 0,
	close: 0,
	tickVolume: 0,
	volume: 0,
	spread: 0,
});

/** A line of text without its end, or one binary record. */
export type RawRow = { readonly bytes: Uint8Array; readonly start: number; readonly end: number };

/** What a reader needs to know of the instrument and the file. */
export type RowContext = {
	readonly instrument: string;
	readonly priceDigits: number;
	readonly qtyDigits: number;
	readonly zone: Zone;
	/** Midnight, or the hour, that the file's name gives, in UTC as written there: for formats that count from it. */
	readonly baseMs: number;
	/** Of bars that have both. */
	readonly side: 'bid' | 'ask';
};

/** What a reader carries from row to row; plain JSON, kept in a checkpoint, so that an import goes on where it stopped. */
export type ReaderState = Readonly<Record<string, string | number>>;

export type RowReader = {
	/** Fills `out`. @returns undefined where it is a row, `none` where the line holds none (a header, a blank line), or what is wrong */
	read(row: RawRow, out: Draft): BadRowKind | 'none' | undefined;
	state(): ReaderState;
	restore(state: ReaderState): void;
};

/** The file can't be read as this format at all. */
export class ImportError extends Error {
	override readonly name = 'ImportError';
}

/** For formats whose zone was asked for: local to UTC, never going back where the clocks were set back. */
export class Clock {
	lastMs = 0;
	readonly #zone: Zone;

	constructor(zone: Zone) {
		this.#zone = zone;
	}

	/** Sets the time. @returns false where the local time did not exist */
	set(out: Draft, localMs: number, ns: number): boolean {
		const utcMs = this.#zone.toUtcMs(localMs, this.lastMs);
		if (utcMs === undefined) return false;
		this.lastMs = utcMs;
		out.timeMs = utcMs;
		out.timeNs = ns;
		return true;
	}
}

/** Sets a quote without sizes; both prices are positive. */
export function setQuote(out: Draft, bid: number, ask: number): void {
	out.bid = bid;
	out.ask = ask;
	out.last = 0;
	out.lastSize = 0;
	out.bidSize = 0;
	out.askSize = 0;
	out.flags = tickFlags.quote;
}
