import type { Streams } from '../quality/index.ts';
import { qualityMask, type Registry, type TickBatch, tickFlags } from '../tick/index.ts';
import type { Bar } from './bar.ts';
import { RenkoSeries } from './renko-series.ts';
import { RunSeries } from './run-series.ts';
import type { Series, SeriesInput } from './series.ts';
import { type BarPrice, type BarSpec, barSpecName, priceMultiple } from './spec.ts';
import { TimeSeries } from './time-series.ts';

/** A bar with the place of its series in the list that the book was made with. */
export type BarListener = (bar: Bar, series: number, stream: number) => void;

export type BarBookInput = {
	readonly streams: Streams;
	readonly registry: Registry;
	readonly specs: readonly BarSpec[];
	/** How far back a late tick may change time bars that were given out. 0: not at all. */
	readonly lateMs?: number;
	/** Ticks with any of these quality findings are in no bar. By default all that the rules let through are in. */
	readonly exclude?: number;
	readonly onBar: BarListener;
	readonly onRebuild?: (input: {
		readonly series: number;
		readonly stream: number;
		readonly fromMs: number;
		readonly toMs: number;
	}) => void;
};

function seriesOf({ rule, price }: BarSpec, input: SeriesInput): Series {
	switch (rule.kind) {
		case 'time':
			return new TimeSeries(rule, input);
		case 'renko':
			return new RenkoSeries({ size: rule.size * priceMultiple(price) }, input);
		case 'range':
			return new RunSeries({ ...rule, size: rule.size * priceMultiple(price) }, input);
		case 'tick':
		case 'volume':
			return new RunSeries(rule, input);
	}
}

/**
 * All series of all streams of a process. The bars of a stream and series come out in order; what comes out depends on the ticks alone,
 * not on how they were cut into batches. History and live ticks go the same way.
 */
export class BarBook {
	readonly specs: readonly BarSpec[];
	readonly #series: readonly Series[];
	readonly #exclude: number;
	#mids = new Float64Array(0);
	#kept = new Uint32Array(0);

	constructor(input: BarBookInput) {
		const { streams, registry, specs, onBar, onRebuild } = input;
		const lateMs = input.lateMs ?? 0;
		this.specs = specs;
		this.#exclude = (input.exclude ?? 0) & qualityMask;
		this.#series = specs.map((spec, series) =>
			seriesOf(spec, {
				streams,
				registry,
				lateMs,
				sink: {
					bar: (bar, stream) => onBar(bar, series, stream),
					rebuild: (stream, fromMs, toMs) => onRebuild?.({ series, stream, fromMs, toMs }),
				},
			}),
		);
	}

	/** @param streams the stream of each row, as the normaliser left it */
	update(batch: TickBatch, streams: Uint32Array): void {
		const { length } = batch;
		const columns = this.#exclude === 0 ? batch.columns : { ...batch.columns, flags: this.#withoutExcluded(batch) };
		if (this.specs.some(({ price }) => price === 'mid')) this.#fillMids(batch);
		for (const [at, series] of this.#series.entries()) {
			const price = this.specs[at]?.price ?? 'bid';
			series.update(columns, {
				length,
				streams,
				prices: this.#prices(batch, price),
				need: price === 'last' ? tickFlags.trade : tickFlags.quote,
			});
		}
	}

	/** Adds a smaller bar of the same stream and price to one series. @throws where that can't be done */
	addBar(series: number, stream: number, bar: Bar): void {
		this.#at(series).addBar(stream, bar);
	}

	/** The bar in progress. */
	current(series: number, stream: number): Bar | undefined {
		return this.#at(series).current(stream);
	}

	/** Closes time bars that are over by the clock, where no tick has. */
	closeUntil(nowMs: number): void {
		for (const series of this.#series) series.closeUntil(nowMs);
	}

	/** Ticks that came too late for their bar, by series. */
	get lateTicks(): number[] {
		return this.#series.map(({ lateTicks }) => lateTicks);
	}

	#at(series: number): Series {
		const found = this.#series[series];
		if (found === undefined) throw new RangeError(`no series ${series}; there are ${this.specs.map(barSpecName).join(', ')}`);
		return found;
	}

	#prices({ columns }: TickBatch, price: BarPrice): Float64Array {
		return price === 'mid' ? this.#mids : columns[price];
	}

	#fillMids({ columns, length }: TickBatch): void {
		if (this.#mids.length < length) this.#mids = new Float64Array(Math.max(length, this.#mids.length * 2));
		const { bid, ask } = columns;
		for (let row = 0; row < length; row++) this.#mids[row] = (bid[row] ?? 0) + (ask[row] ?? 0);
	}

	#withoutExcluded({ columns, length }: TickBatch): Uint32Array {
		if (this.#kept.length < length) this.#kept = new Uint32Array(length);
		for (let row = 0; row < length; row++) {
			const flags = columns.flags[row] ?? 0;
			this.#kept[row] = (flags & this.#exclude) === 0 ? flags : 0;
		}
		return this.#kept;
	}
}
