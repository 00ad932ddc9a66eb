import type { TickColumns } from '../tick/index.ts';

/** One bar of one stream and series. Prices are integers at the instrument's digits, of mid series at twice that scale. */
export type Bar = {
	readonly instrumentId: number;
	readonly venueId: number;
	/** Time bars: their span, [start, end). Others: the stamps of their first and last tick. */
	readonly startMs: number;
	readonly endMs: number;
	readonly open: number;
	readonly high: number;
	readonly low: number;
	readonly close: number;
	/** Sum of the sizes of trades. */
	readonly volume: number;
	readonly ticks: number;
	/** Stamps of the ticks that gave open and close. */
	readonly openMs: number;
	readonly openNs: number;
	readonly closeMs: number;
	readonly closeNs: number;
	/** 0 at first; one more each time that a late tick changed a bar that had been given out. */
	readonly revision: number;
};

/** One tick as a bar. */
export function tickBar(columns: TickColumns, row: number, price: number): Bar {
	const atMs = columns.timeMs[row] ?? 0;
	const atNs = columns.timeNs[row] ?? 0;
	return {
		instrumentId: columns.instrumentId[row] ?? 0,
		venueId: columns.venueId[row] ?? 0,
		startMs: atMs,
		endMs: atMs,
		open: price,
		high: price,
		low: price,
		close: price,
		volume: columns.lastSize[row] ?? 0,
		ticks: 1,
		openMs: atMs,
		openNs: atNs,
		closeMs: atMs,
		closeNs: atNs,
		revision: 0,
	};
}
