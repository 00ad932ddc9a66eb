import { createLogger, stopOnSignal } from '@meridian/telemetry';
import { readEnv } from './env.ts';
import { startWorker } from './start.ts';

const log = createLogger('worker');

const worker = await (async () => startWorker(readEnv(), log))().catch((error: unknown) => {
	log.fatal({ err: error }, 'the worker could not start');
	process.exit(1);
});

stopOnSignal(() => worker.stop(), { log, farewell: 'stopping: work under way notes where it stands' });
