import { createLogger, exitWhenParentGoes } from '@meridian/telemetry';
import { readEnv } from './env.ts';
import { startApi } from './start.ts';

const log = createLogger('api');

const api = await (async () => startApi(readEnv(), log))().catch((error: unknown) => {
	log.fatal({ err: error }, 'the API could not start');
	process.exit(1);
});

let stopping: Promise<void> | undefined;
const stop = (): Promise<void> => {
	stopping ??= api.stop();
	return stopping;
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.once(signal, () => {
		log.info({ signal }, 'stopping: requests under way are finished first');
		stop().then(
			() => process.exit(0),
			(error: unknown) => {
				log.error({ err: error }, 'stop failed');
				process.exit(1);
			},
		);
	});
}
exitWhenParentGoes(stop);
