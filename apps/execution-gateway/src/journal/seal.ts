import { closeSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { segments } from './files.ts';
import { frameBytes } from './record.ts';
import { encodeLink, headerBytes, readLink, segmentHash } from './segment.ts';

/**
 * Ties each segment to the one before it by that one's hash, wherever this is not done yet; in order, since a segment's hash
 * covers its own tie.
 * @param writtenFrom first sequence of the segment that is written to: the ones before it are whole.
 */
export function sealSegments(dir: string, writtenFrom: number): void {
	const all = segments(dir).filter(({ firstSeq }) => firstSeq <= writtenFrom);
	for (const [index, { file }] of all.entries()) {
		const before = all[index - 1];
		if (before === undefined || isTied(file)) continue;
		const bytes = readFileSync(before.file);
		const { at, bytes: link } = encodeLink(segmentHash(bytes, endOfFrames(bytes)));
		withFile(file, 'r+', (descriptor) => writeSync(descriptor, link, 0, link.length, at));
	}
}

function isTied(file: string): boolean {
	const header = Buffer.alloc(headerBytes);
	return (
		withFile(file, 'r', (descriptor) => readSync(descriptor, header, 0, headerBytes, 0)) === headerBytes &&
		readLink(header, file) !== undefined
	);
}

export function endOfFrames(bytes: Buffer): number {
	let at = headerBytes;
	for (let length = frameBytes(bytes, at); length > 0; length = frameBytes(bytes, at)) at += length;
	return at;
}

function withFile<Result>(file: string, flags: string, work: (descriptor: number) => Result): Result {
	const descriptor = openSync(file, flags);
	try {
		return work(descriptor);
	} finally {
		closeSync(descriptor);
	}
}
