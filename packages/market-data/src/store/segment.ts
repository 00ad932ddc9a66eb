import { closeSync, fdatasyncSync, openSync, readFileSync, writevSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { columnNames, columnsOver, TickBatch, tickBytes } from '../tick/index.ts';
import { StoreDamaged } from './manifest.ts';
import { seriesKey } from './series.ts';

/**
 * Ticks as they come, one frame a batch: length, CRC-32, then a header as JSON and the columns as they are in memory. What is not a
 * whole frame with the right checksum at the end was never acknowledged, and is cut.
 *
 * ```
 * u32 magic | u32 payload bytes | u32 CRC-32 of the payload | u32 header bytes | header, filled up to 8 | columns of the batch
 * ```
 */
const magic = 0x4d44_5431;
const magicBytes = Buffer.from(Uint32Array.of(magic).buffer);
const fixedBytes = 16;
const frameBytesMax = 256 << 20;

const header = z.strictObject({
	series: seriesKey.extend({ table: z.literal('ticks') }),
	priceDigits: z.int().min(0).max(8),
	qtyDigits: z.int().min(0).max(8),
	producer: z.string().min(1).max(100),
	/** Of this producer; each is above the one before. */
	sequence: z.int().positive(),
	rows: z.int().positive(),
});
export type FrameHeader = z.infer<typeof header>;
export type Frame = { readonly header: FrameHeader; readonly ticks: TickBatch };

/** A segment that is being written. One process at a time. */
export class SegmentWriter {
	readonly #fd: number;
	readonly #isDurable: boolean;
	bytes: number;

	/** @param input `bytes`: where the last whole frame ends. `durability` disk: a power cut loses no acknowledged tick either. */
	constructor(file: string, input: { readonly bytes: number; readonly durability: 'process' | 'disk' }) {
		this.#fd = openSync(file, 'a');
		this.#isDurable = input.durability === 'disk';
		this.bytes = input.bytes;
	}

	/** When it returns, the ticks survive the process, or with `disk` the machine. @throws where the disk refuses: then nothing counts */
	append(frame: Frame): void {
		const head = encodeHeader(frame.header);
		const memory = new ArrayBuffer(frame.ticks.length * tickBytes);
		const columns = columnsOver(memory, { offset: 0, capacity: frame.ticks.length });
		for (const name of columnNames) columns[name].set(frame.ticks.columns[name].subarray(0, frame.ticks.length));
		const body = new Uint8Array(memory);
		const fixed = Buffer.alloc(fixedBytes);
		fixed.writeUInt32LE(magic, 0);
		fixed.writeUInt32LE(head.length + body.length, 4);
		fixed.writeUInt32LE(crc32(body, crc32(head)), 8);
		fixed.writeUInt32LE(head.length, 12);
		const whole = fixedBytes + head.length + body.length;
		let written = writevSync(this.#fd, [fixed, head, body]);
		// A short write: the rest follows, the frame counts when all of it is there.
		const all = written === whole ? undefined : Buffer.concat([fixed, head, body]);
		while (all !== undefined && written < whole) written += writevSync(this.#fd, [all.subarray(written)]);
		if (this.#isDurable) fdatasyncSync(this.#fd);
		this.bytes += whole;
	}

	sync(): void {
		fdatasyncSync(this.#fd);
	}

	close(): void {
		closeSync(this.#fd);
	}
}

function encodeHeader(value: FrameHeader): Uint8Array {
	const text = Buffer.from(JSON.stringify(value));
	const padded = Buffer.alloc(Math.ceil(text.length / 8) * 8, 0x20);
	text.copy(padded);
	return padded;
}

/**
 * @returns the whole frames, and how many bytes they are: what follows is a frame that was cut off
 * @throws StoreDamaged where a frame is broken and another one follows: that is no crash while writing
 */
export function readSegment(file: string): { readonly frames: readonly Frame[]; readonly bytes: number; readonly fileBytes: number } {
	const bytes = readFileSync(file);
	const frames: Frame[] = [];
	let at = 0;
	for (;;) {
		const frame = frameAt(bytes, at);
		if (frame === undefined) break;
		frames.push(frame.frame);
		at = frame.end;
	}
	for (let next = bytes.indexOf(magicBytes, at + 1); next >= 0; next = bytes.indexOf(magicBytes, next + 1))
		if (frameAt(bytes, next) !== undefined)
			throw new StoreDamaged(`${file} is damaged between bytes ${at} and ${next}: ticks that were acknowledged can't be read`);
	return { frames, bytes: at, fileBytes: bytes.length };
}

function frameAt(bytes: Buffer, at: number): { readonly frame: Frame; readonly end: number } | undefined {
	if (at + fixedBytes > bytes.length || bytes.readUInt32LE(at) !== magic) return undefined;
	const payloadBytes = bytes.readUInt32LE(at + 4);
	const headerBytes = bytes.readUInt32LE(at + 12);
	const end = at + fixedBytes + payloadBytes;
	if (payloadBytes > frameBytesMax || headerBytes > payloadBytes || end > bytes.length) return undefined;
	const payload = bytes.subarray(at + fixedBytes, end);
	if (crc32(payload) !== bytes.readUInt32LE(at + 8)) return undefined;
	const parsed = header.safeParse(JSON.parse(payload.subarray(0, headerBytes).toString()));
	if (!parsed.success || headerBytes + parsed.data.rows * tickBytes !== payloadBytes) return undefined;
	// Copied: a column needs memory of its own alignment.
	const memory = Uint8Array.from(payload.subarray(headerBytes)).buffer;
	const ticks = new TickBatch(columnsOver(memory, { offset: 0, capacity: parsed.data.rows }));
	ticks.length = parsed.data.rows;
	return { frame: { header: parsed.data, ticks }, end };
}
