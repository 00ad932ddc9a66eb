import { mkdirSync, renameSync } from 'node:fs';
import { MessageChannel } from 'node:worker_threads';
import { createDb } from '@meridian/db';
import { createLogger, createMetrics, parseEnv, redisCheck, startHealthServer, stopOnSignal } from '@meridian/telemetry';
import { Redis } from 'ioredis';
import { partOfShard } from './brokers/limits.ts';
import { DepthBoard } from './depth-board.ts';
import { directSettings, gatewayEnv, leaseShard } from './env.ts';
import { armFailpoint } from './failpoint.ts';
import { lockState, StateInUse } from './journal/lock.ts';
import { leadAtOnce, leadInTurn } from './leadership/become.ts';
import { gatewayId } from './leadership/identity.ts';
import { keepLease, type Lease } from './leadership/lease.ts';
import { openShown } from './leadership/shown.ts';
import { newVouch } from './leadership/vouch.ts';
import { openMarket } from './market/open.ts';
import { publishFleet, publishQuotes } from './publish.ts';
import { requireOneShardEach } from './shards/assignment.ts';
import { ShardEngine } from './shards/engine.ts';
import { shardDirs } from './shards/layout.ts';
import { createShardMetrics, troubleOf } from './shards/metrics.ts';

/** The gateway process: an engine thread per shard has the order path; this thread has everything that may wait. */
const env = parseEnv(gatewayEnv);
const log = createLogger('gateway');
const metrics = createMetrics('gateway');
armFailpoint(env.MERIDIAN_FAILPOINT);
// Before anything else: a second gateway must not even take a new epoch.
mkdirSync(env.MERIDIAN_STATE_DIR, { recursive: true });
const unlock = lockOrExit();
const dirs = dirsOrExit();

const db = createDb({
	url: env.DATABASE_URL,
	cells: env.MERIDIAN_CELLS,
	serveSuspended: true,
	onError: (error) => log.error({ err: error }, 'database connection'),
});
const redis = new Redis(env.REDIS_URL, { maxRetriesPerRequest: 1, enableOfflineQueue: false });
redis.on('error', (error) => log.warn({ reason: error.message }, 'redis'));
const gateway = gatewayId(env.MERIDIAN_STATE_DIR);
const leaseMs = env.MERIDIAN_LEASE_MS;
const vouch = newVouch(leaseMs);
const stopped = new AbortController();
const election = { db, shard: leaseShard, gateway, leaseMs, log };
/** A leader must have its epoch before the engine starts; a standby starts, and waits for it. */
const firstEpoch =
	env.MERIDIAN_ROLE === 'standby'
		? undefined
		: await leadAtOnce(election, { force: env.MERIDIAN_FORCE_LEAD, orElse: env.MERIDIAN_ROLE === 'leader' ? 'exit' : 'standBy' });
const isStandby = firstEpoch === undefined;

const direct = directSettings(env);
const settings = {
	journal: {
		durability: env.MERIDIAN_DURABILITY,
		segmentBytes: env.MERIDIAN_JOURNAL_SEGMENT_BYTES,
		leaveFreeBytes: env.MERIDIAN_JOURNAL_LEAVE_FREE_BYTES,
	},
	gatewayKey: env.MERIDIAN_GATEWAY_KEY,
	terminalKey: env.MERIDIAN_TERMINAL_KEY,
	entryPort: env.MERIDIAN_ENTRY_PORT,
	terminalPort: env.MERIDIAN_TERMINAL_PORT,
	spinUs: env.MERIDIAN_SPIN_US,
	failpoint: env.MERIDIAN_FAILPOINT,
	brokers: partOfShard(env.MERIDIAN_BROKER_LIMITS, dirs.length),
	vouch,
	...(env.MERIDIAN_REPLICA_PORT === undefined
		? {}
		: { replica: { port: env.MERIDIAN_REPLICA_PORT, waitMs: env.MERIDIAN_REPLICA_WAIT_MS } }),
	...(isStandby ? { follow: { standby: gateway, leaders: env.MERIDIAN_REPLICA_LEADERS ?? [] } } : {}),
	...(direct && { direct }),
};
let stopping = false;
let lease: Lease | undefined;
let shown: ReturnType<typeof openShown> | undefined;
const market = openMarket({ db, redis, redisUrl: env.REDIS_URL, log, metrics });
const depths = new DepthBoard(redis, log);
let directPort: number | undefined;
const shardMetrics = createShardMetrics(metrics, () => engines);
/** Tells subscribers of a tenant that rows are written; what is lost they see when they look anyway. */
const wakeUp = (channel: string, message: object): void =>
	void redis
		.publish(channel, JSON.stringify(message))
		.catch((error: Error) => log.warn({ reason: error.message }, 'wake-up lost; subscribers catch up with the next'));
const channels = dirs.slice(1).map(() => new MessageChannel());
const engines = dirs.map((stateDir, shard): ShardEngine => {
	const own = channels[shard - 1];
	return new ShardEngine({
		settings: { ...settings, cpu: env.MERIDIAN_ENGINE_CPUS[shard] },
		...{ shard, stateDir, db, log, keepFull: env.MERIDIAN_JOURNAL_KEEP_SEGMENTS },
		peers: own === undefined ? channels.map(({ port1 }) => port1) : [own.port2],
		wake: (tenantId, message) => wakeUp(`t:${tenantId}:events`, message),
		switched: (tenantId, message) => wakeUp(`t:${tenantId}:halts`, message),
		on: {
			kept: (news) => shown?.kept(shard, news),
			replica: (news) => shown?.replica(shard, news),
			diverged: (journalDir, reason) => env.MERIDIAN_REJOIN === 'setAside' && setAside(journalDir, reason),
			stats: (stats) => shardMetrics.orders(shard, stats),
			direct: (counts) => shardMetrics.direct(shard, counts),
			ticks: (message) => market.take(message, shard),
			quotes(messages) {
				for (const quotes of messages)
					publishQuotes(redis, quotes).catch((error: Error) => log.warn({ reason: error.message }, 'quotes not published'));
			},
			depths: (news) => void depths.take(news),
			fleet({ messages, stages, brokers }) {
				shardMetrics.stages(stages);
				shardMetrics.brokers(shard, brokers);
				for (const message of messages)
					publishFleet(redis, message).catch((error: Error) => log.warn({ reason: error.message }, 'terminals not published'));
			},
			failed(error) {
				if (stopping) return;
				log.fatal({ err: error, shard }, 'the engine thread failed');
				process.exit(1);
			},
		},
	});
});

/** Leads from now on: everything that only a leader does begins here. */
async function lead(epoch: bigint): Promise<void> {
	lease = keepLease({
		...{ db, shard: leaseShard, epoch, leaseMs, log, vouch },
		onTried: () => shown?.tried(),
		onLost() {
			log.fatal({ epoch: String(epoch) }, 'ALARM: another gateway leads this shard now; this one steps down and sends nothing more');
			process.exit(1);
		},
	});
	shown = openShown({
		lease,
		shards: engines.map((engine) => ({ show: (seq: number) => engine.projector?.poke(seq), alone: () => engine.alone() })),
	});
	const heldBy = await requireOneShardEach(await Promise.all(engines.map((engine) => engine.prepare())), { db, log });
	const elsewhere = (own: ShardEngine) => new Map([...heldBy].filter(([, shard]) => shard !== own.shard));
	// The first has the ports: whoever is let in there must find the others leading.
	const [first, ...others] = engines;
	await Promise.all(others.map((engine) => engine.lead(Number(epoch), elsewhere(engine))));
	const ports = await first?.lead(Number(epoch), elsewhere(first));
	if (ports === undefined) return;
	directPort = ports.directPort;
	const { entryPort, terminalPort, replicaPort } = ports;
	log.info({ entryPort, terminalPort, replicaPort, directPort, shards: engines.length }, 'ready');
}
const led = (epoch: bigint): void =>
	void lead(epoch).catch((error: unknown) => {
		log.fatal({ err: error }, 'this gateway cannot lead');
		process.exit(1);
	});
if (firstEpoch !== undefined) led(firstEpoch);
else
	void leadInTurn(election, stopped.signal).then((epoch) => {
		if (epoch !== undefined && !stopping) led(epoch);
	});

const health = await startHealthServer({
	port: env.MERIDIAN_GATEWAY_HTTP_PORT,
	service: 'gateway',
	metrics,
	checks: {
		engine: () => troubleOf(engines, (engine) => engine.engineTrouble(lease !== undefined || !isStandby)),
		leadership: () => (lease === undefined ? troubleOf(engines, (engine) => engine.followTrouble) : lease.trouble || true),
		postgres: async () => (await db.platform.tenant.count()) >= 0,
		journal: () => troubleOf(engines, (engine) => engine.journalTrouble),
		projector: () => troubleOf(engines, (engine) => engine.projector?.trouble ?? ''),
		...(direct && { directEntry: () => lease === undefined || directPort !== undefined || 'direct order entry is not listening yet' }),
		redis: redisCheck(redis),
	},
});

async function stop(): Promise<void> {
	if (stopping) return;
	stopping = true;
	stopped.abort();
	await Promise.all(engines.map((engine) => engine.stop()));
	lease?.stop();
	await Promise.all(engines.map((engine) => engine.projector?.stop()));
	await market.close();
	depths.close();
	await health.close();
	redis.disconnect();
	await db.close();
	unlock();
}
stopOnSignal(stop, { log });
log.info({ port: health.port }, 'health');

/** Makes room for a copy of the leader's journal, and ends: whoever watches this process starts it anew. */
function setAside(journalDir: string, reason: string): void {
	const aside = `${journalDir}-set-aside-${new Date().toISOString().replaceAll(/[^0-9T]/g, '')}`;
	renameSync(journalDir, aside);
	log.error({ reason, aside }, 'ALARM: this journal has records that the leader lacks; it is set aside, and the leader’s is copied anew');
	process.exit(1);
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

function dirsOrExit(): readonly string[] {
	try {
		const found = shardDirs(env.MERIDIAN_STATE_DIR, env.MERIDIAN_SHARDS);
		for (const dir of found) mkdirSync(dir, { recursive: true });
		return found;
	} catch (error) {
		log.fatal(error instanceof Error ? error.message : String(error));
		process.exit(1);
	}
}
