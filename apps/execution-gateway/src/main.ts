import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createDb, nextShardEpoch } from '@meridian/db';
import { createLogger, createMetrics, exitWhenParentGoes, parseEnv, startHealthServer } from '@meridian/telemetry';
import { Redis } from 'ioredis';
import { createDirectMetrics } from './direct/metrics.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './engine/messages.ts';
import { directSettings, gatewayEnv, shardId } from './env.ts';
import { armFailpoint } from './failpoint.ts';
import { type Projector, startProjector } from './projector/projector.ts';
import { publishQuotes } from './publish.ts';

/** The gateway process: the engine thread has the order path; this thread has everything that may wait. */
const env = parseEnv(gatewayEnv);
const log = createLogger('gateway');
const metrics = createMetrics('gateway');
armFailpoint(env.MERIDIAN_FAILPOINT);

const db = createDb({ url: env.DATABASE_URL, onError: (error) => log.error({ err: error }, 'database connection') });
const redis = new Redis(env.REDIS_URL, { maxRetriesPerRequest: 1, enableOfflineQueue: false });
redis.on('error', (error) => log.warn({ reason: error.message }, 'redis'));
const epoch = Number(await nextShardEpoch(db, shardId));
log.info({ epoch }, 'leader of the shard');

const direct = directSettings(env);
const settings: WorkerSettings = {
	stateDir: env.MERIDIAN_STATE_DIR,
	epoch,
	gatewayKey: env.MERIDIAN_GATEWAY_KEY,
	terminalKey: env.MERIDIAN_TERMINAL_KEY,
	entryPort: env.MERIDIAN_ENTRY_PORT,
	terminalPort: env.MERIDIAN_TERMINAL_PORT,
	failpoint: env.MERIDIAN_FAILPOINT,
	...(direct && { direct }),
};
const worker = new Worker(new URL('./engine/worker.ts', import.meta.url), { workerData: settings });
/** Not before the engine has recovered: till then it may still cut the journal's torn end. */
const project = (journalSeq: number): Projector =>
	startProjector({
		db,
		journalDir: join(env.MERIDIAN_STATE_DIR, 'journal'),
		shard: shardId,
		journalSeq,
		log,
		wake: (tenantId, message) =>
			void redis
				.publish(`t:${tenantId}:events`, JSON.stringify(message))
				.catch((error: Error) => log.warn({ reason: error.message }, 'wake-up lost; subscribers catch up with the next')),
	});

const appended = metrics.gauge('journal_seq', { help: 'Sequence of the last journal record' });
const projected = metrics.gauge('projected_seq', { help: 'Sequence up to which the projector has written' });
const tellDirect = createDirectMetrics(metrics);
let directPort: number | undefined;
let projector: Projector | undefined;
let stopping = false;
worker.on('message', (message: FromWorker) => {
	switch (message.kind) {
		case 'ready':
			projector = project(message.journalSeq);
			directPort = message.directPort;
			log.info({ entryPort: message.entryPort, terminalPort: message.terminalPort, directPort }, 'ready');
			break;
		case 'appended':
			appended.set(message.seq);
			projected.set(projector?.projectedSeq ?? 0);
			projector?.poke();
			break;
		case 'direct':
			tellDirect(message.counts);
			break;
		case 'quotes':
			for (const quotes of message.messages)
				publishQuotes(redis, quotes).catch((error: Error) => log.warn({ reason: error.message }, 'quotes not published'));
			break;
		default:
	}
});
// An engine thread that fails must not leave a gateway that looks alive: the launcher starts a new one, which recovers from the journal.
worker.on('error', (error) => {
	log.fatal({ err: error }, 'the engine thread failed');
	process.exit(1);
});
worker.on('exit', (code) => {
	if (!stopping) process.exit(code === 0 ? 1 : code);
});

const health = await startHealthServer({
	port: env.MERIDIAN_GATEWAY_HTTP_PORT,
	service: 'gateway',
	metrics,
	checks: {
		engine: () => projector !== undefined || 'the engine is replaying its journal',
		projector: () => projector === undefined || projector.trouble === '' || projector.trouble,
		directEntry: () => direct === undefined || directPort !== undefined || 'direct order entry is not listening yet',
		redis: () => redis.status === 'ready' || `redis is ${redis.status}`,
	},
});

async function stop(): Promise<void> {
	if (stopping) return;
	stopping = true;
	const gone = new Promise((resolve) => worker.once('exit', resolve));
	worker.postMessage({ kind: 'stop' } satisfies ToWorker);
	await gone;
	await projector?.stop();
	await health.close();
	redis.disconnect();
	await db.close();
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.once(signal, () => {
		stop().then(
			() => process.exit(0),
			(error: unknown) => {
				log.error({ err: error }, 'stop failed');
				process.exit(1);
			},
		);
	});
}
log.info({ port: health.port }, 'health');
exitWhenParentGoes(stop);
