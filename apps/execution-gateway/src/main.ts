import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createDb } from '@meridian/db';
import { createLogger, createMetrics, exitWhenParentGoes, parseEnv, redisCheck, startHealthServer } from '@meridian/telemetry';
import { Redis } from 'ioredis';
import { createDirectMetrics } from './direct/metrics.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './engine/messages.ts';
import { snapshotSeqs } from './engine/snapshot.ts';
import { directSettings, gatewayEnv, shardId } from './env.ts';
import { armFailpoint } from './failpoint.ts';
import { lockState, StateInUse } from './journal/lock.ts';
import { pruneSegments } from './journal/retention.ts';
import { becomeLeader } from './leadership/become.ts';
import { gatewayId } from './leadership/identity.ts';
import { keepLease, type Lease } from './leadership/lease.ts';
import { openShown } from './leadership/shown.ts';
import { newVouch } from './leadership/vouch.ts';
import { createOrderMetrics } from './order-metrics.ts';
import { type Projector, startProjector } from './projector/projector.ts';
import { publishQuotes } from './publish.ts';

/** The gateway process: the engine thread has the order path; this thread has everything that may wait. */
const env = parseEnv(gatewayEnv);
const log = createLogger('gateway');
const metrics = createMetrics('gateway');
armFailpoint(env.MERIDIAN_FAILPOINT);
// Before anything else: a second gateway must not even take a new epoch.
mkdirSync(env.MERIDIAN_STATE_DIR, { recursive: true });
const unlock = lockOrExit();
const journalDir = join(env.MERIDIAN_STATE_DIR, 'journal');

const db = createDb({
	url: env.DATABASE_URL,
	cells: env.MERIDIAN_CELLS,
	serveSuspended: true,
	onError: (error) => log.error({ err: error }, 'database connection'),
});
const redis = new Redis(env.REDIS_URL, { maxRetriesPerRequest: 1, enableOfflineQueue: false });
redis.on('error', (error) => log.warn({ reason: error.message }, 'redis'));
const gateway = gatewayId(env.MERIDIAN_STATE_DIR);
const isStandby = env.MERIDIAN_ROLE === 'standby';
const leaseMs = env.MERIDIAN_LEASE_MS;
const vouch = newVouch(leaseMs);
const stopped = new AbortController();
const elected = becomeLeader({
	...{ db, shard: shardId, gateway, leaseMs, log, role: env.MERIDIAN_ROLE },
	...{ force: env.MERIDIAN_FORCE_LEAD, signal: stopped.signal },
});
/** A leader must have its epoch before the engine starts; a standby starts, and waits for it. */
const firstEpoch = isStandby ? undefined : await elected;

const direct = directSettings(env);
const settings: WorkerSettings = {
	stateDir: env.MERIDIAN_STATE_DIR,
	journal: {
		durability: env.MERIDIAN_DURABILITY,
		segmentBytes: env.MERIDIAN_JOURNAL_SEGMENT_BYTES,
		leaveFreeBytes: env.MERIDIAN_JOURNAL_LEAVE_FREE_BYTES,
	},
	epoch: firstEpoch === undefined ? undefined : Number(firstEpoch),
	gatewayKey: env.MERIDIAN_GATEWAY_KEY,
	terminalKey: env.MERIDIAN_TERMINAL_KEY,
	entryPort: env.MERIDIAN_ENTRY_PORT,
	terminalPort: env.MERIDIAN_TERMINAL_PORT,
	spinUs: env.MERIDIAN_SPIN_US,
	failpoint: env.MERIDIAN_FAILPOINT,
	vouch,
	...(env.MERIDIAN_REPLICA_PORT === undefined
		? {}
		: { replica: { port: env.MERIDIAN_REPLICA_PORT, waitMs: env.MERIDIAN_REPLICA_WAIT_MS } }),
	...(isStandby ? { follow: { standby: gateway, leaders: env.MERIDIAN_REPLICA_LEADERS ?? [] } } : {}),
	...(direct && { direct }),
};
const worker = new Worker(new URL('./engine/worker.ts', import.meta.url), { workerData: settings });
const order = (message: ToWorker): void => worker.postMessage(message);
/** Not before the engine has recovered: till then it may still cut the journal's torn end. */
const project = ({ journalSeq, touched }: Extract<FromWorker, { kind: 'ready' }>): Projector =>
	startProjector({
		db,
		journalDir,
		shard: shardId,
		journalSeq,
		touched,
		log,
		wake: (tenantId, message) =>
			void redis
				.publish(`t:${tenantId}:events`, JSON.stringify(message))
				.catch((error: Error) => log.warn({ reason: error.message }, 'wake-up lost; subscribers catch up with the next')),
	});

const appended = metrics.gauge('journal_seq', { help: 'Sequence of the last journal record' });
const orderMetrics = createOrderMetrics(metrics, shardId);
const tellDirect = createDirectMetrics(metrics);
let directPort: number | undefined;
let projector: Projector | undefined;
metrics.gauge('projected_seq', { help: 'Sequence up to which every tenant is projected', read: () => projector?.projectedSeq ?? 0 });
metrics.gauge('projector_tenants_in_trouble', {
	help: 'Tenants that could not be written at the last try',
	read: () => projector?.tenantsInTrouble ?? 0,
});
let stopping = false;
let beatAtMs = performance.now();
let journalTrouble = '';
let followTrouble = isStandby ? 'it has not found its leader yet' : '';
let lease: Lease | undefined;
let shown: ReturnType<typeof openShown> | undefined;
let behindRecords = 0;
metrics.gauge('standby_behind_records', { help: 'Records of the leader that this standby lacks', read: () => behindRecords });
/** Leads from now on: everything that only a leader does begins here. */
function lead(epoch: bigint): void {
	lease = keepLease({
		...{ db, shard: shardId, epoch, leaseMs, log, vouch },
		onTried: () => shown?.tried(),
		onLost() {
			log.fatal({ epoch: String(epoch) }, 'ALARM: another gateway leads this shard now; this one steps down and sends nothing more');
			process.exit(1);
		},
	});
	shown = openShown({ lease, show: (seq) => projector?.poke(seq), alone: () => order({ kind: 'alone' }) });
	followTrouble = '';
	if (isStandby) order({ kind: 'lead', epoch: Number(epoch) });
}
if (firstEpoch !== undefined) lead(firstEpoch);
else
	void elected.then((epoch) => {
		if (epoch !== undefined && !stopping) lead(epoch);
	});
worker.on('message', (message: FromWorker) => {
	switch (message.kind) {
		case 'ready':
			projector = project(message);
			directPort = message.directPort;
			log.info({ entryPort: message.entryPort, terminalPort: message.terminalPort, replicaPort: message.replicaPort, directPort }, 'ready');
			break;
		case 'kept':
			appended.set(message.seq);
			shown?.kept(message);
			break;
		case 'replica':
			shown?.replica(message);
			break;
		case 'following':
			if (lease === undefined) followTrouble = message.trouble;
			break;
		case 'behind':
			behindRecords = message.records;
			break;
		case 'snapshot':
			prune();
			break;
		case 'trouble':
			journalTrouble = message.trouble;
			break;
		case 'beat':
			beatAtMs = performance.now();
			orderMetrics.add(message.stats);
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

/** It speaks every second. */
const silentMaxSec = 5;
const health = await startHealthServer({
	port: env.MERIDIAN_GATEWAY_HTTP_PORT,
	service: 'gateway',
	metrics,
	checks: {
		engine: () => {
			if (projector === undefined && (lease !== undefined || !isStandby)) return 'the engine is replaying its journal';
			const silentSec = Math.round((performance.now() - beatAtMs) / 1_000);
			return silentSec <= silentMaxSec || `the engine thread has been silent for ${silentSec} s`;
		},
		leadership: () => (lease === undefined ? followTrouble : lease.trouble) || true,
		postgres: async () => (await db.platform.tenant.count()) >= 0,
		journal: () => journalTrouble === '' || journalTrouble,
		projector: () => projector === undefined || projector.trouble === '' || projector.trouble,
		...(direct && { directEntry: () => directPort !== undefined || 'direct order entry is not listening yet' }),
		redis: redisCheck(redis),
	},
});

async function stop(): Promise<void> {
	if (stopping) return;
	stopping = true;
	stopped.abort();
	const gone = new Promise((resolve) => worker.once('exit', resolve));
	order({ kind: 'stop' });
	await gone;
	lease?.stop();
	await projector?.stop();
	await health.close();
	redis.disconnect();
	await db.close();
	unlock();
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

/** What both kept snapshots and every tenant's rows are past, if the operator wants it gone. */
function prune(): void {
	const keepFull = env.MERIDIAN_JOURNAL_KEEP_SEGMENTS;
	if (keepFull === undefined) return;
	if (projector === undefined) return; // a standby keeps everything: it is only the rows' word that says what may go
	const untilSeq = Math.min(projector.projectedSeq, snapshotSeqs(journalDir).at(-1) ?? 0);
	const files = pruneSegments(journalDir, { keepFull, untilSeq });
	if (files.length > 0) log.info({ files }, 'old segments deleted');
}

function lockOrExit(): () => void {
	try {
		return lockState(env.MERIDIAN_STATE_DIR);
	} catch (error) {
		if (!(error instanceof StateInUse)) throw error;
		log.fatal(error.message);
		process.exit(1);
	}
}

exitWhenParentGoes(stop);
