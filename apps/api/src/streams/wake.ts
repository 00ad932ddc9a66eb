/** One sleeping reader, any number of wakers. A wake-up while nobody sleeps is remembered, however many came it is one. */
export class Wake {
	#pending = false;
	#resolve: (() => void) | null = null;

	notify(): void {
		this.#pending = true;
		this.#resolve?.();
	}

	/** Resolves at the next (or a remembered) wake-up, or when `signal` aborts, or after `timeoutMs`. */
	async wait(signal: AbortSignal, timeoutMs?: number): Promise<void> {
		if (!this.#pending && !signal.aborted) {
			await new Promise<void>((resolve) => {
				const timer = timeoutMs === undefined ? undefined : setTimeout(done, timeoutMs);
				function done() {
					clearTimeout(timer);
					signal.removeEventListener('abort', done);
					resolve();
				}
				signal.addEventListener('abort', done, { once: true });
				this.#resolve = done;
			});
			this.#resolve = null;
		}
		this.#pending = false;
	}
}

/** Resolves after `ms`, or at once when `signal` aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
	if (signal.aborted) return Promise.resolve();
	return new Promise((resolve) => {
		const done = () => {
			clearTimeout(timer);
			signal.removeEventListener('abort', done);
			resolve();
		};
		const timer = setTimeout(done, ms);
		signal.addEventListener('abort', done, { once: true });
	});
}
