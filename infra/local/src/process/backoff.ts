/** How long to wait before the next restart: doubles from 250 ms to 30 s; a run of a minute counts as recovered. */
export class Backoff {
	#failures = 0;

	/** @param ranMs how long the process ran before it ended. @returns ms to wait. */
	next(ranMs: number): number {
		if (ranMs >= recoveredAfterMs) this.#failures = 0;
		const waitMs = Math.min(longestMs, firstMs * 2 ** this.#failures);
		this.#failures += 1;
		return waitMs;
	}

	reset(): void {
		this.#failures = 0;
	}
}

const firstMs = 250;
const longestMs = 30_000;
const recoveredAfterMs = 60_000;
