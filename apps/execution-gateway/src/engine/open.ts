import { join } from 'node:path';
import type { Native, Waker } from '@meridian/native';
import type { Logger } from '@meridian/telemetry';
import { type Journal, openJournal, repairTail } from '../journal/journal.ts';
import { openMappedStore, openSyncedStore } from '../journal/store.ts';
import { syncJournal } from '../journal/sync.ts';
import { engineBuild } from './build.ts';
import type { ShardMemory } from './memory.ts';
import type { FromWorker, WorkerSettings } from './messages.ts';
import { recover } from './recover.ts';
import { writeSnapshot } from './snapshot.ts';

/** Records that are replayed in less time than a snapshot of them is worth. */
const snapshotAfterRecords = 10_000;

/** Brings back what the shard remembers, mends the journal's torn end, and opens it behind that. */
export function openMemory(
	settings: WorkerSettings,
	port: {
		readonly log: Logger;
		readonly native: Native;
		/** Ends the engine thread's wait when the disk has kept something. */
		readonly waker: Waker;
		readonly tell: (message: FromWorker) => void;
		readonly kept: () => void;
		/** Records after it are not kept yet, whatever this journal says: a standby lacks them. */
		readonly limitSeq: () => number;
		readonly fail: (error: Error) => void;
	},
): { memory: ShardMemory; journal: Journal; dir: string } {
	const { log, native, waker } = port;
	const dir = join(settings.stateDir, 'journal');
	const build = engineBuild();
	const startedMs = performance.now();
	const { memory, end, replayed, snapshotSeq } = recover({ dir, build, note: (text) => log.warn(text) });
	if (end.torn !== undefined) log.warn({ ...end.torn, afterSeq: end.lastSeq }, 'the journal’s last write was cut short, and is removed');
	repairTail(end);
	log.info({ replayed, snapshotSeq, journalSeq: end.lastSeq, durationMs: Math.round(performance.now() - startedMs) }, 'journal replayed');
	if (replayed >= snapshotAfterRecords) writeSnapshot(dir, { memory, build });
	const { segmentBytes, leaveFreeBytes, durability } = settings.journal;
	if (durability === 'disk') syncJournal(dir);
	const journal = openJournal(end, {
		...{ dir, native, segmentBytes, leaveFreeBytes, onFailed: port.fail, limitSeq: port.limitSeq },
		store:
			durability === 'disk'
				? openSyncedStore({ lastSeq: end.lastSeq, waker, onKept: port.kept, onFailed: port.fail })
				: openMappedStore(native, end.lastSeq),
		onSnapshot: (told) => {
			if (told.kind === 'noSnapshot') {
				log.error({ reason: told.reason }, 'ALARM: the journal could not be followed, so there is no new snapshot');
				return;
			}
			log.info({ seq: told.seq, notes: told.notes }, 'snapshot written');
			port.tell({ kind: 'snapshot', seq: told.seq });
		},
		onTrouble: (trouble) => {
			if (trouble === '') log.info('the journal has room again: new orders are taken');
			else log.error({ reason: trouble }, 'ALARM: the journal cannot grow; orders that add risk are refused');
			port.tell({ kind: 'trouble', trouble });
		},
	});
	return { memory, journal, dir };
}
