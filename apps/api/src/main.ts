import { createLogger, stopOnSignal } from '@meridian/telemetry';
import { readEnv } from './env.ts';
import { startApi } from './start.ts';

const log = createLogger('api');

const api = await (async () => startApi(readEnv(), log))().catch((error: unknown) => {
	log.fatal({ err: error }, 'the API could not start');
	process.exit(1);
});

stopOnSignal(() => api.stop(), { log, farewell: 'stopping: requests under way are finished first' });
