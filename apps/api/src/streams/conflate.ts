import { pause, Wake } from './wake.ts';

/** Keeps the latest value of each key until the reader takes them: bounded by the number of keys, however slow the reader is. */
export class Latest<K, V> {
	readonly #values = new Map<K, V>();
	readonly #wake = new Wake();

	set(key: K, value: V): void {
		this.#values.set(key, value);
		this.#wake.notify();
	}

	/**
	 * Batches of what changed since the last batch, latest value per key, at most one batch per `intervalMs`, however long the reader takes for one.
	 * The first change after a quiet time is delivered at once.
	 */
	async *batches(signal: AbortSignal, intervalMs: number): AsyncGenerator<V[]> {
		while (!signal.aborted) {
			await this.#wake.wait(signal);
			if (signal.aborted) return;
			const batch = [...this.#values.values()];
			this.#values.clear();
			if (batch.length === 0) continue;
			const takenMs = performance.now();
			yield batch;
			// The reader's own time counts: ten a second are ten, though it takes a while to send one to thousands.
			const leftMs = takenMs + intervalMs - performance.now();
			if (leftMs > 0) await pause(leftMs, signal);
		}
	}
}
