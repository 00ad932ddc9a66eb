import type { Db, MlJob } from '@meridian/db';
import { type TrainingJob, trainingChannel } from '@meridian/ml';
import type { Logger } from '@meridian/telemetry';
import type { Redis } from 'ioredis';

/** The row at most so often; subscribers are woken then. */
const tellMs = 250;
/** A cancel is seen after at most so long. */
const lookMs = 500;

type Change = {
	readonly phase?: string | null;
	readonly step?: number;
	readonly of?: number;
	readonly loss?: number | null;
	readonly error?: string;
	readonly runId?: string;
	readonly version?: number;
};

/**
 * A job's row while a worker works on it. The row is the truth: who cancels writes CANCELED there, and nothing that this worker writes later changes a
 * row that is not RUNNING.
 */
export class JobRow {
	readonly canceled = new AbortController();
	readonly #job: TrainingJob;
	readonly #db: Db;
	readonly #redis: Redis;
	readonly #log: Logger;
	#toldAtMs = 0;
	#pending: Promise<unknown> = Promise.resolve();
	#looking: NodeJS.Timeout | undefined;

	constructor(job: TrainingJob, { db, redis, log }: { readonly db: Db; readonly redis: Redis; readonly log: Logger }) {
		this.#job = job;
		this.#db = db;
		this.#redis = redis;
		this.#log = log;
	}

	get #table() {
		return this.#db.forTenant(this.#job.tenantId).mlJob;
	}

	/** @returns undefined where there is nothing (more) to do */
	async begin(): Promise<MlJob | undefined> {
		const { count } = await this.#table.updateMany({
			where: { id: this.#job.jobId, status: { in: ['QUEUED', 'RUNNING'] } },
			data: { status: 'RUNNING', starts: { increment: 1 }, updatedAt: new Date() },
		});
		if (count === 0) return undefined;
		this.#looking = setInterval(() => {
			this.#table.findFirst({ where: { id: this.#job.jobId }, select: { status: true } }).then(
				(row) => {
					if (row?.status !== 'RUNNING') this.canceled.abort(new Error('canceled'));
				},
				(error: unknown) => this.#log.warn({ err: error }, 'whether a training was canceled could not be seen'),
			);
		}, lookMs);
		await this.#wake();
		return (await this.#table.findFirst({ where: { id: this.#job.jobId } })) ?? undefined;
	}

	/** Progress; one that can't be written is not the training's fault. */
	soon(change: Change): void {
		const now = performance.now();
		if (now - this.#toldAtMs < tellMs) return;
		this.#toldAtMs = now;
		this.#write(change).catch((error: unknown) => this.#log.warn({ err: error }, 'progress of a training could not be written'));
	}

	async end(status: 'DONE' | 'FAILED', change: Change): Promise<void> {
		this.leave();
		await this.#pending.catch(() => undefined);
		await this.#write({ phase: null, ...change }, status);
	}

	/** Looks no more; the row stays as it is. */
	leave(): void {
		clearInterval(this.#looking);
	}

	#write(change: Change, status = 'RUNNING'): Promise<void> {
		const write = async (): Promise<void> => {
			const { count } = await this.#table.updateMany({
				where: { id: this.#job.jobId, status: 'RUNNING' },
				data: { ...change, status, updatedAt: new Date() },
			});
			if (count === 0) this.canceled.abort(new Error('canceled'));
			await this.#wake();
		};
		const done = this.#pending.catch(() => undefined).then(write);
		this.#pending = done.catch(() => undefined);
		return done;
	}

	async #wake(): Promise<void> {
		await this.#redis
			.publish(trainingChannel(this.#job.tenantId), JSON.stringify({ jobId: this.#job.jobId }))
			.catch((error: unknown) => this.#log.warn({ err: error }, 'nobody could be told of a training'));
	}
}
