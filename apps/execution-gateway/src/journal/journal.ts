import { closeSync, mkdirSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import type { EngineInput, EngineOutput } from '@meridian/core';
import { segmentFile, segments } from './files.ts';
import { decodeRecord, encodeRecord, hasRecordAfter, type JournalRecord } from './record.ts';

/** The journal can't be followed: an operator must decide. */
export class JournalCorrupt extends Error {
	override readonly name = 'JournalCorrupt';
}

export type Journal = {
	/** Sequence of the last record; 0 before the first. */
	readonly lastSeq: number;
	/** Returns when the operating system has the record: it survives a killed process, not a power cut. */
	append(input: EngineInput, outputs: readonly EngineOutput[], atMs: number): number;
	close(): void;
};

const segmentBytes = 64 * 1024 * 1024;

/**
 * Opens (or begins) the journal in `dir`. Every whole record goes to `replay`, in order, before this returns. A record cut off at the
 * very end, by a process killed inside its write, is removed: nothing was sent on its account.
 * @throws JournalCorrupt where a record in the middle is damaged.
 */
export function openJournal(dir: string, replay: (record: JournalRecord) => void): Journal & { readonly tornBytes: number } {
	mkdirSync(dir, { recursive: true });
	const files = segments(dir);
	let lastSeq = 0;
	let tornBytes = 0;
	let size = 0;
	files.forEach(({ file }, index) => {
		const bytes = readFileSync(file);
		let at = 0;
		while (at < bytes.length) {
			const decoded = decodeRecord(bytes, at);
			if (decoded.kind === 'torn' && index === files.length - 1 && !hasRecordAfter(bytes, at)) {
				tornBytes = bytes.length - at;
				truncateSync(file, at);
				break;
			}
			if (decoded.kind !== 'record') {
				const reason = decoded.kind === 'corrupt' ? decoded.reason : 'it seems to go on beyond the end, and whole records follow';
				throw new JournalCorrupt(
					`${file} is damaged at byte ${at} (after sequence ${lastSeq}): ${reason}. Nothing was changed. ` +
						`Restore the file from a copy. If there is none, move this and later segments away to go back to sequence ${lastSeq}; the terminals' snapshots will then bring back what their brokers know.`,
				);
			}
			if (decoded.record.seq !== lastSeq + 1)
				throw new JournalCorrupt(
					`${file} at byte ${at}: sequence ${decoded.record.seq} after ${lastSeq}. A segment is missing; restore it from a copy.`,
				);
			replay(decoded.record);
			lastSeq = decoded.record.seq;
			at = decoded.end;
		}
		size = at;
	});
	let file = files.at(-1)?.file ?? segmentFile(dir, 1);
	let descriptor = openSync(file, 'a');

	return {
		get lastSeq() {
			return lastSeq;
		},
		tornBytes,
		append(input, outputs, atMs) {
			const frame = encodeRecord({ seq: lastSeq + 1, atMs, input, outputs });
			if (size > 0 && size + frame.length > segmentBytes) {
				closeSync(descriptor);
				file = segmentFile(dir, lastSeq + 1);
				descriptor = openSync(file, 'a');
				size = 0;
			}
			for (let written = 0; written < frame.length; ) written += writeSync(descriptor, frame, written);
			size += frame.length;
			lastSeq += 1;
			return lastSeq;
		},
		close: () => closeSync(descriptor),
	};
}
