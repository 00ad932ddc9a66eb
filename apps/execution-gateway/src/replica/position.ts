import { createHash } from 'node:crypto';
import type { EpochMark } from '../engine/memory.ts';
import { firstKept } from '../journal/files.ts';
import { openFrames } from '../journal/frames.ts';
import { decodeFrame } from '../journal/record.ts';

/** Where a journal ends, said so that another can tell whether it holds the same up to there. */
export type Position = { readonly lastSeq: number; readonly lastHash: Uint8Array; readonly epoch: number; readonly epochSeq: number };

export type Mismatch = { readonly reason: string; readonly diverged: boolean };

type Source = { readonly dir: string; readonly lastSeq: number; readonly epochs: readonly EpochMark[] };
const none: EpochMark = { epoch: 0, seq: 0 };

/** @param lastPayload of the last record, where it is at hand: the file may not have it yet. */
export function positionOf({ dir, lastSeq, epochs }: Source, lastPayload: Uint8Array | undefined): Position {
	const mark = markAt(epochs, lastSeq);
	const lastHash = lastPayload === undefined ? hashOf(dir, lastSeq) : sha256(lastPayload);
	return { lastSeq, lastHash, epoch: mark.epoch, epochSeq: mark.seq };
}

/**
 * Whether our journal goes on from there. An epoch has one leader, and a leader gives each sequence one record, and a standby adds only to
 * what was the same: so with the same epoch in force since the same record, all before it is the same too. The last record's hash
 * tells journals of different databases apart, whose epochs say nothing about each other.
 * @returns why not, and whether its journal goes on otherwise than ours.
 */
export function mismatchOf(own: Source, theirs: Position): Mismatch | undefined {
	const { dir, lastSeq, epochs } = own;
	const diverged = (reason: string): Mismatch => ({
		reason: `${reason}. Move its journal folder away, and it copies this one anew`,
		diverged: true,
	});
	if (theirs.lastSeq > lastSeq) return diverged(`the standby's journal ends at sequence ${theirs.lastSeq}, this one at ${lastSeq}`);
	const first = firstKept(dir);
	if (theirs.lastSeq + 1 < first) {
		const reason = `the standby needs sequence ${theirs.lastSeq + 1}, and this journal begins with ${first}. Give it a copy of this journal folder`;
		return { reason, diverged: false };
	}
	const mark = markAt(epochs, theirs.lastSeq);
	if (mark.epoch !== theirs.epoch || mark.seq !== theirs.epochSeq)
		return diverged(
			`the standby's journal is another: at sequence ${theirs.lastSeq} it was of epoch ${theirs.epoch} (since ${theirs.epochSeq}), this one of epoch ${mark.epoch} (since ${mark.seq})`,
		);
	// The record before the first that is kept cannot be looked at any more; the epoch must do.
	if (theirs.lastSeq >= first && !hashOf(dir, theirs.lastSeq).equals(theirs.lastHash))
		return diverged(`the standby's journal is another: its record ${theirs.lastSeq} is not this one's`);
	return undefined;
}

function markAt(epochs: readonly EpochMark[], seq: number): EpochMark {
	return epochs.findLast((mark) => mark.seq <= seq) ?? none;
}

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** @throws where the record can't be read. */
function hashOf(dir: string, seq: number): Buffer {
	if (seq === 0) return Buffer.alloc(0);
	const frames = openFrames(dir, seq - 1, { windowBytes: 256 * 1024 });
	try {
		const frame = frames.next();
		const decoded = frame === undefined ? undefined : decodeFrame(frame, 0);
		if (decoded?.kind !== 'record') throw new Error(`record ${seq} of the journal in ${dir} cannot be read`);
		return sha256(decoded.payload);
	} finally {
		frames.close();
	}
}
