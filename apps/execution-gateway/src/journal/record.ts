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

/** u32 length of what follows | u32 CRC-32 of the payload | payload (tagged JSON). */
const prefixBytes = 8;
export const maxRecordBytes = 64 * 1024 * 1024;

export function encodeRecord(record: JournalRecord): Buffer {
	const payload = Buffer.from(stringify(record), 'utf8');
	const frame = Buffer.allocUnsafe(prefixBytes + payload.length);
	frame.writeUInt32LE(payload.length + 4, 0);
	frame.writeUInt32LE(crc32(payload), 4);
	payload.copy(frame, prefixBytes);
	return frame;
}

/** Whether a whole, intact record begins anywhere after `from`: then what stands at `from` is damage, not a write cut short. */
export function hasRecordAfter(bytes: Buffer, from: number): boolean {
	for (let at = from + 1; at + prefixBytes < bytes.length; at++) if (decodeRecord(bytes, at).kind === 'record') return true;
	return false;
}

/** `torn`: the bytes end inside the record. `corrupt`: they are all there and wrong. */
export type Decoded =
	| { readonly kind: 'record'; readonly record: JournalRecord; readonly end: number }
	| { readonly kind: 'torn' }
	| { readonly kind: 'corrupt'; readonly reason: string };

export function decodeRecord(bytes: Buffer, at: number): Decoded {
	if (bytes.length - at < prefixBytes) return { kind: 'torn' };
	const length = bytes.readUInt32LE(at);
	if (length < 4 || length > maxRecordBytes) return { kind: 'corrupt', reason: `a record of ${length} bytes` };
	const end = at + 4 + length;
	if (end > bytes.length) return { kind: 'torn' };
	const payload = bytes.subarray(at + prefixBytes, end);
	if (crc32(payload) !== bytes.readUInt32LE(at + 4)) return { kind: 'corrupt', reason: 'its checksum does not match' };
	try {
		return { kind: 'record', record: parse(payload.toString('utf8')) as JournalRecord, end };
	} catch (error) {
		return { kind: 'corrupt', reason: error instanceof Error ? error.message : String(error) };
	}
}
