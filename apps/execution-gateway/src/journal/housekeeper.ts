import { parentPort, workerData } from 'node:worker_threads';
import { DiskFull, loadNative } from '@meridian/native';
import { sealSegments } from './seal.ts';
import { prepareNext } from './space.ts';

/** A thread beside the engine's: it reserves the next segment ahead of its need and seals the ones that are full. */
export type HousekeeperSettings = { readonly dir: string; readonly segmentBytes: number; readonly leaveFreeBytes: number };
export type ToHousekeeper = { readonly kind: 'rolled' };
/** Empty: there is room for the next segment. */
export type FromHousekeeper = { readonly kind: 'space'; readonly trouble: string };

const settings = workerData as HousekeeperSettings;
const native = loadNative();
const retryMs = 1_000;
const tell = (message: FromHousekeeper): void => parentPort?.postMessage(message);
let retry: NodeJS.Timeout | undefined;

function prepare(): void {
	clearTimeout(retry);
	try {
		prepareNext({ ...settings, native });
		tell({ kind: 'space', trouble: '' });
	} catch (error) {
		if (!(error instanceof DiskFull)) throw error;
		tell({ kind: 'space', trouble: error.message });
		retry = setTimeout(prepare, retryMs);
	}
}

parentPort?.on('message', (_message: ToHousekeeper) => {
	prepare();
	sealSegments(settings.dir);
});
prepare();
sealSegments(settings.dir);
