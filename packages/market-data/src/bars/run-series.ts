import { type TickColumns, tickFlags } from '../tick/index.ts';
import type { Bar } from './bar.ts';
import { joinBars } from './merge.ts';
import type { Rows, Series, SeriesInput, SeriesSink } from './series.ts';
import type { BarRule } from './spec.ts';
import { BarStates, begin, close, closeMs, closeNs, endMs, high, low, ticks, volume, width, write } from './state.ts';

type Rule = BarRule & { readonly kind: 'tick' | 'volume' | 'range' };

/**
 * Bars that follow the run of ticks: so many ticks, so much volume, or so wide a range. They are made in the order of arrival, so a tick
 * older than the newest has no place in them: it is counted as late, and a correction asks for all from its time on to be built anew.
 */
export class RunSeries implements Series {
	lateTicks = 0;
	readonly #states: BarStates;
	readonly #rule: Rule;
	readonly #sink: SeriesSink;

	constructor(rule: Rule, input: SeriesInput) {
		this.#rule = rule;
		this.#sink = input.sink;
		this.#states = new BarStates(input.streams, [[closeMs, Number.NEGATIVE_INFINITY]]);
	}

	update(columns: TickColumns, rows: Rows): void {
		this.#states.reserve();
		const { values } = this.#states;
		const { length, streams, prices, need } = rows;
		const { flags, timeMs, timeNs, lastSize } = columns;
		const { kind: rule, size } = this.#rule;
		for (let row = 0; row < length; row++) {
			const kind = flags[row] ?? 0;
			if ((kind & need) === 0) continue;
			const stream = streams[row] ?? 0;
			const at = stream * width;
			const atMs = timeMs[row] ?? 0;
			const atNs = timeNs[row] ?? 0;
			const newestMs = values[at + closeMs] ?? 0;
			if (atMs < newestMs || (atMs === newestMs && atNs < (values[at + closeNs] ?? 0))) {
				if ((kind & tickFlags.correction) !== 0) this.#sink.rebuild(stream, atMs, Number.POSITIVE_INFINITY);
				else this.lateTicks += 1;
				continue;
			}
			if ((kind & tickFlags.correction) !== 0) this.#sink.rebuild(stream, atMs, Number.POSITIVE_INFINITY);
			const price = prices[row] ?? 0;
			if ((values[at + ticks] ?? 0) === 0) {
				begin(values, at, { columns, row, price });
			} else {
				const top = Math.max(values[at + high] ?? 0, price);
				const bottom = Math.min(values[at + low] ?? 0, price);
				if (rule === 'range' && top - bottom > size) {
					this.#close(stream);
					begin(values, at, { columns, row, price });
					continue;
				}
				values[at + high] = top;
				values[at + low] = bottom;
				values[at + close] = price;
				values[at + closeMs] = atMs;
				values[at + closeNs] = atNs;
				values[at + endMs] = atMs;
				values[at + volume] = (values[at + volume] ?? 0) + (lastSize[row] ?? 0);
				values[at + ticks] = (values[at + ticks] ?? 0) + 1;
			}
			if (this.#isFull(at)) this.#close(stream);
		}
	}

	/** Only where whole bars fill a bar exactly: bars of n ticks make bars of a multiple of n. */
	addBar(stream: number, bar: Bar): void {
		if (this.#rule.kind !== 'tick') throw new Error(`${this.#rule.kind} bars can't be made of bars: build them from ticks`);
		this.#states.reserve();
		const before = this.#states.bar(stream);
		if ((before?.ticks ?? 0) + bar.ticks > this.#rule.size)
			throw new Error(`${before?.ticks ?? 0} and ${bar.ticks} ticks are more than a bar of ${this.#rule.size} has`);
		const at = stream * width;
		write(this.#states.values, at, before === undefined ? bar : { ...joinBars(before, bar), endMs: bar.endMs });
		if (this.#isFull(at)) this.#close(stream);
	}

	current(stream: number): Bar | undefined {
		return this.#states.bar(stream);
	}

	/** They end with a tick, never with time. */
	closeUntil(): void {}

	#isFull(at: number): boolean {
		const { values } = this.#states;
		if (this.#rule.kind === 'tick') return (values[at + ticks] ?? 0) >= this.#rule.size;
		return this.#rule.kind === 'volume' && (values[at + volume] ?? 0) >= this.#rule.size;
	}

	#close(stream: number): void {
		const bar = this.#states.bar(stream);
		this.#states.values[stream * width + ticks] = 0;
		if (bar !== undefined) this.#sink.bar(bar, stream);
	}
}
