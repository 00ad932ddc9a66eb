type Job = { at: number; readonly length: number; readonly each: (index: number) => void; readonly done: () => void };

/** So long at most is sent before whatever else waits has its turn. */
const turnMs = 1;
/** Sends between two looks at the clock. */
const slice = 16;

/**
 * Does the same for many, some of them in each turn of the event loop and every job in turn: an order event, or a log-in, is never behind ten
 * thousand quotes.
 */
export class FanOut {
	#jobs: Job[] = [];
	#isRunning = false;

	/** Resolves when `each` was called for all. It must not throw. */
	run(length: number, each: (index: number) => void): Promise<void> {
		if (length === 0) return Promise.resolve();
		return new Promise((done) => {
			this.#jobs.push({ at: 0, length, each, done });
			if (this.#isRunning) return;
			this.#isRunning = true;
			setImmediate(() => this.#turn());
		});
	}

	#turn(): void {
		const untilMs = performance.now() + turnMs;
		do {
			const [job] = this.#jobs;
			if (job === undefined) break;
			const end = Math.min(job.at + slice, job.length);
			for (; job.at < end; job.at += 1) job.each(job.at);
			this.#jobs.shift();
			if (job.at < job.length) this.#jobs.push(job);
			else job.done();
		} while (performance.now() < untilMs);
		this.#isRunning = this.#jobs.length > 0;
		if (this.#isRunning) setImmediate(() => this.#turn());
	}
}
