import { closeSync, openSync, readSync } from 'node:fs';
import { segments } from './files.ts';
import { decodeFrame, frameBytes, type JournalRecord, parsePayload } from './record.ts';
import { headerBytes } from './segment.ts';

const windowBytes = 256 * 1024;
const nothing = Buffer.alloc(0);

/** Follows the journal's files in another thread than the one that appends. */
export type JournalTail = {
	/** The next records up to `untilSeq`, which are known to be kept; at most `max`. Empty when it has caught up. */
	read(input: { readonly max: number; readonly untilSeq: number }): JournalRecord[];
	close(): void;
};

/** @param afterSeq the last record that is not wanted: reading begins in its segment, not in the first. */
export function openTail(dir: string, afterSeq: number): JournalTail {
	let lastSeq = afterSeq;
	let segment: { readonly descriptor: number; readonly firstSeq: number } | undefined;
	let offset = 0;
	/** What was read ahead, from `offset` on. */
	let ahead: Buffer = nothing;

	function readAhead(length: number): void {
		const bytes = Buffer.allocUnsafe(length);
		ahead = segment === undefined ? nothing : bytes.subarray(0, readSync(segment.descriptor, bytes, 0, length, offset));
	}

	/** The frame at `offset`; undefined where none is written. */
	function frame(): Buffer | undefined {
		if (frameBytes(ahead, 0) === 0) readAhead(windowBytes);
		if (frameBytes(ahead, 0) === 0 && ahead.length >= 4) readAhead(Math.max(windowBytes, 4 + ahead.readUInt32LE(0)));
		const length = frameBytes(ahead, 0);
		return length === 0 ? undefined : ahead.subarray(0, length);
	}

	function pass(length: number): void {
		offset += length;
		ahead = ahead.subarray(length);
	}

	/** The segment that holds the record we want next, unless it is the one that we are in. */
	function openSegment(): boolean {
		const next = segments(dir).findLast(({ firstSeq }) => firstSeq <= lastSeq + 1);
		if (next === undefined || next.firstSeq === segment?.firstSeq) return false;
		close();
		segment = { descriptor: openSync(next.file, 'r'), firstSeq: next.firstSeq };
		offset = headerBytes;
		for (let seq = next.firstSeq; seq <= lastSeq; seq++) pass(frame()?.length ?? 0);
		return true;
	}

	function close(): void {
		if (segment !== undefined) closeSync(segment.descriptor);
		segment = undefined;
		ahead = nothing;
	}

	return {
		close,
		read({ max, untilSeq }) {
			const records: JournalRecord[] = [];
			ahead = nothing; // it may have been read before what we are told of was written
			while (records.length < max && lastSeq < untilSeq) {
				const found = frame();
				if (found === undefined) {
					if (openSegment()) continue;
					break;
				}
				const decoded = decodeFrame(found, 0);
				if (decoded.kind !== 'record') throw new Error(`the journal is damaged after sequence ${lastSeq}`);
				const record = parsePayload(decoded.payload);
				if (record.seq !== lastSeq + 1) throw new Error(`the journal has sequence ${record.seq} after ${lastSeq}`);
				records.push(record);
				lastSeq = record.seq;
				pass(found.length);
			}
			return records;
		},
	};
}
