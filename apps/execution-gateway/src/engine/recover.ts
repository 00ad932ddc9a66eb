import { existsSync } from 'node:fs';
import { type JournalEnd, readJournal } from '../journal/read.ts';
import { newMemory, replay, type ShardMemory } from './memory.ts';
import { readSnapshot, type Snapshot } from './snapshot.ts';

export type Recovered = {
	readonly memory: ShardMemory;
	readonly end: JournalEnd;
	/** Records that were decided again. */
	readonly replayed: number;
	/** Sequence of the snapshot that this began with; 0: none. */
	readonly snapshotSeq: number;
};

export type RecoverInput = {
	readonly dir: string;
	readonly build: string;
	/** Told of each snapshot that is not used, and why. */
	readonly note: (text: string) => void;
	/** Segments that begin after it are left alone. */
	readonly untilSeq?: number;
};

/**
 * What the journal says the shard remembers: the newest snapshot of this build, and the records since; without one, all records.
 * Changes nothing on the disk. @throws JournalCorrupt, ReplayDiffers.
 */
export function recover(input: RecoverInput): Recovered {
	const snapshot = existsSync(input.dir) ? readSnapshot(input.dir, { build: input.build, refused: input.note }) : undefined;
	const recovered = replayFrom(snapshot, input);
	if (snapshot === undefined || recovered.end.lastSeq >= snapshot.seq) return recovered;
	input.note(`the snapshot of sequence ${snapshot.seq} is ahead of the journal, which ends at ${recovered.end.lastSeq}`);
	return replayFrom(undefined, input);
}

function replayFrom(snapshot: Snapshot | undefined, { dir, untilSeq }: RecoverInput): Recovered {
	const memory = snapshot?.memory ?? newMemory();
	let replayed = 0;
	const end = readJournal({
		dir,
		afterSeq: memory.lastSeq,
		...(untilSeq === undefined ? {} : { untilSeq }),
		visit: (record) => {
			replay(memory, record);
			replayed += 1;
		},
	});
	return { memory, end, replayed, snapshotSeq: snapshot?.seq ?? 0 };
}
