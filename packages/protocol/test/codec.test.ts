import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCodec, entryProtocol, orderEntryProtocol, type ProtocolSchema, terminalProtocol, WireError } from '../src/index.ts';
import { anyMessage } from './arbitrary.ts';

const protocols: readonly [string, ProtocolSchema][] = [
	['terminal', terminalProtocol],
	['entry', entryProtocol],
	['order-entry', orderEntryProtocol],
];

/** The fault that bytes are refused with; undefined where they are accepted. Any other error fails the test. */
function faultOf(work: () => unknown): string | undefined {
	try {
		work();
		return undefined;
	} catch (error) {
		if (!(error instanceof WireError)) throw error;
		return error.fault;
	}
}

describe.each(protocols)('the %s protocol', (_name, protocol) => {
	const codec = createCodec(protocol);

	test('gives back every message as it was', () => {
		fc.assert(
			fc.property(anyMessage(protocol), ({ name, seq, body }) => {
				expect(codec.decode(codec.encode(name, seq, body as never))).toEqual({ name, seq, body });
			}),
			{ numRuns: 500 },
		);
	});

	test('refuses every truncated frame as such', () => {
		fc.assert(
			fc.property(anyMessage(protocol), fc.double({ min: 0, max: 0.999, noNaN: true }), ({ name, seq, body }, share) => {
				const frame = codec.encode(name, seq, body as never);
				expect(faultOf(() => codec.decode(frame.subarray(0, Math.floor(frame.length * share))))).toBe('TRUNCATED');
			}),
			{ numRuns: 300 },
		);
	});

	test('takes damaged and random bytes as a message or as a typed fault, and nothing else', () => {
		fc.assert(
			fc.property(
				anyMessage(protocol),
				fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 6 }),
				({ name, seq, body }, damage) => {
					const frame = codec.encode(name, seq, body as never);
					for (const [at, byte] of damage) frame[4 + (at % (frame.length - 4))] = byte;
					faultOf(() => codec.decode(frame));
				},
			),
			{ numRuns: 2_000 },
		);
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
				faultOf(() => codec.decode(bytes));
			}),
			{ numRuns: 2_000 },
		);
	});

	test('never reads beyond its own frame', () => {
		fc.assert(
			fc.property(anyMessage(protocol), ({ name, seq, body }) => {
				const frame = codec.encode(name, seq, body as never);
				const larger = new Uint8Array(frame.length + 64).fill(0xff);
				larger.set(frame, 32);
				expect(codec.decode(larger.subarray(32, 32 + frame.length))).toEqual({ name, seq, body });
				const short = larger.subarray(32, 32 + frame.length - 1);
				expect(faultOf(() => codec.decode(short))).toBe('TRUNCATED');
			}),
		);
	});

	test('has one id per message', () => {
		const ids = Object.values(protocol).map(({ id }) => id);
		expect(new Set(ids).size).toBe(ids.length);
	});
});

describe('a value that does not fit', () => {
	const codec = createCodec(entryProtocol);
	const ping = (timeUs: unknown) => faultOf(() => codec.encode('Ping', 1, { timeUs } as never));

	test.each([
		['a negative u64', -1n],
		['a u64 of 65 bits', 2n ** 64n],
		['a number for a u64', 1],
		['nothing for a u64', undefined],
	])('%s is not encoded', (_name, value) => {
		expect(ping(value)).toBe('UNENCODABLE');
	});

	test('an integer beyond 2^53 is neither written nor read', () => {
		const body = { requestId: 1, journalSeq: 2 ** 53 };
		expect(faultOf(() => codec.encode('Done', 1, body))).toBe('UNENCODABLE');
		const frame = codec.encode('Done', 1, { requestId: 1, journalSeq: 1 });
		new DataView(frame.buffer, frame.byteOffset).setBigInt64(13, 2n ** 53n, true);
		expect(faultOf(() => codec.decode(frame))).toBe('MALFORMED');
	});

	test('an error names message and field', () => {
		expect(() => codec.encode('Done', 1, { requestId: -1, journalSeq: 1 })).toThrow('Done.requestId');
	});

	test('left-over bytes are refused', () => {
		const frame = codec.encode('Done', 1, { requestId: 1, journalSeq: 1 });
		const longer = new Uint8Array(frame.length + 1);
		longer.set(frame);
		new DataView(longer.buffer).setUint32(0, longer.length - 4, true);
		expect(faultOf(() => codec.decode(longer))).toBe('MALFORMED');
	});
});
