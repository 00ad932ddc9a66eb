import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { engineBuild } from '../engine/build.ts';
import { recordFormatName } from './format-name.ts';
import { decodeFrame, hasLaterWrite } from './record.ts';

/**
 * A segment is a file of fixed size: a header, frames, zeros.
 * Header: magic (8) | u64 sequence of the first record | record format (8) | engine build that began it (8) | u32 CRC-32 of these 32 bytes
 * | SHA-256 of the segment before it, zeros till it is known (32) | 24 spare | u32 CRC-32 of these 56 bytes.
 */
export const headerBytes = 96;
const magic = Buffer.from('MRDNJRN3');
const anyVersion = Buffer.from('MRDNJRN');
const formatAt = 16;
const buildAt = 24;
const linkAt = 36;
const hashBytes = 32;

/** The journal can't be followed: an operator must decide. */
export class JournalCorrupt extends Error {
	override readonly name = 'JournalCorrupt';
}

export function encodeHeader(firstSeq: number): Buffer {
	const header = Buffer.alloc(linkAt);
	magic.copy(header);
	header.writeBigUInt64LE(BigInt(firstSeq), 8);
	header.write(recordFormatName, formatAt, 'hex');
	header.write(engineBuild(), buildAt, 'hex');
	header.writeUInt32LE(crc32(header.subarray(0, linkAt - 4)), linkAt - 4);
	return header;
}

/** The half of the header that ties a segment to the one before it, and where it stands. It is filled in once that one is sealed. */
export function encodeLink(previousHash: Uint8Array): { readonly at: number; readonly bytes: Buffer } {
	const bytes = Buffer.alloc(headerBytes - linkAt);
	bytes.set(previousHash);
	bytes.writeUInt32LE(crc32(bytes.subarray(0, bytes.length - 4)), bytes.length - 4);
	return { at: linkAt, bytes };
}

/** @returns the hash that the header holds; undefined where it is not filled in yet. @throws JournalCorrupt. */
export function readLink(bytes: Buffer, file: string): Buffer | undefined {
	const link = bytes.subarray(linkAt, headerBytes);
	if (isZero(link)) return undefined;
	if (crc32(link.subarray(0, link.length - 4)) !== link.readUInt32LE(link.length - 4))
		throw new JournalCorrupt(`${file} is damaged at byte ${linkAt}: the hash of the segment before it cannot be read`);
	return Buffer.from(link.subarray(0, hashBytes));
}

/** Hash of a sealed segment: its own half of the header, its link and its frames; the zeros behind them do not count. */
export function segmentHash(bytes: Buffer, end: number): Buffer {
	return createHash('sha256').update(bytes.subarray(0, end)).digest();
}

/** @throws JournalCorrupt where the file is not a segment that begins with `firstSeq`; says so where it is of an older version. */
export function checkHeader(bytes: Buffer, input: { readonly file: string; readonly firstSeq: number }): void {
	const { file, firstSeq } = input;
	if (bytes.length < headerBytes)
		throw new JournalCorrupt(`${file} has ${bytes.length} bytes: too few for a segment. Restore it from a copy.`);
	const intact = crc32(bytes.subarray(0, linkAt - 4)) === bytes.readUInt32LE(linkAt - 4);
	if (!intact || !bytes.subarray(0, magic.length).equals(magic)) {
		const isOld = bytes.subarray(0, anyVersion.length).equals(anyVersion) && !bytes.subarray(0, magic.length).equals(magic);
		throw new JournalCorrupt(
			isOld
				? `${file} was written by an older version, whose journal this one does not read. Start that version, or begin anew: npm start -- --fresh deletes this copy's data.`
				: `${file} is damaged at byte 0: it has no segment header. Restore it from a copy.`,
		);
	}
	const found = Number(bytes.readBigUInt64LE(8));
	if (found !== firstSeq) throw new JournalCorrupt(`${file} begins with sequence ${found}, which its name denies. Give it its name back.`);
	const { format, build } = readMakers(bytes);
	if (format !== recordFormatName)
		throw new JournalCorrupt(
			`${file} holds records of format ${format}, and this version writes and reads ${recordFormatName}. Start the version that wrote it (engine ${build}), or begin anew: npm start -- --fresh deletes this copy's data.`,
		);
}

/** The record format of a segment, and the build of the engine that began it. */
export function readMakers(bytes: Buffer): { readonly format: string; readonly build: string } {
	return { format: bytes.toString('hex', formatAt, buildAt), build: bytes.toString('hex', buildAt, buildAt + 8) };
}

/** Where the frames end, and why there. `torn`: a write was cut short. `damaged`: whole records of later writes follow. */
export type SegmentEnd = {
	readonly at: number;
	readonly lastSeq: number;
	readonly rest: 'unwritten' | 'torn' | 'damaged';
	readonly reason: string;
};

/** Gives every whole frame to `visit`, in order. Frames are numbered by their place: sequences are dense. */
export function readFrames(
	bytes: Buffer,
	input: {
		readonly firstSeq: number;
		readonly visit: (frame: { readonly seq: number; readonly at: number; readonly payload: Buffer }) => void;
	},
): SegmentEnd {
	let at = headerBytes;
	let lastSeq = input.firstSeq - 1;
	for (;;) {
		const decoded = decodeFrame(bytes, at);
		if (decoded.kind === 'record') {
			lastSeq += 1;
			input.visit({ seq: lastSeq, at, payload: decoded.payload });
			at = decoded.end;
			continue;
		}
		const place = { at, lastSeq };
		if (decoded.kind === 'unwritten' && isZero(bytes.subarray(at))) return { ...place, rest: 'unwritten', reason: '' };
		const reason = decoded.kind === 'bad' ? decoded.reason : 'it was begun and has no length';
		return { ...place, rest: hasLaterWrite(bytes, at) ? 'damaged' : 'torn', reason };
	}
}

const zeros = Buffer.alloc(64 * 1024);
export function isZero(bytes: Buffer): boolean {
	for (let at = 0; at < bytes.length; at += zeros.length) {
		const part = bytes.subarray(at, at + zeros.length);
		if (!part.equals(part.length === zeros.length ? zeros : zeros.subarray(0, part.length))) return false;
	}
	return true;
}
