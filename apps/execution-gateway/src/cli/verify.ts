import { readFileSync } from 'node:fs';
import { segments } from '../journal/files.ts';
import { damaged, withoutBlank } from '../journal/read.ts';
import { parsePayload } from '../journal/record.ts';
import { RecordMalformed } from '../journal/schema/reader.ts';
import { checkHeader, JournalCorrupt, readFrames, readLink, segmentHash } from '../journal/segment.ts';

type Print = (text: string) => void;

/** Goes on after a fault, so that all of them are told. */
export function verify(dir: string, print: Print): number {
	const named = segments(dir);
	const all = withoutBlank(named);
	if (all.length === 0) {
		print(`no segments in ${dir}`);
		return 1;
	}
	let faults = 0;
	let records = 0;
	let lastSeq = (all[0]?.firstSeq ?? 1) - 1;
	let hashBefore: Buffer | undefined;
	const fault = (text: string): void => {
		faults += 1;
		print(`  FAULT ${text}`);
	};
	for (const [index, { file, firstSeq }] of all.entries()) {
		const bytes = readFileSync(file);
		const isLast = index === all.length - 1;
		if (firstSeq !== lastSeq + 1) fault(`${file} begins with sequence ${firstSeq} after ${lastSeq}: a segment is missing or shortened`);
		try {
			checkHeader(bytes, { file, firstSeq });
			const end = readFrames(bytes, {
				firstSeq,
				visit: ({ seq, at, payload }) => {
					const found = parsePayload(payload).seq;
					if (found !== seq) throw new JournalCorrupt(`${file} at byte ${at}: sequence ${found} where ${seq} belongs`);
				},
			});
			const hash = segmentHash(bytes, end.at);
			print(
				`${file}\n  sequences ${firstSeq} to ${end.lastSeq}, ${end.at} of ${bytes.length} bytes, sha256 ${hash.toString('hex').slice(0, 16)}…`,
			);
			print(`  ${tie({ link: readLink(bytes, file), before: hashBefore, file, fault })}`);
			if (end.rest === 'damaged' || (end.rest === 'torn' && !isLast)) fault(damaged(file, end).message);
			else if (end.rest === 'torn')
				print(
					`  the last write is cut short at byte ${end.at} (${end.reason}): a gateway is writing, or was killed and mends it at its next start`,
				);
			records += end.lastSeq - firstSeq + 1;
			lastSeq = end.lastSeq;
			hashBefore = hash;
		} catch (error) {
			if (!(error instanceof JournalCorrupt || error instanceof RecordMalformed)) throw error;
			fault(error.message);
			hashBefore = undefined;
			lastSeq = (all[index + 1]?.firstSeq ?? 1) - 1;
		}
	}
	for (const { file } of named.slice(all.length)) print(`${file}\n  named, nothing written yet`);
	print(faults === 0 ? `${records} records in ${all.length} segments, all whole` : `${faults} ${faults === 1 ? 'fault' : 'faults'}`);
	return faults === 0 ? 0 : 1;
}

/** What can be said of the hash that a segment holds of the one before it. */
function tie(input: { link: Buffer | undefined; before: Buffer | undefined; file: string; fault: Print }): string {
	const { link, before, file, fault } = input;
	if (link === undefined) return before === undefined ? 'the first segment here' : 'not yet tied to the segment before it';
	if (before === undefined) return 'tied to a segment that is not here or could not be read';
	if (link.equals(before)) return 'tied to the segment before it';
	fault(
		`${file} holds another hash of the segment before it than that one has: one of the two was changed or exchanged. Restore both from a copy.`,
	);
	return 'not tied to the segment before it';
}
