import type { KeyProvider } from '@meridian/auth';
import type { Db } from '@meridian/db';
import { LocalObjects, type TickStore } from '@meridian/market-data/store';
import { trainingQueue } from '@meridian/ml';
import type { Logger } from '@meridian/telemetry';
import { Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { WorkerEnv } from '../env.ts';
import { runTrainingJob } from './job.ts';
import { requeueTrainings } from './requeue.ts';

export type RunningTrainer = { readonly running: () => number; isTaking(): boolean; stop(): Promise<void> };

/** Trainings whose wake-up was lost begin at most so late. */
const lookMs = 30_000;

/**
 * Takes trainings and studies, one at a time: a study has threads enough of its own. Without a place for models and keys to sign them nothing is taken.
 * @param input.blocking a connection of its own, since it waits on it
 */
export async function startTrainer(
	env: WorkerEnv,
	input: {
		readonly db: Db;
		readonly redis: Redis;
		readonly blocking: Redis;
		readonly store: TickStore;
		readonly log: Logger;
		readonly signal: AbortSignal;
		readonly dataKeys: KeyProvider | undefined;
	},
): Promise<RunningTrainer | undefined> {
	const { db, redis, blocking, log, dataKeys: keys } = input;
	if (env.objectsDir === undefined || keys === undefined) {
		log.warn(
			'nothing is trained here: MERIDIAN_OBJECTS_DIR and MERIDIAN_DATA_KEYS (or MERIDIAN_VAULT_URL) say where models go and who signs them',
		);
		return undefined;
	}
	const lockMs = env.lockMs ?? 15_000;
	// Much less work is lost with a worker than the time after which another takes its job.
	const checkpointEveryMs = lockMs / 8;
	const work = {
		...input,
		checkpointEveryMs,
		storeDir: env.storeDir,
		objects: new LocalObjects(env.objectsDir),
		keys,
	};
	let running = 0;
	const worker = new Worker(
		trainingQueue,
		async (job) => {
			running++;
			try {
				await runTrainingJob(job.data, work);
			} finally {
				running--;
			}
		},
		{
			...{ connection: blocking, concurrency: 1, lockDuration: lockMs, stalledInterval: lockMs, maxStalledCount: 100 },
			...{ removeOnComplete: { count: 0 }, removeOnFail: { count: 0 } },
		},
	);
	worker.on('error', (error) => log.error({ err: error }, 'the queue of trainings'));
	worker.on('failed', (job, error) => log.error({ err: error, job: job?.id }, 'a training could not be run'));
	await worker.waitUntilReady();
	const queue = new Queue(trainingQueue, { connection: redis });
	await requeueTrainings({ db, queue, log });
	const looking = setInterval(() => {
		requeueTrainings({ db, queue, log }).catch((error: unknown) =>
			log.error({ err: error }, 'trainings that wait could not be looked for'),
		);
	}, lookMs);
	return {
		running: () => running,
		isTaking: () => worker.isRunning(),
		async stop() {
			clearInterval(looking);
			await worker.close();
			await queue.close();
		},
	};
}
