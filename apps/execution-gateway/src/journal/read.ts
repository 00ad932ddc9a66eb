import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { type SegmentFile, segments } from './files.ts';
import { StoredRecord } from './record.ts';
import { checkHeader, headerBytes, isZero, JournalCorrupt, readFrames, type SegmentEnd } from './segment.ts';

export type ReadInput = {
	readonly dir: string;
	/** Records up to this one are not wanted; their segments are not read. */
	readonly afterSeq: number;
	/** Segments that begin after it are not read. */
	readonly untilSeq?: number;
	/** What is visited may be kept: it stands in memory of its own segment. */
	readonly visit: (record: StoredRecord, place: { readonly file: string; readonly at: number; readonly payload: Buffer }) => void;
};

/** Where the journal ends. `file` is undefined where there is no journal yet. */
export type JournalEnd = {
	readonly file: string | undefined;
	readonly firstSeq: number;
	readonly lastSeq: number;
	readonly at: number;
	/** Segments behind it that have a name and nothing else: a process died between naming and writing. */
	readonly blank: readonly string[];
	readonly torn: { readonly bytes: number; readonly reason: string } | undefined;
};

/**
 * Reads the journal on from a sequence. Changes nothing.
 * @throws JournalCorrupt, which names file, byte and sequence and says what may be done, where the journal can't be followed.
 */
export function readJournal(input: ReadInput): JournalEnd {
	const { afterSeq, untilSeq = Number.MAX_SAFE_INTEGER } = input;
	const named = segments(input.dir);
	const all = withoutBlank(named);
	const blank = named.slice(all.length).map(({ file }) => file);
	const first = all.findLastIndex(({ firstSeq }) => firstSeq <= afterSeq + 1);
	if (all.length > 0 && first === -1)
		throw new JournalCorrupt(
			`the journal in ${input.dir} begins with sequence ${all[0]?.firstSeq}, and ${afterSeq + 1} is needed. Put the earlier segments back from a copy, or start the build that wrote the newest snapshot.`,
		);
	const wanted = all.slice(Math.max(0, first)).filter(({ firstSeq }) => firstSeq <= untilSeq);
	let end: JournalEnd = { file: undefined, firstSeq: 1, lastSeq: 0, at: headerBytes, blank, torn: undefined };
	wanted.forEach((segment, index) => {
		if (index > 0 && segment.firstSeq !== end.lastSeq + 1)
			throw new JournalCorrupt(
				`${segment.file} begins with sequence ${segment.firstSeq} after ${end.lastSeq}. A segment is missing or shortened; restore it from a copy.`,
			);
		end = { ...readSegment(segment, { ...input, isLast: segment === all.at(-1) }), blank };
	});
	return end;
}

function readSegment(segment: SegmentFile, input: ReadInput & { readonly isLast: boolean }): Omit<JournalEnd, 'blank'> {
	const { file, firstSeq } = segment;
	const bytes = readFileSync(file);
	checkHeader(bytes, segment);
	const end = readFrames(bytes, {
		firstSeq,
		visit: ({ seq, at, payload }) => {
			if (seq <= input.afterSeq) return;
			const record = new StoredRecord(payload);
			if (record.seq !== seq)
				throw new JournalCorrupt(`${file} at byte ${at}: sequence ${record.seq} after ${seq - 1}. Restore the file from a copy.`);
			input.visit(record, { file, at, payload });
		},
	});
	if (end.rest === 'unwritten' || (end.rest === 'torn' && input.isLast)) {
		const torn = end.rest === 'torn' ? { bytes: lengthOfRest(bytes, end.at), reason: end.reason } : undefined;
		return { file, firstSeq, lastSeq: end.lastSeq, at: end.at, torn };
	}
	throw damaged(file, end);
}

/** Without the last segments in which nothing was written. */
export function withoutBlank(all: readonly SegmentFile[]): SegmentFile[] {
	const last = all.findLastIndex(({ file }) => !isBlank(file));
	return all.slice(0, last + 1);
}

function isBlank(file: string): boolean {
	const descriptor = openSync(file, 'r');
	try {
		const header = Buffer.alloc(headerBytes);
		readSync(descriptor, header, 0, headerBytes, 0);
		return isZero(header) && isZero(readFileSync(file));
	} finally {
		closeSync(descriptor);
	}
}

/** Up to the last byte that is not zero. */
function lengthOfRest(bytes: Buffer, at: number): number {
	let last = bytes.length;
	while (last > at && bytes[last - 1] === 0) last -= 1;
	return last - at;
}

export function damaged(file: string, { at, lastSeq, reason }: SegmentEnd): JournalCorrupt {
	return new JournalCorrupt(
		`${file} is damaged at byte ${at} (the record after sequence ${lastSeq}): ${reason}, and whole records follow. Nothing was changed. ` +
			`Restore the file from a copy. If there is none, move this and later segments away to go back to the sequence before this file; the terminals' snapshots will then bring back what their brokers know.`,
	);
}
