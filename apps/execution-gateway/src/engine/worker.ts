import { parentPort, workerData } from 'node:worker_threads';
import { loadNative } from '@meridian/native';
import { createLogger } from '@meridian/telemetry';
import { BrokerPace } from '../brokers/pace.ts';
import { DepthBatch } from '../depths.ts';
import { openDirect } from '../direct/open.ts';
import { armFailpoint } from '../failpoint.ts';
import { systemHost } from '../host.ts';
import { vouchReader } from '../leadership/vouch.ts';
import { TickOutbox } from '../market/outbox.ts';
import { openPolledNet } from '../net/polled-net.ts';
import { QuoteBatch } from '../quotes.ts';
import { openGate } from '../replica/gate.ts';
import { replicaKey } from '../replica/key.ts';
import { ReplicaSource } from '../replica/source.ts';
import { openStandby, type Standby } from '../replica/standby.ts';
import { openFirst, openOther, type Peers } from '../shards/peers.ts';
import { openCollector } from './collector.ts';
import { openDoors, placesOf } from './doors.ts';
import { goFirst } from './first.ts';
import { listenAll } from './listen.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './messages.ts';
import { openMemory } from './open.ts';
import { OrderStats } from './order-stats.ts';
import { openShard, type Shard } from './shard.ts';
import { Terminals } from './terminals.ts';

/**
 * The engine thread: it owns the sockets of the order path, the engine and the journal. Nothing here waits for the main thread. As a
 * standby it follows a leader's journal until it is told to lead; then it goes on from the memory that it has.
 */
const settings = workerData as WorkerSettings;
const { shard: shardId = 0, peers: peerPorts = [] } = settings;
const log = createLogger('gateway-engine').child(peerPorts.length > 0 ? { shard: shardId } : {});
const tell = (message: FromWorker): void => parentPort?.postMessage(message);
const quoteFlushMs = 50;
/** Of a book nobody reads more than ten a second. */
const depthFlushMs = 100;

armFailpoint(settings.failpoint);

const native = loadNative({ note: (text) => log.info(text) });
let source: ReplicaSource | undefined;
const net = openPolledNet(native, {
	spinUs: settings.spinUs,
	beforeFlush: () => source?.pump(),
	atRest: openCollector(
		() => opened.journal.lastSeq,
		() => terminals?.awaits === true,
	),
});
const quotes = new QuoteBatch();
const depths = new DepthBatch();
const ticks = new TickOutbox();
const pace = new BrokerPace({ limits: settings.brokers ?? [], host: systemHost, log });
let shard: Shard | undefined;
/** To those who ask something of it: what their broker does not take yet waits. */
let paced: Shard | undefined;
let terminals: Terminals | undefined;
let standby: Standby | undefined;
let direct: ReturnType<typeof openDirect> | undefined;
const theShard = (): Shard => {
	if (shard === undefined) throw new Error('the shard is not open yet');
	return shard;
};
const thePacedShard = (): Shard => paced ?? theShard();

const gate = openGate({
	waits: settings.journal.durability === 'replica',
	waitMs: settings.replica?.waitMs ?? 0,
	nowMs: () => performance.now(),
	log,
	tell: (news) => tell({ kind: 'replica', ...news }),
	cut: (reason) => source?.cut(reason),
	ownSeq: () => opened.journal.ownSeq,
});
/** Ends this thread, and with it the process, from outside of whatever handler noticed. */
const fail = (error: Error): void => {
	process.nextTick(() => {
		throw error;
	});
};
const stats = new OrderStats();
const opened = openMemory(settings, {
	...{ log, native, waker: net.waker, tell, fail, limitSeq: () => gate.limitSeq },
	kept: () => {
		shard?.kept();
		standby?.kept();
	},
});

let keptIsTold = true;
/**
 * At most every 2 ms, and every 10 while much is kept: a message to another thread, which it wakes, costs far more than a record. Whoever reads
 * what is kept takes it by batches then anyway.
 */
const tellKept = { soonMs: 2, busyMs: 10, busyRecords: 20 };
let toldSeq = 0;
let tellKeptInMs = tellKept.soonMs;
function noteKept(): void {
	if (!keptIsTold) return;
	keptIsTold = false;
	setTimeout(() => {
		keptIsTold = true;
		const { keptSeq } = opened.journal;
		tellKeptInMs = keptSeq - toldSeq < tellKept.busyRecords ? tellKept.soonMs : tellKept.busyMs;
		toldSeq = keptSeq;
		tell({ kind: 'kept', seq: keptSeq, replicaSeq: gate.ackedSeq });
	}, tellKeptInMs);
}

/** Of every terminal it is told once a second, of so many parts of the tenants in turn. */
const fleetParts = 20;
let fleetPart = 0;

const timers = [
	setInterval(() => {
		const messages = quotes.flush();
		if (messages.length > 0) tell({ kind: 'quotes', messages });
		const message = ticks.flush();
		if (message !== undefined) parentPort?.postMessage({ kind: 'ticks', message } satisfies FromWorker, [message.memory]);
	}, quoteFlushMs),
	setInterval(() => {
		const news = depths.flush();
		if (news.length > 0) tell({ kind: 'depths', news });
	}, depthFlushMs),
	setInterval(() => gate.tick(), 100),
	setInterval(() => {
		shard?.tick();
		tell({ kind: 'beat', stats: stats.take() });
		const counts = direct?.door.takeCounts();
		if (counts !== undefined) tell({ kind: 'direct', counts });
	}, 1_000),
	setInterval(() => {
		fleetPart = (fleetPart + 1) % fleetParts;
		const part = { part: fleetPart, of: fleetParts };
		if (terminals === undefined || shard === undefined) return;
		const [messages, stages] = [terminals.fleet(part), terminals.stageCounts(part)];
		// A message wakes another thread, whatever is in it.
		if (fleetPart === 0 || messages.length > 0 || stages.length > 0) tell({ kind: 'fleet', messages, stages, brokers: pace.counts() });
	}, 1_000 / fleetParts),
];

function prepare(): void {
	standby?.close();
	standby = undefined;
	tell({ kind: 'prepared', tenants: [...opened.memory.configs.keys()] });
}

async function lead(epoch: number, heldBy: ReadonlyMap<number, number>): Promise<void> {
	const isVouched = settings.vouch === undefined ? () => true : vouchReader(settings.vouch);
	const own = new Terminals({
		epoch,
		masterKey: settings.terminalKey,
		gatewayKey: settings.gatewayKey,
		stateDir: settings.stateDir,
		host: systemHost,
		log,
		shard: theShard,
		quotes,
		depths,
		ticks,
		pace,
	});
	terminals = own;
	direct =
		settings.direct && openDirect({ ...settings.direct, ...opened, epoch, stateDir: settings.stateDir, net, shard: thePacedShard, log });
	shard = openShard({
		...{ ...opened, epoch, stats, nowMs: () => Date.now(), nowUs: () => native.nowNs() / 1_000 },
		lineTo: (tenantId, accountId) => own.lineTo(tenantId, accountId),
		withhold: (tenantId, accountId) => own.withhold(tenantId, accountId),
		refresh: (tenantId, accountId) => own.refresh(tenantId, accountId),
		onOutputs: (seq, outputs) => direct?.door.record(seq, outputs),
		onFailed: fail,
		flush: () => net.flush(),
		onKept: noteKept,
		trouble: () => gate.trouble || (isVouched() ? '' : 'whether this gateway still leads is being looked up'),
	});
	paced = pace.pace(shard);
	own.recallKeys();
	source = new ReplicaSource({
		...{ epoch, shardId, key: replicaKey(settings.gatewayKey), log, dir: opened.dir, epochs: opened.memory.epochs },
		ownSeq: () => opened.journal.ownSeq,
		synced: (id) => gate.synced(id),
		acked(seq) {
			gate.acked(seq);
			shard?.kept();
			noteKept();
		},
		lost: (reason) => gate.lost(reason),
	});
	const copies = source;
	const doors = openDoors({
		...{ epoch, shardId, log, shard: thePacedShard(), terminals: own, direct, heldBy },
		key: Buffer.from(settings.gatewayKey, 'hex'),
		replica: (connection, opening) => copies.serve(connection, opening),
		serves: (places) => peers.tell(places),
	});
	const [first] = peerPorts;
	const peers: Peers =
		shardId !== 0 && first !== undefined
			? openOther({ doors, net, log, first })
			: openFirst({ doors, net, log, host: systemHost, ports: peerPorts });
	for (const config of opened.memory.configs.values()) peers.tell(placesOf(config));
	const ports =
		shardId === 0
			? await listenAll(settings, { net, peers, direct })
			: { entryPort: undefined, terminalPort: undefined, replicaPort: undefined, directPort: undefined };
	// After the threads that it starts: they are to run elsewhere.
	goFirst(native, { cpu: settings.cpu, log });
	tell({ kind: 'ready', ...ports, journalSeq: theShard().journalSeq, touched: opened.memory.touched });
}

function stop(): void {
	for (const timer of timers) clearInterval(timer);
	standby?.close();
	terminals?.close();
	direct?.close();
	net.stop();
	setImmediate(async () => {
		await opened.journal.close();
		net.close(); // not before the journal: its flusher wakes us after each sync
		tell({ kind: 'stopped' });
		parentPort?.close();
		process.exit(0);
	});
}

parentPort?.on('message', (message: ToWorker) => {
	if (message.kind === 'stop') stop();
	else if (message.kind === 'prepare') prepare();
	else if (message.kind === 'lead') void lead(message.epoch, message.heldBy);
	else if (gate.alone()) shard?.keptAlone();
});

if (settings.epoch !== undefined) await lead(settings.epoch, new Map());
else if (settings.follow !== undefined) {
	standby = openStandby({
		...{ opened, log, shardId, ...settings.follow, key: replicaKey(settings.gatewayKey), dir: opened.dir },
		onTrouble: (trouble) => tell({ kind: 'following', trouble }),
		onDiverged: (reason) => tell({ kind: 'diverged', reason }),
		onBehind: (records) => tell({ kind: 'behind', records }),
	});
}
