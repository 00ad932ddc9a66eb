/** The fields of ticks, one typed array each. `tick.ts` says what each field means. */
export type TickColumns = {
	readonly timeMs: Float64Array;
	readonly receivedMs: Float64Array;
	readonly bid: Float64Array;
	readonly ask: Float64Array;
	readonly last: Float64Array;
	readonly bidSize: Float64Array;
	readonly askSize: Float64Array;
	readonly lastSize: Float64Array;
	readonly timeNs: Uint32Array;
	readonly receivedNs: Uint32Array;
	readonly instrumentId: Uint32Array;
	readonly venueId: Uint32Array;
	readonly flags: Uint32Array;
};

const doubles = 8;
/** Bytes of one row in all columns. */
export const tickBytes = doubles * 8 + 5 * 4;

/** Columns over memory that may be shared between threads: `tickBytes * capacity` bytes from `offset` (a multiple of 8) on. */
export function columnsOver(memory: ArrayBufferLike, input: { readonly offset: number; readonly capacity: number }): TickColumns {
	const { offset, capacity } = input;
	const double = (n: number) => new Float64Array(memory, offset + n * 8 * capacity, capacity);
	const word = (n: number) => new Uint32Array(memory, offset + (doubles * 8 + n * 4) * capacity, capacity);
	return {
		timeMs: double(0),
		receivedMs: double(1),
		bid: double(2),
		ask: double(3),
		last: double(4),
		bidSize: double(5),
		askSize: double(6),
		lastSize: double(7),
		timeNs: word(0),
		receivedNs: word(1),
		instrumentId: word(2),
		venueId: word(3),
		flags: word(4),
	};
}

/** The same rows of every column, without copying. */
export function subColumns(columns: TickColumns, from: number, to: number): TickColumns {
	return {
		timeMs: columns.timeMs.subarray(from, to),
		receivedMs: columns.receivedMs.subarray(from, to),
		bid: columns.bid.subarray(from, to),
		ask: columns.ask.subarray(from, to),
		last: columns.last.subarray(from, to),
		bidSize: columns.bidSize.subarray(from, to),
		askSize: columns.askSize.subarray(from, to),
		lastSize: columns.lastSize.subarray(from, to),
		timeNs: columns.timeNs.subarray(from, to),
		receivedNs: columns.receivedNs.subarray(from, to),
		instrumentId: columns.instrumentId.subarray(from, to),
		venueId: columns.venueId.subarray(from, to),
		flags: columns.flags.subarray(from, to),
	};
}

export const columnNames = [
	'timeMs',
	'receivedMs',
	'bid',
	'ask',
	'last',
	'bidSize',
	'askSize',
	'lastSize',
	'timeNs',
	'receivedNs',
	'instrumentId',
	'venueId',
	'flags',
] as const satisfies readonly (keyof TickColumns)[];
