import { setTimeout as delay } from 'node:timers/promises';
import { type Range, readTicks } from '../store/read.ts';
import type { SeriesKey } from '../store/series.ts';
import type { TickStore } from '../store/store.ts';
import type { Registry, TickBatch } from '../tick/index.ts';
import { mergeByTime } from './merge.ts';

/** Time as a replay sees it; a test brings its own. */
export type ReplayClock = { nowMs(): number; sleep(ms: number, signal: AbortSignal | undefined): Promise<void> };

const realClock: ReplayClock = {
	nowMs: () => performance.now(),
	sleep: async (ms, signal) => {
		await delay(ms, undefined, signal === undefined ? {} : { signal });
	},
};

export type ReplayInput = Range & {
	/** In the order in which equal times are to come. */
	readonly series: readonly SeriesKey[];
	/** Gets the instruments and venues, with the digits that the store has. */
	readonly registry: Registry;
	/** 1 is real time, 60 a minute a second, `max` as fast as the sink takes it. */
	readonly speed: number | 'max';
	/** Is awaited: a slow sink slows the replay down, and loses nothing. */
	readonly sink: (batch: TickBatch) => void | Promise<void>;
	readonly signal?: AbortSignal;
	readonly clock?: ReplayClock;
};

/** Ticks that are due within so short a time go together. */
const sliceMs = 5;

/**
 * Plays a recorded period: all series merged by time, in the pace asked for. The ticks and their order do not depend on the pace.
 * @returns how many there were. @throws RangeError where the store has no such series; AbortError
 */
export async function replay(store: TickStore, input: ReplayInput): Promise<number> {
	const sources: AsyncIterable<TickBatch>[] = [];
	for (const key of input.series) {
		const manifest = await store.manifest(key);
		if (manifest === undefined || key.table !== 'ticks')
			throw new RangeError(`the store has no ticks of ${key.venue} ${key.instrument} for ${key.owner}`);
		const { priceDigits, qtyDigits } = manifest;
		const instrumentId = input.registry.instrument({ symbol: key.instrument, priceDigits, qtyDigits });
		const venueId = input.registry.venueId(key.venue) ?? input.registry.venue({ venue: key.venue });
		sources.push(readTicks(store, key, { fromMs: input.fromMs, toMs: input.toMs, instrumentId, venueId }));
	}
	const pace = input.speed === 'max' ? undefined : new Pace(input.speed, input.clock ?? realClock);
	let played = 0;
	for await (const batch of mergeByTime(sources)) {
		input.signal?.throwIfAborted();
		if (pace === undefined) await input.sink(batch);
		else await pace.play(batch, input);
		played += batch.length;
	}
	return played;
}

/** Holds ticks back until they are due: measured from the first, so that delays do not add up. */
class Pace {
	readonly #speed: number;
	readonly #clock: ReplayClock;
	#start: { readonly tickMs: number; readonly clockMs: number } | undefined;

	constructor(speed: number, clock: ReplayClock) {
		if (!(speed > 0 && Number.isFinite(speed))) throw new RangeError(`a speed is a number above 0 or max, not ${speed}`);
		this.#speed = speed;
		this.#clock = clock;
	}

	async play(batch: TickBatch, { sink, signal }: Pick<ReplayInput, 'sink' | 'signal'>): Promise<void> {
		const { timeMs } = batch.columns;
		for (let from = 0; from < batch.length; ) {
			const first = timeMs[from] ?? 0;
			let to = from + 1;
			while (to < batch.length && (timeMs[to] ?? 0) - first < sliceMs * this.#speed) to++;
			this.#start ??= { tickMs: first, clockMs: this.#clock.nowMs() };
			// A slice goes when its last tick is due: none comes before its time.
			const dueMs = this.#start.clockMs + ((timeMs[to - 1] ?? first) - this.#start.tickMs) / this.#speed;
			const waitMs = dueMs - this.#clock.nowMs();
			if (waitMs > 0) await this.#clock.sleep(waitMs, signal);
			signal?.throwIfAborted();
			await sink(batch.slice(from, to));
			from = to;
		}
	}
}
