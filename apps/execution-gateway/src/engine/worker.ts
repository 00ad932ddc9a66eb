import { createServer, type Server } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { createLogger } from '@meridian/telemetry';
import { serveEntry } from '../entry/session.ts';
import { armFailpoint } from '../failpoint.ts';
import { QuoteBatch } from '../quotes.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './messages.ts';
import { openMemory } from './open.ts';
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

const opened = openMemory(settings, { log, tell, kept: () => shard?.kept() });
shard = openShard({
	...opened,
	epoch: settings.epoch,
	nowMs: () => Date.now(),
	send: (tenantId, accountId, send) => terminals.send(tenantId, accountId, send),
	onKept: (seq) => tell({ kind: 'kept', seq }),
});

const key = Buffer.from(settings.gatewayKey, 'hex');
const entry = createServer((socket) =>
	serveEntry(socket, {
		epoch: settings.epoch,
		key,
		log,
		shard: theShard(),
		configured: (tenantId) => terminals.configured(tenantId),
		status: (tenantId) => terminals.status(tenantId),
	}),
);
const venue = createServer((socket) => terminals.serve(socket));

const flush = setInterval(() => {
	const messages = quotes.flush();
	if (messages.length > 0) tell({ kind: 'quotes', messages });
}, quoteFlushMs);

const clock = setInterval(() => theShard().tick(), 1_000);

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
	setImmediate(async () => {
		await theShard().close();
		tell({ kind: 'stopped' });
		parentPort?.close();
		process.exit(0);
	});
});

const [entryPort, terminalPort] = await Promise.all([
	listen(entry, settings.entryPort, 'order entry'),
	listen(venue, settings.terminalPort, 'terminals'),
]);
tell({ kind: 'ready', entryPort, terminalPort, journalSeq: theShard().journalSeq, touched: opened.memory.touched });
