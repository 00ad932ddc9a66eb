import type { EngineInput, EngineOutput } from '@meridian/core';
import type { Journal } from '../journal/journal.ts';
import type { JournalEnd } from '../journal/read.ts';
import { encodeRecord, joinGroup } from '../journal/record.ts';
import type { Chance } from './chance.ts';
import { headerBytes, type SimDisk, segmentBytes } from './disk.ts';
import type { SimProcess } from './process.ts';

export type SimJournal = Journal & {
	trouble: string;
	/** The disk says nothing any more, as for a leader that has lost its standby: nothing is kept from now on. */
	stalled: boolean;
};
export type AppendedRecord = {
	readonly seq: number;
	readonly atMs: number;
	readonly input: EngineInput;
	readonly outputs: readonly EngineOutput[];
};

export type SimJournalOptions = {
	readonly end: JournalEnd;
	readonly disk: SimDisk;
	readonly process: SimProcess;
	readonly chance: Chance;
	readonly appended: (record: AppendedRecord) => void;
	/** Records up to the journal's `keptSeq` are kept. */
	readonly kept: () => void;
};

type Queued = { readonly firstSeq: number; readonly at: number; readonly frame: Buffer | undefined; readonly seq: number };

/** The journal over the simulated disk, with the real encoding; in case `disk` a flusher that gathers what came while it synced. */
export function openSimJournal(options: SimJournalOptions): SimJournal {
	const { disk, process, chance, end } = options;
	let { lastSeq, at, firstSeq } = end;
	let keptSeq = lastSeq;
	let isFlushing = false;
	const queue: Queued[] = [];

	if (end.file === undefined) {
		disk.create(firstSeq, segmentBytes);
		disk.begin(firstSeq);
	}

	/** A picture of a long day may be longer than a segment: it gets one of its own size. */
	function roll(frameLength: number): void {
		firstSeq = lastSeq + 1;
		at = headerBytes;
		disk.create(firstSeq, Math.max(segmentBytes, headerBytes + frameLength));
		if (disk.durability === 'process') disk.begin(firstSeq);
		else queue.push({ firstSeq, at: 0, frame: undefined, seq: lastSeq });
	}

	function flush(): void {
		const first = queue.shift();
		if (first === undefined || journal.stalled) {
			isFlushing = false;
			return;
		}
		isFlushing = true;
		let { seq } = first;
		const frames = first.frame === undefined ? [] : [first.frame];
		while (frames.length > 0 && queue[0]?.frame !== undefined && queue[0].firstSeq === first.firstSeq) {
			const next = queue.shift();
			if (next?.frame === undefined) break;
			joinGroup(
				next.frame,
				frames.reduce((sum, frame) => sum + frame.length, 0),
			);
			frames.push(next.frame);
			seq = next.seq;
		}
		if (first.frame === undefined) disk.begin(first.firstSeq);
		else disk.writeUnsynced({ firstSeq: first.firstSeq, at: first.at, bytes: Buffer.concat(frames) });
		process.host.after(chance.hits(0.02) ? chance.between(20, 300) : chance.between(1, 5), () => {
			if (journal.stalled) return;
			disk.synced();
			keptSeq = Math.max(keptSeq, seq);
			flush();
			options.kept();
		});
	}

	const journal: SimJournal = {
		trouble: '',
		stalled: false,
		get lastSeq() {
			return lastSeq;
		},
		get keptSeq() {
			return keptSeq;
		},
		get ownSeq() {
			return keptSeq;
		},
		copy() {
			throw new Error('no standby is simulated');
		},
		append(input, outputs, atMs) {
			const seq = lastSeq + 1;
			if (journal.stalled) {
				lastSeq = seq;
				return seq;
			}
			const frame = encodeRecord({ seq, atMs, input, outputs });
			if (at + frame.length > segmentBytes) roll(frame.length);
			const place = { firstSeq, at, bytes: frame };
			process.touch(() => {
				if (disk.durability === 'process' && chance.hits(0.7)) disk.tear(place);
			});
			lastSeq = seq;
			at += frame.length;
			options.appended({ seq, atMs, input, outputs });
			if (disk.durability === 'process') {
				disk.write(place);
				keptSeq = seq;
			} else {
				queue.push({ firstSeq, at: place.at, frame, seq });
				if (!isFlushing) flush();
			}
			process.touch();
			return seq;
		},
		async close() {
			// A simulated gateway ends by dying.
		},
	};
	return journal;
}
