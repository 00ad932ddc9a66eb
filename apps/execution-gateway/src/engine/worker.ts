import { parentPort, workerData } from 'node:worker_threads';
import { loadNative } from '@meridian/native';
import { createLogger } from '@meridian/telemetry';
import { openDirect } from '../direct/open.ts';
import { serveEntry } from '../entry/session.ts';
import { armFailpoint } from '../failpoint.ts';
import { systemHost } from '../host.ts';
import type { Connection } from '../net/connection.ts';
import { openPolledNet } from '../net/polled-net.ts';
import { QuoteBatch } from '../quotes.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './messages.ts';
import { openMemory } from './open.ts';
import { OrderStats } from './order-stats.ts';
import { openShard, type Shard } from './shard.ts';
import { Terminals } from './terminals.ts';

/** The engine thread: it owns the sockets of the order path, the engine and the journal. Nothing here waits for the main thread. */
const settings = workerData as WorkerSettings;
const log = createLogger('gateway-engine');
const tell = (message: FromWorker): void => parentPort?.postMessage(message);
const quoteFlushMs = 50;

armFailpoint(settings.failpoint);

const native = loadNative({ note: (text) => log.info(text) });
const net = openPolledNet(native, { spinUs: settings.spinUs });
const quotes = new QuoteBatch();
let shard: Shard | undefined;
const theShard = (): Shard => {
	if (shard === undefined) throw new Error('the shard is not open yet');
	return shard;
};
const terminals = new Terminals({ epoch: settings.epoch, masterKey: settings.terminalKey, host: systemHost, log, shard: theShard, quotes });

let newestKept = 0;
let keptIsTold = true;
/** At most every 2 ms, however many records were kept: a message to another thread costs more than a record. */
const tellKeptEveryMs = 2;
function tellKept(seq: number): void {
	newestKept = seq;
	if (!keptIsTold) return;
	keptIsTold = false;
	setTimeout(() => {
		keptIsTold = true;
		tell({ kind: 'kept', seq: newestKept });
	}, tellKeptEveryMs);
}

/** Ends this thread, and with it the process, from outside of whatever handler noticed. */
const fail = (error: Error): void => {
	process.nextTick(() => {
		throw error;
	});
};

const stats = new OrderStats();
const opened = openMemory(settings, { log, native, waker: net.waker, tell, kept: () => shard?.kept(), fail });
const direct =
	settings.direct &&
	openDirect({ ...settings.direct, ...opened, epoch: settings.epoch, stateDir: settings.stateDir, net, shard: theShard, log });
shard = openShard({
	...opened,
	epoch: settings.epoch,
	nowMs: () => Date.now(),
	nowUs: () => native.nowNs() / 1_000,
	stats,
	lineTo: (tenantId, accountId) => terminals.lineTo(tenantId, accountId),
	onOutputs: (seq, outputs) => direct?.door.record(seq, outputs),
	onFailed: fail,
	flush: () => net.flush(),
	onKept: (seq) => tellKept(seq),
});

const key = Buffer.from(settings.gatewayKey, 'hex');
const flush = setInterval(() => {
	const messages = quotes.flush();
	if (messages.length > 0) tell({ kind: 'quotes', messages });
}, quoteFlushMs);

const clock = setInterval(() => {
	theShard().tick();
	tell({ kind: 'beat', stats: stats.take() });
	const counts = direct?.door.takeCounts();
	if (counts !== undefined) tell({ kind: 'direct', counts });
}, 1_000);

function listen(port: number, input: { readonly what: string; readonly serve: (connection: Connection) => void }): Promise<number> {
	return net.listen(port, input.serve).catch((error: unknown) => {
		const reason = error instanceof Error ? error.message : String(error);
		throw new Error(`port ${port} (${input.what}) can't be used: ${reason}. Choose another with npm start -- --port`);
	});
}

parentPort?.on('message', (message: ToWorker) => {
	if (message.kind !== 'stop') return;
	clearInterval(flush);
	clearInterval(clock);
	terminals.close();
	direct?.close();
	net.stop();
	setImmediate(async () => {
		await theShard().close();
		net.close(); // not before the journal: its flusher wakes us after each sync
		tell({ kind: 'stopped' });
		parentPort?.close();
		process.exit(0);
	});
});

const [entryPort, terminalPort, directPort] = await Promise.all([
	listen(settings.entryPort, {
		what: 'order entry',
		serve: (connection) =>
			serveEntry(connection, {
				epoch: settings.epoch,
				key,
				host: systemHost,
				log,
				shard: theShard(),
				configured(tenantId, configText) {
					terminals.configured(tenantId);
					direct?.door.configured(tenantId, configText);
				},
				status: (tenantId) => terminals.status(tenantId),
			}),
	}),
	listen(settings.terminalPort, { what: 'terminals', serve: (connection) => terminals.serve(connection) }),
	direct?.listen(),
]);
tell({ kind: 'ready', entryPort, terminalPort, directPort, journalSeq: theShard().journalSeq, touched: opened.memory.touched });
