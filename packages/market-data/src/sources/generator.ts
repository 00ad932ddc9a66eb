import { type Registry, TickBatch, tickFlags } from '../tick/index.ts';
import type { TickSource } from './source.ts';

export type GeneratorInput = {
	readonly registry: Registry;
	readonly venueId: number;
	readonly instruments: readonly { readonly instrumentId: number; readonly mid: number; readonly halfSpread: number }[];
	readonly startMs: number;
	/** Ticks of all instruments together, and the time between two. */
	readonly count: number;
	readonly stepMs: number;
	readonly seed: number;
	readonly batchTicks?: number;
};

/** A market that walks at random, one unit at a time: the same ticks for the same seed, as fast as they are taken. */
export function generatedTicks(input: GeneratorInput): TickSource {
	return {
		name: `generator ${input.seed}`,
		async run(take, signal) {
			const next = mulberry32(input.seed);
			const mids = Float64Array.from(input.instruments, ({ mid }) => mid);
			const batch = new TickBatch(input.batchTicks ?? 1_024);
			for (let n = 0; n < input.count && !signal.aborted; n++) {
				const at = Math.floor(next() * input.instruments.length);
				const instrument = input.instruments[at];
				if (instrument === undefined) return;
				const mid = Math.max(1 + instrument.halfSpread, (mids[at] ?? 0) + Math.floor(next() * 3) - 1);
				mids[at] = mid;
				const row = batch.add();
				batch.columns.instrumentId[row] = instrument.instrumentId;
				batch.columns.venueId[row] = input.venueId;
				batch.columns.timeMs[row] = input.startMs + Math.floor(n * input.stepMs);
				batch.columns.bid[row] = mid - instrument.halfSpread;
				batch.columns.ask[row] = mid + instrument.halfSpread;
				batch.columns.flags[row] = tickFlags.quote;
				if (batch.length < (input.batchTicks ?? 1_024)) continue;
				await take(batch);
				batch.clear();
			}
			if (batch.length > 0 && !signal.aborted) await take(batch);
		},
	};
}

function mulberry32(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}
