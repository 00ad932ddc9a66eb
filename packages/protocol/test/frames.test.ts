import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCodec, FrameReader, maxFrameBytes, terminalProtocol, type WireError } from '../src/index.ts';
import { anyMessage } from './arbitrary.ts';

const codec = createCodec(terminalProtocol);

/** Cuts bytes at the given points. */
function pieces(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
	const points = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
	return [...points, bytes.length].map((end, index) => bytes.subarray(index === 0 ? 0 : points[index - 1], end));
}

describe('a byte stream', () => {
	test('gives the same frames however it is cut', () => {
		fc.assert(
			fc.property(fc.array(anyMessage(terminalProtocol), { maxLength: 6 }), fc.array(fc.nat(), { maxLength: 12 }), (messages, cuts) => {
				const frames = messages.map(({ name, seq, body }) => codec.encode(name as 'Ping', seq, body as never));
				const stream = new Uint8Array(Buffer.concat(frames));
				const reader = new FrameReader();
				expect(pieces(stream, cuts).flatMap((piece) => reader.push(piece))).toEqual(frames);
				expect(reader.pendingBytes).toBe(0);
			}),
		);
	});

	test('tells frames where they lie, and those before a length that no frame has', () => {
		const frame = codec.encode('Ping', 1, { timeUs: 5n, serverPingUs: 0 });
		const stream = new Uint8Array(Buffer.concat([frame, frame, new Uint8Array(4)]));
		const reader = new FrameReader();
		const seen: (readonly [boolean, number, number])[] = [];
		expect(() => reader.each(stream, (bytes, at, end) => void seen.push([bytes === stream, at, end]))).toThrow('a frame of 0 bytes');
		expect(seen).toEqual([
			[true, 0, frame.length],
			[true, frame.length, 2 * frame.length],
		]);
	});

	test('one byte at a time works too', () => {
		const frame = codec.encode('LoginRefused', 1, { reason: 'a reason' });
		const reader = new FrameReader();
		const got = [...frame, ...frame].flatMap((byte) => reader.push(new Uint8Array([byte])));
		expect(got).toEqual([frame, frame]);
	});

	test('frames do not share memory with the bytes they came in', () => {
		const frame = codec.encode('Ping', 1, { timeUs: 5n, serverPingUs: 0 });
		const [got] = new FrameReader().push(frame);
		frame.fill(0xff);
		expect(got && codec.decode(got).body).toEqual({ timeUs: 5n, serverPingUs: 0 });
	});

	test.each([
		[0, 'MALFORMED'],
		[4, 'MALFORMED'],
		[maxFrameBytes + 1, 'OVERSIZED'],
		[0xffff_ffff, 'OVERSIZED'],
	])('a length of %d is refused as %s, whole or in pieces', (length, fault) => {
		const bytes = new Uint8Array(8);
		new DataView(bytes.buffer).setUint32(0, length, true);
		for (const cut of [8, 3]) {
			const reader = new FrameReader();
			const push = () => pieces(bytes, [cut]).flatMap((piece) => reader.push(piece));
			expect(push).toThrow(expect.objectContaining({ fault }) as unknown as WireError);
		}
	});

	test('a frame of the greatest size passes', () => {
		const frame = new Uint8Array(4 + maxFrameBytes);
		new DataView(frame.buffer).setUint32(0, maxFrameBytes, true);
		const reader = new FrameReader();
		const got = pieces(frame, [1_000, 70_000]).flatMap((piece) => reader.push(piece));
		expect(got).toHaveLength(1);
		expect(got[0]?.length).toBe(frame.length);
	});
});
