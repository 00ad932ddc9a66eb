import { createCodec, terminalProtocol } from '@meridian/protocol';
import { seeded } from '../support/random.ts';

export const instruments = 500;
export const digits = 5;
/** Ticks a second of the market as a whole, in its own time: 20 of each instrument. */
const marketTicksPerSec = 10_000;
const startMs = Date.UTC(2014, 4, 6, 8);

export const symbols: readonly string[] = Array.from({ length: instruments }, (_, n) => `SYM${String(n).padStart(3, '0')}.r`);

/** A market that walks at random, as the frames that terminals send: one in 200 is crossed, one in 500 jumps, one in 50 repeats a stamp. */
export function tickFrames(count: number): Uint8Array {
	const codec = createCodec(terminalProtocol);
	const { below } = seeded(7);
	const mids = Float64Array.from({ length: instruments }, () => 100_000 + below(100_000));
	const chunks: Uint8Array[] = [];
	let timeMs = startMs;
	for (let n = 0; n < count; n++) {
		const instrument = below(instruments);
		const mid = (mids[instrument] ?? 0) + below(5) - 2;
		mids[instrument] = mid;
		if (n % 50 !== 0) timeMs = startMs + Math.floor((n * 1_000) / marketTicksPerSec);
		const jump = n % 500 === 0 ? 30_000 : 0;
		const half = n % 200 === 0 ? -1 : 1 + below(3);
		const [bid, ask] = [(mid + jump - half) / 10 ** digits, (mid + jump + half) / 10 ** digits];
		chunks.push(codec.encode('Tick', n, { symbol: symbols[instrument] ?? '', timeMs: BigInt(timeMs), bid, ask, last: 0, flags: 6 }));
	}
	return Buffer.concat(chunks);
}
