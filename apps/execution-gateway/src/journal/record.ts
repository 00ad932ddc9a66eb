import { crc32 } from 'node:zlib';
import type { EngineInput, EngineOutput } from '@meridian/core';
import { parse, stringify } from './json.ts';

/** One step of the engine: what came in, when, and all that it caused. */
export type JournalRecord = {
	readonly seq: number;
	readonly atMs: number;
	readonly input: EngineInput;
	readonly outputs: readonly EngineOutput[];
};

/**
 * u32 bytes that follow | u32 CRC-32 of what stands behind it | u32 bytes back to the first frame of the same write | payload (tagged JSON).
 * The first word is stored last: where it is zero, nothing is written yet.
 */
const prefixBytes = 12;
const checksumAt = 4;
const groupAt = 8;
const payloadStart = Buffer.from('{"seq":');
export const maxRecordBytes = 64 * 1024 * 1024;

export function encodeRecord(record: JournalRecord): Buffer {
	const payload = stringify(record);
	const length = Buffer.byteLength(payload);
	const frame = Buffer.allocUnsafe(prefixBytes + length);
	frame.write(payload, prefixBytes);
	frame.writeUInt32LE(prefixBytes - 4 + length, 0);
	joinGroup(frame, 0);
	return frame;
}

/** Says that a frame was handed to the disk together with earlier ones, the first of which begins `bytesBack` before it. */
export function joinGroup(frame: Buffer, bytesBack: number): void {
	frame.writeUInt32LE(bytesBack, groupAt);
	frame.writeUInt32LE(crc32(frame.subarray(groupAt)), checksumAt);
}

/** `unwritten`: nothing begins here. `bad`: something does, and is not whole. */
export type Decoded =
	| { readonly kind: 'record'; readonly payload: Buffer; readonly end: number; readonly groupStart: number }
	| { readonly kind: 'unwritten' }
	| { readonly kind: 'bad'; readonly reason: string };

export function decodeFrame(bytes: Buffer, at: number): Decoded {
	if (bytes.length - at < prefixBytes) return { kind: 'unwritten' };
	const length = bytes.readUInt32LE(at);
	if (length === 0) return { kind: 'unwritten' };
	const end = at + 4 + length;
	if (length <= prefixBytes - 4 || length > maxRecordBytes) return { kind: 'bad', reason: `a record of ${length} bytes` };
	if (end > bytes.length) return { kind: 'bad', reason: 'it seems to go on beyond the end' };
	if (crc32(bytes.subarray(at + groupAt, end)) !== bytes.readUInt32LE(at + checksumAt))
		return { kind: 'bad', reason: 'its checksum does not match' };
	return { kind: 'record', payload: bytes.subarray(at + prefixBytes, end), end, groupStart: at - bytes.readUInt32LE(at + groupAt) };
}

/** Bytes of the frame that begins here, without looking at its content; 0: none does, or not all of it is in `bytes`. */
export function frameBytes(bytes: Buffer, at: number): number {
	if (bytes.length - at < prefixBytes) return 0;
	const length = bytes.readUInt32LE(at);
	return length === 0 || at + 4 + length > bytes.length ? 0 : 4 + length;
}

export function parsePayload(payload: Buffer): JournalRecord {
	return parse(payload.toString('utf8')) as JournalRecord;
}

/**
 * Whether what stands at `at` is damage, rather than a write that was cut short: whole records follow that were written after it had
 * ended. Those of its own write may be there without it, since a disk keeps the pages of one write in any order.
 */
export function hasLaterWrite(bytes: Buffer, at: number): boolean {
	for (let found = bytes.indexOf(payloadStart, at + prefixBytes + 1); found !== -1; found = bytes.indexOf(payloadStart, found + 1)) {
		const decoded = decodeFrame(bytes, found - prefixBytes);
		if (decoded.kind === 'record' && decoded.groupStart > at) return true;
	}
	return false;
}
