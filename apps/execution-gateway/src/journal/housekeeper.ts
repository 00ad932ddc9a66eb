import { parentPort, Worker, workerData } from 'node:worker_threads';
import { DiskFull, loadNative, type MappedFile } from '@meridian/native';
import type { FromSnapshotter, SnapshotterSettings } from '../engine/snapshotter.ts';
import { sealSegments } from './seal.ts';
import { prepareNext } from './space.ts';

/** A thread beside the engine's: it reserves the next segment ahead of its need, seals the ones that are full, and has them followed. */
export type HousekeeperSettings = { readonly dir: string; readonly segmentBytes: number; readonly leaveFreeBytes: number };
export type ToHousekeeper =
	| { readonly kind: 'prepare' }
	/** The segment that begins here is being written: the ones before it are whole. */
	| { readonly kind: 'begun'; readonly firstSeq: number; readonly isNew: boolean };
export type FromHousekeeper =
	/** Empty: there is room for the next segment. */
	| { readonly kind: 'space'; readonly trouble: string }
	| { readonly kind: 'snapshot'; readonly seq: number; readonly notes: readonly string[] }
	| { readonly kind: 'noSnapshot'; readonly reason: string };

const settings = workerData as HousekeeperSettings;
const native = loadNative();
const retryMs = 1_000;
const tell = (message: FromHousekeeper): void => parentPort?.postMessage(message);
let retry: NodeJS.Timeout | undefined;
/** Open till the one after it is prepared: by then the engine has it open too. */
let prepared: MappedFile | undefined;

function prepare(): void {
	clearTimeout(retry);
	try {
		const next = prepareNext({ ...settings, native });
		if (next !== undefined) {
			prepared?.close();
			prepared = next;
		}
		tell({ kind: 'space', trouble: '' });
	} catch (error) {
		if (!(error instanceof DiskFull)) throw error;
		tell({ kind: 'space', trouble: error.message });
		retry = setTimeout(prepare, retryMs);
	}
}

/** One at a time: the next one takes along what filled up meanwhile. */
let follower: Worker | undefined;
function follow(untilSeq: number): void {
	if (follower !== undefined) return;
	follower = new Worker(new URL('../engine/snapshotter.ts', import.meta.url), {
		workerData: { dir: settings.dir, untilSeq } satisfies SnapshotterSettings,
	});
	follower.on('message', (message: FromSnapshotter) => tell({ kind: 'snapshot', ...message }));
	follower.on('error', (error: unknown) => tell({ kind: 'noSnapshot', reason: error instanceof Error ? error.message : String(error) }));
	follower.on('exit', () => {
		follower = undefined;
	});
}

parentPort?.on('message', (message: ToHousekeeper) => {
	if (message.kind === 'prepare') return prepare();
	sealSegments(settings.dir, message.firstSeq);
	if (message.isNew) follow(message.firstSeq - 1);
});
