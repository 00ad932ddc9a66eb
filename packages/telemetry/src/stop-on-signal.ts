import type { Logger } from './logger.ts';
import { exitWhenParentGoes } from './parent.ts';

/**
 * Stops the process once, whoever asks first: SIGINT, SIGTERM, or a launcher that is gone. It exits with 0, or with 1 and the reason in the log where stopping failed.
 * @param stop closes what is open; asked once, however many signals come.
 * @param options.farewell what is logged when a signal has come.
 */
export function stopOnSignal(
	stop: () => Promise<void> | void,
	{ log, farewell }: { readonly log: Logger; readonly farewell?: string },
): void {
	let stopping: Promise<void> | undefined;
	const once = (): Promise<void> => {
		stopping ??= Promise.resolve().then(stop);
		return stopping;
	};
	for (const signal of ['SIGINT', 'SIGTERM'] as const)
		process.once(signal, () => {
			if (farewell !== undefined) log.info({ signal }, farewell);
			once().then(
				() => process.exit(0),
				(error: unknown) => {
					log.error({ err: error }, 'stop failed');
					process.exit(1);
				},
			);
		});
	exitWhenParentGoes(once);
}
