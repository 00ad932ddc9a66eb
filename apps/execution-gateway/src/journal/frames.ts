import { closeSync, openSync, readSync } from 'node:fs';
import { segments } from './files.ts';
import { frameBytes } from './record.ts';
import { headerBytes } from './segment.ts';

const nothing = Buffer.alloc(0);

/** Follows the frames in the journal's files, one by one. */
export type FrameTail = {
	/** The frame after the last one; undefined where none is written yet. It is valid till the next call. */
	next(): Buffer | undefined;
	/** What was read ahead may have been read before the rest was written: it is read again. */
	refresh(): void;
	close(): void;
};

/**
 * @param afterSeq the last record that is not wanted: reading begins in its segment, not in the first.
 * @param input windowBytes: so much is read at once. Little for who follows closely, much for who comes from far behind.
 */
export function openFrames(dir: string, afterSeq: number, input: { readonly windowBytes: number }): FrameTail {
	let lastSeq = afterSeq;
	let segment: { readonly descriptor: number; readonly firstSeq: number } | undefined;
	let offset = 0;
	let window = Buffer.allocUnsafe(input.windowBytes);
	/** What was read ahead, from `offset` on. */
	let ahead: Buffer = nothing;

	function readAhead(length: number): void {
		if (window.length < length) window = Buffer.allocUnsafe(length);
		ahead = segment === undefined ? nothing : window.subarray(0, readSync(segment.descriptor, window, 0, window.length, offset));
	}

	/** The frame at `offset`; undefined where none is written. */
	function frame(): Buffer | undefined {
		if (frameBytes(ahead, 0) === 0) readAhead(window.length);
		if (frameBytes(ahead, 0) === 0 && ahead.length >= 4) readAhead(4 + ahead.readUInt32LE(0));
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
		refresh() {
			ahead = nothing;
		},
		next() {
			const found = frame() ?? (openSegment() ? frame() : undefined);
			if (found === undefined) return undefined;
			lastSeq += 1;
			pass(found.length);
			return found;
		},
	};
}
