import { type Bar, Buckets, joinBars, type WireBar } from '@meridian/market-data';
import type { ShownBar } from './bars.ts';
import { baseOf, lengthMs, type TimeSpec } from './series.ts';

/** A late tick changes no bar that ended longer ago than this: what is older is put together once and for all. */
const settledAfterMs = 60_000;

/**
 * Puts small bars, each of which may come again with a later state, together into the large one in progress. Its cost does not grow with the length
 * of the large bar.
 */
export class BarMerger {
	readonly #spec: TimeSpec;
	readonly #out: (shown: ShownBar) => void;
	readonly #buckets: Buckets;
	/** Small bars are themselves what is wanted. */
	readonly #isSame: boolean;
	#fromMs = Number.NEGATIVE_INFINITY;
	#toMs = Number.NEGATIVE_INFINITY;
	#settled: Bar | undefined;
	#settledMs = Number.NEGATIVE_INFINITY;
	readonly #parts = new Map<number, WireBar>();

	constructor(spec: TimeSpec, out: (shown: ShownBar) => void) {
		this.#spec = spec;
		this.#out = out;
		this.#buckets = new Buckets(spec.rule, { zone: 'UTC', dayStartHours: 0 });
		this.#isSame = lengthMs(spec) === (baseOf(this.#spec).startsWith('1s') ? 1_000 : 60_000);
	}

	add(part: WireBar): void {
		if (this.#isSame) return this.#out({ bar: withoutOwner(part), closed: part.closed });
		this.#buckets.find(part.startMs);
		const { fromMs, toMs } = this.#buckets;
		if (fromMs < this.#fromMs || part.startMs < this.#settledMs) return; // of a large bar that is over, or a second telling of what is settled
		if (fromMs > this.#fromMs) this.#begin(fromMs, toMs);
		this.#parts.set(part.startMs, part);
		this.#settle(part.startMs - settledAfterMs);
		this.#show(part.closed && part.endMs === toMs);
	}

	#begin(fromMs: number, toMs: number): void {
		this.#show(true);
		this.#fromMs = fromMs;
		this.#toMs = toMs;
		this.#settled = undefined;
		this.#settledMs = Number.NEGATIVE_INFINITY;
		this.#parts.clear();
	}

	#settle(beforeMs: number): void {
		for (const part of this.#ordered()) {
			if (part.endMs > beforeMs) return;
			this.#settled = this.#settled === undefined ? withoutOwner(part) : joinBars(this.#settled, withoutOwner(part));
			this.#settledMs = part.endMs;
			this.#parts.delete(part.startMs);
		}
	}

	#show(closed: boolean): void {
		let bar = this.#settled;
		for (const part of this.#ordered()) bar = bar === undefined ? withoutOwner(part) : joinBars(bar, withoutOwner(part));
		if (bar !== undefined) this.#out({ bar: { ...bar, startMs: this.#fromMs, endMs: this.#toMs }, closed });
	}

	#ordered(): WireBar[] {
		return [...this.#parts.values()].toSorted((a, b) => a.startMs - b.startMs);
	}
}

const withoutOwner = ({ closed: _closed, series: _series, venue: _venue, ...bar }: WireBar): Bar => ({ ...bar, venueId: 0 });
