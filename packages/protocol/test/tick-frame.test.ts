import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCodec, TickFrame, terminalProtocol } from '../src/index.ts';
import { anyMessage } from './arbitrary.ts';

const codec = createCodec(terminalProtocol);
const decoder = new TextDecoder();
const anyTick = anyMessage({ Tick: terminalProtocol.Tick });
const encoded = ({ name, seq, body }: { name: string; seq: number; body: unknown }): Uint8Array =>
	codec.encode(name as 'Ping', seq, body as never);

describe('a tick read where it lies', () => {
	test('says what the codec says of it, wherever in the bytes it is', () => {
		const tick = new TickFrame(); // one for all: nothing stays of the one before
		fc.assert(
			fc.property(anyTick, fc.nat(40), fc.nat(40), (message, before, after) => {
				const frame = encoded(message);
				// A view into the middle of other memory, as a reader's chunks are.
				const bytes = new Uint8Array(3 + before + frame.length + after).subarray(3);
				bytes.set(frame, before);
				expect(tick.read(bytes, before, before + frame.length)).toBe(true);
				const { symbolAt, symbolEnd, timeMs, bid, ask, last, flags } = tick;
				const symbol = decoder.decode(bytes.subarray(symbolAt, symbolEnd));
				const body = message.body as { timeMs: bigint };
				expect({ symbol, timeMs, bid, ask, last, flags }).toEqual({ ...body, timeMs: Number(body.timeMs) });
			}),
			{ numRuns: 500 },
		);
	});

	test('leaves every other message, and every length that no tick has, to the codec', () => {
		const { Tick: _, ...others } = terminalProtocol;
		const tick = new TickFrame();
		fc.assert(
			fc.property(anyMessage(others), (message) => {
				const frame = encoded(message);
				expect(tick.read(frame, 0, frame.length)).toBe(false);
			}),
		);
		fc.assert(
			fc.property(anyTick, fc.nat(200), (message, length) => {
				const frame = encoded(message);
				const bytes = new Uint8Array(200);
				bytes.set(frame.subarray(0, 200));
				if (length !== frame.length) expect(tick.read(bytes, 0, length)).toBe(false);
			}),
		);
	});
});
