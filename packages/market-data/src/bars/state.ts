import type { Streams } from '../quality/index.ts';
import type { TickColumns } from '../tick/index.ts';
import type { Bar } from './bar.ts';

/** Doubles of one stream's bar in progress, side by side: a tick touches two cache lines. */
export const width = 16;
export const startMs = 0;
export const endMs = 1;
export const open = 2;
export const high = 3;
export const low = 4;
export const close = 5;
export const volume = 6;
/** 0: no bar is in progress. */
export const ticks = 7;
export const openMs = 8;
export const openNs = 9;
export const closeMs = 10;
export const closeNs = 11;
/** Time series: 1 where a correction came for this bar. */
export const mark = 12;

/** The bars in progress of one series, by stream. */
export class BarStates {
	values = new Float64Array(0);
	readonly #streams: Streams;
	readonly #initial: readonly (readonly [field: number, value: number])[];

	/** @param initial values of a stream that has had no tick, where they are not 0 */
	constructor(streams: Streams, initial: readonly (readonly [field: number, value: number])[] = []) {
		this.#streams = streams;
		this.#initial = initial;
	}

	/** Makes room for every stream there is. Call it before the loop: `values` is replaced. */
	reserve(): void {
		const before = this.values.length;
		const needed = this.#streams.count * width;
		if (needed <= before) return;
		const grown = new Float64Array(Math.max(before * 2, needed, 64 * width));
		grown.set(this.values);
		for (const [field, value] of this.#initial) for (let at = before; at < grown.length; at += width) grown[at + field] = value;
		this.values = grown;
	}

	ids(stream: number): { instrumentId: number; venueId: number } {
		return { instrumentId: this.#streams.instrumentId(stream), venueId: this.#streams.venueId(stream) };
	}

	/** The bar in progress; undefined where there is none. */
	bar(stream: number): Bar | undefined {
		const at = stream * width;
		const read = (field: number) => this.values[at + field] ?? 0;
		if (read(ticks) === 0) return undefined;
		return {
			...this.ids(stream),
			startMs: read(startMs),
			endMs: read(endMs),
			open: read(open),
			high: read(high),
			low: read(low),
			close: read(close),
			volume: read(volume),
			ticks: read(ticks),
			openMs: read(openMs),
			openNs: read(openNs),
			closeMs: read(closeMs),
			closeNs: read(closeNs),
			revision: 0,
		};
	}
}

/** Makes this the bar in progress, from `at` on. */
export function write(values: Float64Array, at: number, bar: Bar): void {
	values[at + startMs] = bar.startMs;
	values[at + endMs] = bar.endMs;
	values[at + open] = bar.open;
	values[at + high] = bar.high;
	values[at + low] = bar.low;
	values[at + close] = bar.close;
	values[at + volume] = bar.volume;
	values[at + ticks] = bar.ticks;
	values[at + openMs] = bar.openMs;
	values[at + openNs] = bar.openNs;
	values[at + closeMs] = bar.closeMs;
	values[at + closeNs] = bar.closeNs;
}

/** Makes a bar of this one tick the bar in progress, from `at` on; without an object, since that happens a million times in a day of seconds. */
export function begin(
	values: Float64Array,
	at: number,
	tick: { readonly columns: TickColumns; readonly row: number; readonly price: number },
): void {
	const { columns, row, price } = tick;
	const atMs = columns.timeMs[row] ?? 0;
	const atNs = columns.timeNs[row] ?? 0;
	values[at + startMs] = atMs;
	values[at + endMs] = atMs;
	values[at + open] = price;
	values[at + high] = price;
	values[at + low] = price;
	values[at + close] = price;
	values[at + volume] = columns.lastSize[row] ?? 0;
	values[at + ticks] = 1;
	values[at + openMs] = atMs;
	values[at + openNs] = atNs;
	values[at + closeMs] = atMs;
	values[at + closeNs] = atNs;
}
