import { dataKeyProvider, keyServiceHealth } from '@meridian/auth';
import { createDb } from '@meridian/db';
import { importQueue } from '@meridian/market-data/jobs';
import { openStore } from '@meridian/market-data/store';
import { createMetrics, type Logger, redisCheck, startHealthServer } from '@meridian/telemetry';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { WorkerEnv } from './env.ts';
import { startLiveFeatures } from './features/start.ts';
import { requeueImports } from './imports/requeue.ts';
import { runImportJob } from './imports/run.ts';
import { startPush } from './push/start.ts';
import { startRecorder } from './record.ts';
import { startTrainer } from './training/start.ts';
import { startWebhooks } from './webhooks/start.ts';

export type RunningWorker = { readonly port: number; stop(): Promise<void> };

/** Imports whose wake-up was lost begin at most so late. */
const lookMs = 30_000;

/**
 * Long work of all tenants: imports, one at a time, since another would compete for the same disk, and trainings. What is under way when it stops, or dies, goes
 * on where it stood. @throws where the port is taken, the store can't be opened, or the service that wraps data keys can't be used as it is set
 */
export async function startWorker(env: WorkerEnv, log: Logger): Promise<RunningWorker> {
	const dataKeys = dataKeyProvider({ local: env.dataKeys, vault: env.vault });
	// A wrong address, token or key name would else be found by the first webhook, or at the end of a training.
	await dataKeys?.check();
	const db = createDb({
		url: env.databaseUrl,
		cells: env.cells ?? {},
		onError: (error) => log.error({ err: error }, 'database connection'),
	});
	const redis = new Redis(env.redisUrl, { maxRetriesPerRequest: 1 });
	// Waits for jobs on a connection of its own, for ever.
	const blocking = new Redis(env.redisUrl, { maxRetriesPerRequest: null });
	const training = blocking.duplicate();
	for (const connection of [redis, blocking, training])
		connection.on('error', (error: Error) => log.warn({ reason: error.message }, 'redis'));
	const store = await openStore({ ...process.env, MERIDIAN_STORE_DIR: env.storeDir }, { memoryMb: 512, threads: 1 });
	const stopping = new AbortController();
	const lockMs = env.lockMs ?? 15_000;
	const metrics = createMetrics('worker');
	let running = 0;
	metrics.gauge('imports_running', { help: 'Imports under way', read: () => running });

	const recorder = startRecorder({ redis: blocking.duplicate(), store, log });
	metrics.gauge('recorded_ticks', { help: 'Live ticks put into the store', read: () => recorder.counts.ticks });
	metrics.gauge('recorder_refused', { help: 'Entries of live ticks that the store can not have', read: () => recorder.counts.refused });

	const features = startLiveFeatures({ db, redis, blocking: blocking.duplicate(), subscriber: blocking.duplicate(), log });
	metrics.gauge('live_feature_streams', {
		help: 'Feature sets of instruments that are kept warm here',
		read: () => features.counts.streams,
	});
	metrics.gauge('live_feature_rows', { help: 'Rows given out by live features', read: () => features.counts.rows });
	metrics.gauge('live_feature_late', { help: 'Quotes that came after the bar of their time', read: () => features.counts.late });

	const worker = new Worker(
		importQueue,
		async (job) => {
			running++;
			try {
				await runImportJob(job.data, { db, redis, store, storeDir: env.storeDir, log, signal: stopping.signal });
			} finally {
				running--;
			}
		},
		{
			...{ connection: blocking, concurrency: 1, lockDuration: lockMs, stalledInterval: lockMs, maxStalledCount: 100 },
			...{ removeOnComplete: { count: 0 }, removeOnFail: { count: 0 } },
		},
	);
	worker.on('error', (error) => log.error({ err: error }, 'the queue of imports'));
	worker.on('failed', (job, error) => log.error({ err: error, job: job?.id }, 'an import could not be run'));
	await worker.waitUntilReady();
	const queue = new Queue(importQueue, { connection: redis });
	await requeueImports({ db, queue, log });
	const looking = setInterval(() => {
		requeueImports({ db, queue, log }).catch((error: unknown) => log.error({ err: error }, 'imports that wait could not be looked for'));
	}, lookMs);
	const trainer = await startTrainer(env, { db, redis, blocking: training, store, log, dataKeys, signal: stopping.signal });
	metrics.gauge('trainings_running', { help: 'Trainings and studies under way', read: () => trainer?.running() ?? 0 });

	const { webhookAllow = [] } = env;
	if (dataKeys === undefined) log.warn('no webhook is delivered: give MERIDIAN_DATA_KEYS or MERIDIAN_VAULT_URL, the same as the API has');
	const webhooks = dataKeys === undefined ? null : await startWebhooks({ db, redis, blocking, dataKeys, allow: webhookAllow, log });
	metrics.gauge('webhooks_delivered', { help: 'Deliveries made or given up', read: () => webhooks?.delivered ?? 0 });

	const { pushKey, pushSubject: subject = 'mailto:push@meridian.invalid' } = env;
	if (pushKey === undefined) log.warn('no browser is told: give MERIDIAN_PUSH_KEY, and the API its public key');
	const pushes = pushKey === undefined ? null : await startPush({ db, redis, blocking, pushKey, subject, allow: webhookAllow, log });
	metrics.gauge('pushes_made', { help: 'Messages to browsers made or given up', read: () => pushes?.pushed ?? 0 });

	const health = await startHealthServer({
		port: env.httpPort,
		service: 'worker',
		checks: {
			db: async () => (await db.platform.tenant.count()) >= 0,
			redis: redisCheck(redis),
			...(dataKeys === undefined || env.vault === undefined ? {} : { keys: keyServiceHealth(dataKeys) }),
			queue: () => (worker.isRunning() && (trainer?.isTaking() ?? true) ? true : 'the worker takes no jobs'),
		},
		metrics,
	});
	log.info({ port: health.port, store: store.objects.label }, 'listening');

	return {
		port: health.port,
		async stop() {
			clearInterval(looking);
			stopping.abort();
			await recorder.stop();
			await features.stop();
			await webhooks?.stop();
			await pushes?.stop();
			await Promise.all([worker.close(), trainer?.stop()]);
			await queue.close();
			await health.close();
			store.close();
			blocking.disconnect();
			training.disconnect();
			redis.disconnect();
			await db.close();
		},
	};
}
