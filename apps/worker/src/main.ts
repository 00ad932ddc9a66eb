import { createLogger, exitWhenParentGoes } from '@meridian/telemetry';
import { readEnv } from './env.ts';
import { startWorker } from './start.ts';

const log = createLogger('worker');

const worker = await (async () => startWorker(readEnv(), log))().catch((error: unknown) => {
	log.fatal({ err: error }, 'the worker could not start');
	process.exit(1);
});

let stopping: Promise<void> | undefined;
const stop = (): Promise<void> => {
	stopping ??= worker.stop();
	return stopping;
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.once(signal, () => {
		log.info({ signal }, 'stopping: work under way notes where it stands');
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
