import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { segments } from './files.ts';
import { decodeRecord, type JournalRecord } from './record.ts';

const chunkBytes = 1024 * 1024;

/** Follows the journal's files from the first record on, in another thread than the one that appends. */
export type JournalTail = {
	/** The next records that are wholly written, at most `max`; empty when it has caught up. */
	read(max: number): JournalRecord[];
};

export function openTail(dir: string): JournalTail {
	let file: string | undefined;
	let nextSeq = 1;
	let offset = 0;
	let pending: Buffer = Buffer.alloc(0);

	function fill(): boolean {
		if (file === undefined) {
			if (!existsSync(dir)) return false;
			file = segments(dir)[0]?.file;
			if (file === undefined) return false;
		}
		const descriptor = openSync(file, 'r');
		try {
			const available = fstatSync(descriptor).size - offset;
			if (available > 0) {
				const chunk = Buffer.allocUnsafe(Math.min(available, chunkBytes));
				const got = readSync(descriptor, chunk, 0, chunk.length, offset);
				offset += got;
				pending = Buffer.concat([pending, chunk.subarray(0, got)]);
				return got > 0;
			}
		} finally {
			closeSync(descriptor);
		}
		// At the end of this segment: the next one, if the engine has begun it with the record we want.
		const next = segments(dir).find((segment) => segment.firstSeq === nextSeq && segment.file !== file);
		if (pending.length > 0 || next === undefined) return false;
		file = next.file;
		offset = 0;
		return fill();
	}

	return {
		read(max) {
			const records: JournalRecord[] = [];
			let at = 0;
			while (records.length < max) {
				const decoded = decodeRecord(pending, at);
				if (decoded.kind === 'corrupt') throw new Error(`journal after sequence ${nextSeq - 1}: ${decoded.reason}`);
				if (decoded.kind === 'torn') {
					pending = pending.subarray(at);
					at = 0;
					if (fill()) continue;
					break;
				}
				records.push(decoded.record);
				nextSeq = decoded.record.seq + 1;
				at = decoded.end;
			}
			pending = pending.subarray(at);
			return records;
		},
	};
}
