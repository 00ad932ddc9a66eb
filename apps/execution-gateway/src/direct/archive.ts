import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Report } from './reports.ts';

/** The reports of one account with afterSeq < accountSeq <= throughSeq, of records up to untilJournalSeq, which are kept. */
export type ArchiveJob = {
	readonly tenantId: number;
	readonly accountId: number;
	readonly afterSeq: number;
	readonly throughSeq: number;
	readonly untilJournalSeq: number;
};
/** complete: whether the journal held all that was asked for. */
export type ArchiveResult = { readonly complete: boolean };
/** The last batch has the result. */
export type ArchiveBatch = { readonly reports: readonly Report[]; readonly result: ArchiveResult | undefined };
type Take = (reports: readonly Report[]) => Promise<'go on' | 'stop'>;

/** What memory no longer holds, from the journal: one job after another, in a thread that starts with the first. */
export class Archive {
	readonly #journalDir: string;
	#worker: Worker | undefined;
	#turn: Promise<unknown> = Promise.resolve();

	constructor(journalDir: string) {
		this.#journalDir = journalDir;
	}

	/** Calls `take` with each batch and waits for it. @throws where the journal can't be read */
	read(job: ArchiveJob, take: Take): Promise<ArchiveResult> {
		const done = this.#turn.then(() => this.#run(job, take));
		this.#turn = done.catch(() => {
			this.#worker = undefined; // the thread ended with its fault; the next job gets a new one
		});
		return done;
	}

	async close(): Promise<void> {
		await this.#worker?.terminate();
	}

	async #run(job: ArchiveJob, take: Take): Promise<ArchiveResult> {
		this.#worker ??= new Worker(new URL('./archive-worker.ts', import.meta.url), { workerData: { journalDir: this.#journalDir } });
		for (let ask: ArchiveJob | 'next' = job; ; ask = 'next') {
			const answer = once(this.#worker, 'message') as Promise<[ArchiveBatch]>;
			this.#worker.postMessage(ask);
			const [{ reports, result }] = await answer;
			const stopped = (await take(reports)) === 'stop';
			if (result !== undefined) return result;
			if (stopped) return { complete: false };
		}
	}
}
