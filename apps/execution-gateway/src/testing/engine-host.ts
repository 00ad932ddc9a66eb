import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { engineResourceLimits, type FromWorker, type WorkerSettings, workerSettingsShape } from '../engine/messages.ts';

/**
 * The engine thread alone, with its sockets and journal but without projector, Redis and database: what benchmarks measure. Settings come as
 * JSON in MERIDIAN_ENGINE_SETTINGS; prints `{"entryPort","terminalPort","replicaPort"}` when it is ready, `{"synced":true}` once a standby has all that
 * it has, and stops when its stdin closes.
 */
const settings: WorkerSettings = workerSettingsShape.parse(JSON.parse(z.string().parse(process.env.MERIDIAN_ENGINE_SETTINGS)));
const worker = new Worker(new URL('../engine/worker.ts', import.meta.url), { workerData: settings, resourceLimits: engineResourceLimits });
worker.on('message', (message: FromWorker) => {
	if (message.kind === 'ready') {
		const { entryPort, terminalPort, replicaPort } = message;
		process.stdout.write(`${JSON.stringify({ entryPort, terminalPort, replicaPort })}\n`);
	}
	if (message.kind === 'replica' && message.state === 'synced') process.stdout.write('{"synced":true}\n');
});
worker.on('error', (error) => {
	process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
	process.exit(1);
});
worker.on('exit', () => process.exit(0));
process.stdin.on('close', () => worker.postMessage({ kind: 'stop' })).resume();
