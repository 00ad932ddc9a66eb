import { Worker } from 'node:worker_threads';
import type { ScheduleResult } from './schedule.ts';

/**
 * Runs schedules on threads of their own, as many at once as asked for: each waits for its terminals most of the time, and none knows of another. The same
 * seed does the same whichever thread runs it.
 */
export class SchedulePool {
	readonly #idle: Worker[] = [];
	readonly #all: Worker[];
	readonly #waiting: ((worker: Worker) => void)[] = [];

	constructor(input: { readonly threads: number; readonly binary: string }) {
		this.#all = Array.from(
			{ length: input.threads },
			() => new Worker(new URL('./pool-thread.ts', import.meta.url), { workerData: { binary: input.binary } }),
		);
		this.#idle.push(...this.#all);
	}

	/** @throws where the thread itself ended, which is no fault of a schedule */
	async run(seed: number): Promise<ScheduleResult> {
		const worker = this.#idle.pop() ?? (await new Promise<Worker>((resolve) => this.#waiting.push(resolve)));
		try {
			return await new Promise<ScheduleResult>((resolve, reject) => {
				worker.removeAllListeners();
				worker.once('message', resolve).once('error', reject);
				worker.postMessage(seed);
			});
		} finally {
			const next = this.#waiting.shift();
			if (next === undefined) this.#idle.push(worker);
			else next(worker);
		}
	}

	async close(): Promise<void> {
		await Promise.all(this.#all.map((worker) => worker.terminate()));
	}
}
