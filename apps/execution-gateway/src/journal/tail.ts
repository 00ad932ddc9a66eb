import { openFrames } from './frames.ts';
import { decodeFrame, type JournalRecord, parsePayload } from './record.ts';

const windowBytes = 256 * 1024;

/** Follows the journal's files in another thread than the one that appends. */
export type JournalTail = {
	/** The next records up to `untilSeq`, which are known to be kept; at most `max`. Empty when it has caught up. */
	read(input: { readonly max: number; readonly untilSeq: number }): JournalRecord[];
	close(): void;
};

/** @param afterSeq the last record that is not wanted. */
export function openTail(dir: string, afterSeq: number): JournalTail {
	const frames = openFrames(dir, afterSeq, { windowBytes });
	let lastSeq = afterSeq;
	return {
		close: () => frames.close(),
		read({ max, untilSeq }) {
			const records: JournalRecord[] = [];
			frames.refresh();
			while (records.length < max && lastSeq < untilSeq) {
				const found = frames.next();
				if (found === undefined) break;
				const decoded = decodeFrame(found, 0);
				if (decoded.kind !== 'record') throw new Error(`the journal is damaged after sequence ${lastSeq}`);
				const record = parsePayload(decoded.payload);
				if (record.seq !== lastSeq + 1) throw new Error(`the journal has sequence ${record.seq} after ${lastSeq}`);
				records.push(record);
				lastSeq = record.seq;
			}
			return records;
		},
	};
}
