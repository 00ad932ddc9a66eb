import type { Streams } from '../quality/index.ts';
import type { Registry, TickColumns } from '../tick/index.ts';
import type { Bar } from './bar.ts';

/** Where a series puts what it makes. */
export type SeriesSink = {
	/** A bar is whole, or (with a higher revision) was changed by a late tick. */
	bar(bar: Bar, stream: number): void;
	/** A correction changed what lies in [from, to): build it anew from the ticks (`buildBars`), which alone know the truth. */
	rebuild(stream: number, fromMs: number, toMs: number): void;
};

export type SeriesInput = {
	readonly streams: Streams;
	readonly registry: Registry;
	readonly sink: SeriesSink;
	readonly lateMs: number;
};

export type Rows = {
	readonly length: number;
	/** The stream of each row. */
	readonly streams: Uint32Array;
	/** The price of each row; 0 and not to be read where the tick has not the flag. */
	readonly prices: Float64Array;
	/** The flag that a tick must have. */
	readonly need: number;
};

/** The bars of one specification, for every stream. */
export type Series = {
	update(columns: TickColumns, rows: Rows): void;
	/** Adds a smaller bar of the same stream and price. @throws where bars of this kind can't be made of bars */
	addBar(stream: number, bar: Bar): void;
	current(stream: number): Bar | undefined;
	/** Closes time bars that end at or before this moment, without waiting for the tick that would. */
	closeUntil(nowMs: number): void;
	/** Ticks that came too late for their bar. */
	readonly lateTicks: number;
};
