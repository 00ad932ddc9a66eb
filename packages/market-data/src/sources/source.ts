import type { TickBatch } from '../tick/index.ts';

/**
 * Where ticks come from: a vendor's socket, a file, a generator, a recording. `run` gives batches to `take` until the source ends or the
 * signal is raised, and then resolves; it rejects only for what trying again can't mend. The batch is the source's again once `take` returns.
 */
export type TickSource = {
	readonly name: string;
	run(take: (batch: TickBatch) => void | Promise<void>, signal: AbortSignal): Promise<void>;
};
