import { Worker } from 'node:worker_threads';
import type { Survey, Surveyed, Trial, Verdict, WorkerSetUp } from './worker.ts';

export type Room = {
	/** The room that is loaded anew for every mutant. */
	readonly room: string;
	/** Its test files. */
	readonly tests: readonly string[];
	/** A mutant that makes a loop endless is stopped after so long, and counts as noticed. Default: a minute. */
	readonly trialTimeoutMs?: number;
};

/** Modules that were loaded once stay in memory as long as their thread: after so many trials another one goes on. */
const TRIALS_A_THREAD = 100;
const SURVEY_TIMEOUT_MS = 1_800_000;

/** A thread that tries one mutant after the other. */
export class Host {
	readonly #room: Room;
	#worker: Worker;
	#trials = 0;

	constructor(room: Room) {
		this.#room = room;
		this.#worker = begin(room);
	}

	/** @throws where it takes too long. */
	async survey(survey: Survey): Promise<Surveyed> {
		const found = await this.#ask<Surveyed>(survey, SURVEY_TIMEOUT_MS);
		if (found === undefined) throw new Error('the tests fail as they are: they take too long');
		return found;
	}

	/** Undefined where it took too long. */
	async judge(trial: Trial): Promise<Verdict | undefined> {
		if (this.#trials === TRIALS_A_THREAD) await this.#renew();
		this.#trials += 1;
		const verdict = await this.#ask<Verdict>(trial, this.#room.trialTimeoutMs ?? 60_000);
		if (verdict === undefined) await this.#renew();
		return verdict;
	}

	async #renew(): Promise<void> {
		await this.#worker.terminate();
		this.#worker = begin(this.#room);
		this.#trials = 0;
	}

	#ask<Answer>(question: Trial | Survey, timeoutMs: number): Promise<Answer | undefined> {
		return new Promise((resolve, reject) => {
			const worker = this.#worker;
			const done = (): void => {
				clearTimeout(timer);
				worker.off('message', settle);
				worker.off('error', fail);
			};
			const settle = (answer: Answer | undefined): void => {
				done();
				resolve(answer);
			};
			const fail = (error: unknown): void => {
				done();
				reject(error);
			};
			const timer = setTimeout(() => settle(undefined), timeoutMs);
			worker.on('message', settle);
			worker.on('error', fail);
			worker.postMessage(question);
		});
	}

	async stop(): Promise<void> {
		await this.#worker.terminate();
	}
}

function begin({ room, tests }: Room): Worker {
	return new Worker(new URL('./worker.ts', import.meta.url), { workerData: { room, tests } satisfies WorkerSetUp });
}
