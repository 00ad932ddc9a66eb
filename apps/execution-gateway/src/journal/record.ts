import type { EngineInput, EngineOutput } from '@meridian/core';
import { crc32 } from './crc32.ts';
import { readEngineInput, readEngineOutput, writeEngineInput, writeEngineOutput } from './generated/codec.ts';
import { RecordReader } from './schema/reader.ts';
import { RecordWriter } from './schema/writer.ts';

/** One step of the engine: what came in, when, and all that it caused. */
export type JournalRecord = {
	readonly seq: number;
	readonly atMs: number;
	readonly input: EngineInput;
	readonly outputs: readonly EngineOutput[];
};

/**
 * u32 bytes that follow | u32 CRC-32 of what stands behind it | u32 bytes back to the first frame of the same write | payload: two bytes
 * by which a frame is found again, sequence, time, input, number of outputs, outputs. The first word is stored last: where it is zero,
 * nothing is written yet.
 */
const prefixBytes = 12;
const checksumAt = 4;
const groupAt = 8;
const payloadStart = Buffer.from([0xd7, 0x52]);
export const maxRecordBytes = 64 * 1024 * 1024;

const writer = new RecordWriter();

/** The frame of a record, in memory that the next call uses again: to be copied where it shall stay. */
export function frameOf(record: JournalRecord): Buffer {
	writer.at = prefixBytes;
	writer.byte(0xd7);
	writer.byte(0x52);
	writer.number(record.seq);
	writer.number(record.atMs);
	writeEngineInput(writer, record.input);
	writeOutputs(record.outputs);
	const frame = writer.bytes.subarray(0, writer.at);
	frame.writeUInt32LE(writer.at - 4, 0);
	joinGroup(frame, 0);
	return frame;
}

function writeOutputs(outputs: readonly EngineOutput[]): void {
	writer.picture = undefined;
	writer.reserve(0);
	writer.number(outputs.length);
	for (let i = 0; i < outputs.length; i++) {
		const output = outputs[i];
		if (output !== undefined) writeEngineOutput(writer, output);
	}
}

/** What outputs look like in a record, in memory of its own. */
export function outputBytes(outputs: readonly EngineOutput[]): Buffer {
	writer.at = 0;
	writeOutputs(outputs);
	return Buffer.from(writer.bytes.subarray(0, writer.at));
}

/** The frame of a record, in memory of its own. */
export const encodeRecord = (record: JournalRecord): Buffer => Buffer.from(frameOf(record));

/** Says that a frame was handed to the disk together with earlier ones, the first of which begins `bytesBack` before it. */
export function joinGroup(frame: Buffer, bytesBack: number): void {
	frame.writeUInt32LE(bytesBack, groupAt);
	frame.writeUInt32LE(crc32(frame, groupAt, frame.length), checksumAt);
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
	if (crc32(bytes, at + groupAt, end) !== bytes.readUInt32LE(at + checksumAt))
		return { kind: 'bad', reason: 'its checksum does not match' };
	return { kind: 'record', payload: bytes.subarray(at + prefixBytes, end), end, groupStart: at - bytes.readUInt32LE(at + groupAt) };
}

/** Bytes of the frame that begins here, without looking at its content; 0: none does, or not all of it is in `bytes`. */
export function frameBytes(bytes: Buffer, at: number): number {
	if (bytes.length - at < prefixBytes) return 0;
	const length = bytes.readUInt32LE(at);
	return length === 0 || at + 4 + length > bytes.length ? 0 : 4 + length;
}

const reader = new RecordReader();

const readNumber = (from: RecordReader): number => from.number();

function readOutputs(from: RecordReader): EngineOutput[] {
	return Array.from({ length: from.number() }, () => readEngineOutput(from));
}

/** A record as it stands in a journal: what it caused is read only when it is asked for. Valid as long as its bytes are. */
export class StoredRecord implements JournalRecord {
	readonly seq: number;
	readonly atMs: number;
	readonly input: EngineInput;
	readonly #payload: Buffer;
	readonly #outputsAt: number;

	/** @throws RecordMalformed */
	constructor(payload: Buffer) {
		reader.open(payload, payloadStart.length);
		this.seq = reader.whole(readNumber);
		this.atMs = reader.whole(readNumber);
		this.input = reader.whole(readEngineInput);
		this.#payload = payload;
		this.#outputsAt = reader.at;
	}

	get outputs(): readonly EngineOutput[] {
		reader.open(this.#payload, this.#outputsAt);
		const outputs = reader.whole(readOutputs);
		if (reader.left !== 0) throw reader.malformed(`${reader.left} bytes too many`);
		return outputs;
	}

	/** Whether these are what the record says that it caused, to the byte. */
	caused(outputs: readonly EngineOutput[]): boolean {
		writer.at = this.#outputsAt;
		writer.reserve(0);
		writeOutputs(outputs);
		return writer.at === this.#payload.length && writer.endsLike(this.#payload, this.#outputsAt);
	}
}

/** A record with all it holds, for whoever keeps it longer than its bytes. @throws RecordMalformed */
export function parsePayload(payload: Buffer): JournalRecord {
	const record = new StoredRecord(payload);
	return { seq: record.seq, atMs: record.atMs, input: record.input, outputs: record.outputs };
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
