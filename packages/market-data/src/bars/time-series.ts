import type { Streams } from '../quality/index.ts';
import { type Registry, type TickColumns, tickFlags } from '../tick/index.ts';
import { type Bar, tickBar } from './bar.ts';
import { Buckets } from './buckets.ts';
import { joinBars } from './merge.ts';
import type { Rows, Series, SeriesInput, SeriesSink } from './series.ts';
import type { BarRule } from './spec.ts';
import {
	BarStates,
	begin,
	close,
	closeMs,
	closeNs,
	endMs,
	high,
	low,
	mark,
	open,
	openMs,
	openNs,
	startMs,
	ticks,
	volume,
	width,
	write,
} from './state.ts';

/**
 * Bars of equal time. A span without a tick has no bar. A tick older than the bar in progress is late: within `lateMs` of that bar's start it
 * changes the bar it belongs to, which is given out again with a higher revision; beyond, it is counted and not in the bars.
 */
export class TimeSeries implements Series {
	lateTicks = 0;
	readonly #states: BarStates;
	readonly #streams: Streams;
	readonly #registry: Registry;
	readonly #rule: BarRule & { readonly kind: 'time' };
	readonly #sink: SeriesSink;
	readonly #lateMs: number;
	readonly #buckets: Buckets[] = [];
	/** By stream, the bars given out that a late tick may still change, oldest first. */
	readonly #recent: Bar[][] = [];

	constructor(rule: BarRule & { readonly kind: 'time' }, input: SeriesInput) {
		this.#rule = rule;
		this.#streams = input.streams;
		this.#registry = input.registry;
		this.#sink = input.sink;
		this.#lateMs = input.lateMs;
		// Nothing lies in [-Infinity, -Infinity): the first tick takes the slow way and opens a bar.
		this.#states = new BarStates(input.streams, [
			[startMs, Number.NEGATIVE_INFINITY],
			[endMs, Number.NEGATIVE_INFINITY],
		]);
	}

	update(columns: TickColumns, input: Rows): void {
		this.#states.reserve();
		const { values } = this.#states;
		const { length, streams, prices, need } = input;
		const { flags, timeMs, timeNs, lastSize } = columns;
		for (let row = 0; row < length; row++) {
			const kind = flags[row] ?? 0;
			if ((kind & need) === 0) continue;
			const at = (streams[row] ?? 0) * width;
			const atMs = timeMs[row] ?? 0;
			if (atMs >= (values[at + endMs] ?? 0) && (kind & tickFlags.correction) === 0) {
				this.#next(streams[row] ?? 0, { columns, row, price: prices[row] ?? 0 });
				continue;
			}
			if (atMs < (values[at] ?? 0) || (kind & tickFlags.correction) !== 0) {
				this.#outside(streams[row] ?? 0, tickBar(columns, row, prices[row] ?? 0), (kind & tickFlags.correction) !== 0);
				continue;
			}
			const price = prices[row] ?? 0;
			const atNs = timeNs[row] ?? 0;
			if (price > (values[at + high] ?? 0)) values[at + high] = price;
			if (price < (values[at + low] ?? 0)) values[at + low] = price;
			const newestMs = values[at + closeMs] ?? 0;
			if (atMs > newestMs || (atMs === newestMs && atNs >= (values[at + closeNs] ?? 0))) {
				values[at + close] = price;
				values[at + closeMs] = atMs;
				values[at + closeNs] = atNs;
			} else if (atMs < (values[at + openMs] ?? 0) || (atMs === (values[at + openMs] ?? 0) && atNs < (values[at + openNs] ?? 0))) {
				values[at + open] = price;
				values[at + openMs] = atMs;
				values[at + openNs] = atNs;
			}
			values[at + volume] = (values[at + volume] ?? 0) + (lastSize[row] ?? 0);
			values[at + ticks] = (values[at + ticks] ?? 0) + 1;
		}
	}

	addBar(stream: number, bar: Bar): void {
		this.#states.reserve();
		const { values } = this.#states;
		const at = stream * width;
		if (bar.openMs >= (values[at] ?? 0) && bar.openMs < (values[at + endMs] ?? 0)) this.#join(stream, bar);
		else this.#outside(stream, bar, false);
	}

	current(stream: number): Bar | undefined {
		return this.#states.bar(stream);
	}

	closeUntil(nowMs: number): void {
		this.#states.reserve();
		for (let stream = 0; stream < this.#streams.count; stream++) {
			const end = this.#states.values[stream * width + endMs] ?? 0;
			if (end <= nowMs && end !== Number.NEGATIVE_INFINITY) this.#close(stream);
		}
	}

	/** A tick after the bar in progress. */
	#next(stream: number, tick: { readonly columns: TickColumns; readonly row: number; readonly price: number }): void {
		this.#close(stream);
		const { values } = this.#states;
		const at = stream * width;
		const buckets = this.#bucketsOf(stream);
		buckets.find(tick.columns.timeMs[tick.row] ?? 0);
		begin(values, at, tick);
		values[at + startMs] = buckets.fromMs;
		values[at + endMs] = buckets.toMs;
	}

	/** A tick, as a bar of one, that is not in the bar in progress, or corrects an earlier one. */
	#outside(stream: number, one: Bar, corrects: boolean): void {
		const { values } = this.#states;
		const at = stream * width;
		if (one.openMs >= (values[at] ?? 0)) {
			if (corrects) this.#correct(stream, one.openMs);
			if (one.openMs >= (values[at + endMs] ?? 0)) {
				this.#close(stream);
				this.#open(stream, one);
			} else this.#join(stream, one);
			return;
		}
		if (corrects) return this.#correct(stream, one.openMs);
		if (one.openMs < (values[at] ?? 0) - this.#lateMs) {
			this.lateTicks += one.ticks;
			return;
		}
		this.#amend(stream, one);
	}

	#open(stream: number, one: Bar): void {
		const { values } = this.#states;
		const at = stream * width;
		const buckets = this.#bucketsOf(stream);
		buckets.find(one.openMs);
		write(values, at, { ...one, startMs: buckets.fromMs, endMs: buckets.toMs });
	}

	#join(stream: number, bar: Bar): void {
		const before = this.#states.bar(stream);
		if (before === undefined) this.#open(stream, bar);
		else write(this.#states.values, stream * width, joinBars(before, bar));
	}

	#close(stream: number): void {
		const bar = this.#states.bar(stream);
		if (bar === undefined) return;
		const { values } = this.#states;
		const at = stream * width;
		values[at] = bar.endMs;
		values[at + ticks] = 0;
		this.#sink.bar(bar, stream);
		if (values[at + mark] === 1) this.#sink.rebuild(stream, bar.startMs, bar.endMs);
		values[at + mark] = 0;
		if (this.#lateMs > 0) this.#recentOf(stream).push(bar);
	}

	#amend(stream: number, one: Bar): void {
		const buckets = this.#bucketsOf(stream);
		buckets.find(one.openMs);
		const recent = this.#recentOf(stream);
		const place = recent.findLastIndex((bar) => bar.startMs <= buckets.fromMs);
		const old = recent[place];
		const amended =
			old?.startMs === buckets.fromMs
				? { ...joinBars(old, one), revision: old.revision + 1 }
				: { ...one, startMs: buckets.fromMs, endMs: buckets.toMs };
		recent.splice(old?.startMs === buckets.fromMs ? place : place + 1, old?.startMs === buckets.fromMs ? 1 : 0, amended);
		this.#sink.bar(amended, stream);
	}

	/** What a bar would be without the tick that was wrong can't be told from the bar: it has to be built anew, once it is over. */
	#correct(stream: number, atMs: number): void {
		const { values } = this.#states;
		const at = stream * width;
		if (atMs >= (values[at] ?? 0) && atMs < (values[at + endMs] ?? 0)) values[at + mark] = 1;
		else if (atMs < (values[at] ?? 0)) {
			const buckets = this.#bucketsOf(stream);
			buckets.find(atMs);
			this.#sink.rebuild(stream, buckets.fromMs, buckets.toMs);
		}
	}

	/** Without those that no late tick can reach any more. */
	#recentOf(stream: number): Bar[] {
		const recent = this.#recent[stream] ?? [];
		this.#recent[stream] = recent;
		const oldestMs = (this.#states.values[stream * width] ?? 0) - this.#lateMs;
		while (recent[0] !== undefined && recent[0].endMs <= oldestMs) recent.shift();
		return recent;
	}

	#bucketsOf(stream: number): Buckets {
		const venueId = this.#streams.venueId(stream);
		const known = this.#buckets[venueId];
		if (known !== undefined) return known;
		const buckets = new Buckets(this.#rule, this.#registry.venueInfo(venueId));
		this.#buckets[venueId] = buckets;
		return buckets;
	}
}
