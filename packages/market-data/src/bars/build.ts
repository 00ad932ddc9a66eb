import { Streams } from '../quality/index.ts';
import { type Registry, TickBatch, tickFlags } from '../tick/index.ts';
import type { Bar } from './bar.ts';
import { BarBook } from './book.ts';
import type { BarSpec } from './spec.ts';

/**
 * Puts corrections in the place of what they correct: the ticks of the same stream and stamp that came before. A correction that is neither
 * quote nor trade takes them away. The result is in order of time; equal stamps stay in order of arrival.
 */
export function applyCorrections(batch: TickBatch): TickBatch {
	const { columns, length } = batch;
	const keyOf = (row: number) => `${columns.venueId[row]}:${columns.instrumentId[row]}:${columns.timeMs[row]}:${columns.timeNs[row]}`;
	/** The last correction of each stamp. */
	const corrections = new Map<string, number>();
	for (let row = 0; row < length; row++) if (((columns.flags[row] ?? 0) & tickFlags.correction) !== 0) corrections.set(keyOf(row), row);
	const out = new TickBatch(length);
	for (const row of Uint32Array.from({ length }, (_, n) => n).sort((a, b) => compare(batch, a, b))) {
		if (corrections.size > 0 && (corrections.get(keyOf(row)) ?? -1) > row) continue;
		const tick = batch.at(row);
		if ((tick.flags & (tickFlags.quote | tickFlags.trade)) !== 0) out.append({ ...tick, flags: tick.flags & ~tickFlags.correction });
	}
	return out;
}

function compare({ columns }: TickBatch, a: number, b: number): number {
	const byMs = (columns.timeMs[a] ?? 0) - (columns.timeMs[b] ?? 0);
	if (byMs !== 0) return byMs;
	const byNs = (columns.timeNs[a] ?? 0) - (columns.timeNs[b] ?? 0);
	return byNs !== 0 ? byNs : a - b;
}

/** Gathers the bars of one series from all its ticks, batch by batch: history goes the way of live ticks. */
export class BarCollector {
	readonly #bars: Bar[] = [];
	readonly #streams = new Streams();
	readonly #book: BarBook;
	#rows = new Uint32Array(0);

	constructor(spec: BarSpec, registry: Registry) {
		this.#book = new BarBook({ streams: this.#streams, registry, specs: [spec], onBar: (bar) => this.#bars.push(bar) });
	}

	take(batch: TickBatch): void {
		if (this.#rows.length < batch.length) this.#rows = new Uint32Array(batch.length);
		const { venueId, instrumentId } = batch.columns;
		for (let row = 0; row < batch.length; row++) this.#rows[row] = this.#streams.of(venueId[row] ?? 0, instrumentId[row] ?? 0);
		this.#book.update(batch, this.#rows);
	}

	/** All bars; the last of each stream even if it is not whole. */
	end(): Bar[] {
		const open = Array.from({ length: this.#streams.count }, (_, stream) => this.#book.current(0, stream) ?? []);
		return [...this.#bars, ...open.flat()];
	}
}

/**
 * The bars of one series from all its ticks: what streaming gives once late ticks and corrections are where they belong. The last bar is
 * given even if it is not whole.
 */
export function buildBars(spec: BarSpec, input: { readonly registry: Registry; readonly ticks: Iterable<TickBatch> }): Bar[] {
	const collector = new BarCollector(spec, input.registry);
	for (const batch of input.ticks) collector.take(batch);
	return collector.end();
}

/** Larger bars from smaller ones of the same price, in order: time bars, and tick bars whose size is a multiple. */
export function barsOfBars(spec: BarSpec, input: { readonly registry: Registry; readonly bars: Iterable<Bar> }): Bar[] {
	const bars: Bar[] = [];
	const streams = new Streams();
	const book = new BarBook({ streams, registry: input.registry, specs: [spec], onBar: (bar) => bars.push(bar) });
	for (const bar of input.bars) book.addBar(0, streams.of(bar.venueId, bar.instrumentId), bar);
	for (let stream = 0; stream < streams.count; stream++) {
		const last = book.current(0, stream);
		if (last !== undefined) bars.push(last);
	}
	return bars;
}
