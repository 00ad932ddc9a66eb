import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { createLogger } from '@meridian/telemetry';
import { openDirect } from '../direct/open.ts';
import { serveEntry } from '../entry/session.ts';
import { armFailpoint } from '../failpoint.ts';
import { QuoteBatch } from '../quotes.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './messages.ts';
import { openShard, type Shard } from './shard.ts';
import { Terminals } from './terminals.ts';

/** The engine thread: it owns the sockets of the order path, the engine and the journal. Nothing here waits for the main thread. */
const settings = workerData as WorkerSettings;
const log = createLogger('gateway-engine');
const tell = (message: FromWorker): void => parentPort?.postMessage(message);
const quoteFlushMs = 50;

armFailpoint(settings.failpoint);

const quotes = new QuoteBatch();
let shard: Shard | undefined;
const theShard = (): Shard => {
	if (shard === undefined) throw new Error('the shard is not open yet');
	return shard;
};
const terminals = new Terminals({ epoch: settings.epoch, masterKey: settings.terminalKey, log, shard: theShard, quotes });

const journalDir = join(settings.stateDir, 'journal');
const direct = settings.direct && openDirect({ ...settings.direct, epoch: settings.epoch, journalDir, shard: theShard, log });

const startedMs = performance.now();
shard = openShard({
	journalDir,
	epoch: settings.epoch,
	nowMs: () => Date.now(),
	send: (tenantId, accountId, send) => terminals.send(tenantId, accountId, send),
	onRecord: (seq, outputs) => direct?.door.record(seq, outputs),
	onAppend: (seq) => tell({ kind: 'appended', seq }),
});
log.info({ ...shard.recovered, durationMs: Math.round(performance.now() - startedMs), journalSeq: shard.journalSeq }, 'journal replayed');

const key = Buffer.from(settings.gatewayKey, 'hex');
const entry = createServer((socket) =>
	serveEntry(socket, {
		epoch: settings.epoch,
		key,
		log,
		shard: theShard(),
		configured(tenantId, configText) {
			terminals.configured(tenantId);
			direct?.door.configured(tenantId, configText);
		},
		status: (tenantId) => terminals.status(tenantId),
	}),
);
const venue = createServer((socket) => terminals.serve(socket));

const flush = setInterval(() => {
	const messages = quotes.flush();
	if (messages.length > 0) tell({ kind: 'quotes', messages });
}, quoteFlushMs);

const clock = setInterval(() => {
	theShard().tick();
	const counts = direct?.door.takeCounts();
	if (counts !== undefined) tell({ kind: 'direct', counts });
}, 1_000);

function listen(server: Server, port: number, what: string): Promise<number> {
	return new Promise((resolve, reject) => {
		server.once('error', (error: NodeJS.ErrnoException) =>
			reject(
				error.code === 'EADDRINUSE'
					? new Error(`port ${port} (${what}) is taken by another program; choose another with npm start -- --port`)
					: error,
			),
		);
		server.listen(port, '127.0.0.1', () => {
			const address = server.address();
			resolve(typeof address === 'object' && address !== null ? address.port : port);
		});
	});
}

parentPort?.on('message', (message: ToWorker) => {
	if (message.kind !== 'stop') return;
	clearInterval(flush);
	clearInterval(clock);
	entry.close();
	venue.close();
	terminals.close();
	direct?.close();
	setImmediate(() => {
		theShard().close();
		tell({ kind: 'stopped' });
		parentPort?.close();
		process.exit(0);
	});
});

const [entryPort, terminalPort, directPort] = await Promise.all([
	listen(entry, settings.entryPort, 'order entry'),
	listen(venue, settings.terminalPort, 'terminals'),
	direct && listen(direct.server, direct.port, 'direct order entry'),
]);
tell({ kind: 'ready', entryPort, terminalPort, directPort, journalSeq: theShard().journalSeq });
