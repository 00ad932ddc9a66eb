import { type TickColumns, tickFlags } from '../tick/index.ts';
import type { Bar } from './bar.ts';
import type { Rows, Series, SeriesInput, SeriesSink } from './series.ts';
import { BarStates, close, closeMs, closeNs, high, low, openMs, openNs, startMs, ticks, volume, width } from './state.ts';

/** A move over more bricks than this in one tick is one brick as tall as the move: a broken price must not fill the memory. */
const mostBricks = 1_000;

/**
 * Renko bricks on a grid of multiples of their height. A brick is given out when the price has gone a whole height beyond the last one's
 * close in its direction, or beyond its open against it. High and low are the brick's own; the ticks since the last brick belong to the
 * first that a move makes. Late ticks and corrections are as in `RunSeries`.
 */
export class RenkoSeries implements Series {
	lateTicks = 0;
	readonly #states: BarStates;
	readonly #size: number;
	readonly #sink: SeriesSink;

	constructor(rule: { readonly size: number }, input: SeriesInput) {
		this.#size = rule.size;
		this.#sink = input.sink;
		this.#states = new BarStates(input.streams, [
			[closeMs, Number.NEGATIVE_INFINITY],
			[low, Number.NaN],
		]);
	}

	/** The state's `low` and `high` are the bounds of the last brick; before the first, both are the grid line below the first price. */
	update(columns: TickColumns, rows: Rows): void {
		this.#states.reserve();
		const { values } = this.#states;
		const { length, streams, prices, need } = rows;
		const size = this.#size;
		for (let row = 0; row < length; row++) {
			const kind = columns.flags[row] ?? 0;
			if ((kind & need) === 0) continue;
			const stream = streams[row] ?? 0;
			const at = stream * width;
			const atMs = columns.timeMs[row] ?? 0;
			const atNs = columns.timeNs[row] ?? 0;
			const newestMs = values[at + closeMs] ?? 0;
			const isLate = atMs < newestMs || (atMs === newestMs && atNs < (values[at + closeNs] ?? 0));
			if ((kind & tickFlags.correction) !== 0) this.#sink.rebuild(stream, atMs, Number.POSITIVE_INFINITY);
			if (isLate) {
				if ((kind & tickFlags.correction) === 0) this.lateTicks += 1;
				continue;
			}
			const price = prices[row] ?? 0;
			if (Number.isNaN(values[at + low])) {
				values[at + low] = Math.floor(price / size) * size;
				values[at + high] = values[at + low] ?? 0;
			}
			if ((values[at + ticks] ?? 0) === 0) {
				values[at + startMs] = atMs;
				values[at + openMs] = atMs;
				values[at + openNs] = atNs;
			}
			values[at + close] = price;
			values[at + closeMs] = atMs;
			values[at + closeNs] = atNs;
			values[at + volume] = (values[at + volume] ?? 0) + (columns.lastSize[row] ?? 0);
			values[at + ticks] = (values[at + ticks] ?? 0) + 1;
			const up = Math.floor((price - (values[at + high] ?? 0)) / size);
			const down = Math.floor(((values[at + low] ?? 0) - price) / size);
			if (up > 0) this.#bricks(stream, 1, up);
			else if (down > 0) this.#bricks(stream, -1, down);
		}
	}

	addBar(): void {
		throw new Error("renko bars can't be made of bars: build them from ticks");
	}

	/** What has come since the last brick. */
	current(stream: number): Bar | undefined {
		const bar = this.#states.bar(stream);
		if (bar === undefined) return undefined;
		const edge = this.#edge(stream, bar.close);
		return { ...bar, endMs: bar.closeMs, open: edge, high: Math.max(edge, bar.close), low: Math.min(edge, bar.close) };
	}

	closeUntil(): void {}

	/** The side of the last brick that is nearer to the price. */
	#edge(stream: number, price: number): number {
		const { values } = this.#states;
		const top = values[stream * width + high] ?? 0;
		const bottom = values[stream * width + low] ?? 0;
		return Math.abs(price - top) <= Math.abs(price - bottom) ? top : bottom;
	}

	#bricks(stream: number, direction: 1 | -1, count: number): void {
		const { values } = this.#states;
		const at = stream * width;
		const height = count > mostBricks ? count * this.#size : this.#size;
		for (let made = 0; made < count * this.#size; made += height) {
			const bar = this.#states.bar(stream);
			const from = values[at + (direction === 1 ? high : low)] ?? 0;
			const to = from + direction * height;
			values[at + low] = Math.min(from, to);
			values[at + high] = Math.max(from, to);
			values[at + ticks] = 0;
			values[at + volume] = 0;
			const atMs = values[at + closeMs] ?? 0;
			const atNs = values[at + closeNs] ?? 0;
			const shape = { open: from, close: to, high: Math.max(from, to), low: Math.min(from, to), endMs: atMs };
			const stamps = { startMs: atMs, openMs: atMs, openNs: atNs, closeMs: atMs, closeNs: atNs, ticks: 0, volume: 0, revision: 0 };
			this.#sink.bar(bar === undefined ? { ...this.#states.ids(stream), ...stamps, ...shape } : { ...bar, ...shape }, stream);
		}
	}
}
