import { BarBook, type BarBookInput, type BarSpec } from './bars/index.ts';
import { type CacheMemory, TickCacheWriter } from './cache/index.ts';
import { Normaliser, type QualityConfig } from './quality/index.ts';
import type { Registry, TickBatch } from './tick/index.ts';

export type PipelineInput = Pick<BarBookInput, 'lateMs' | 'exclude' | 'onBar' | 'onRebuild'> & {
	readonly registry: Registry;
	readonly quality?: { readonly venues?: Readonly<Record<string, QualityConfig>>; readonly otherwise?: QualityConfig };
	readonly specs: readonly BarSpec[];
	readonly cache?: CacheMemory;
	/** Called with each batch once it is clean, before the bars: recorder, windows, publisher. The batch is the caller's again afterwards. */
	readonly onTicks?: (batch: TickBatch, streams: Uint32Array) => void;
};

/** The way of every tick, live or from history: rules, cache, listeners, bars. */
export class Pipeline {
	readonly normaliser: Normaliser;
	readonly bars: BarBook;
	readonly #cache: TickCacheWriter | undefined;
	readonly #onTicks: PipelineInput['onTicks'];

	constructor(input: PipelineInput) {
		this.normaliser = new Normaliser(input.registry, input.quality);
		const { streams } = this.normaliser;
		this.bars = new BarBook({ ...input, streams });
		this.#cache = input.cache === undefined ? undefined : new TickCacheWriter(input.cache, { registry: input.registry, streams });
		this.#onTicks = input.onTicks;
	}

	/** Rules may remove rows of the batch and flag others. */
	take(batch: TickBatch): void {
		this.normaliser.run(batch);
		const { rowStreams } = this.normaliser;
		this.#cache?.write(batch, rowStreams);
		this.#onTicks?.(batch, rowStreams);
		this.bars.update(batch, rowStreams);
	}
}
