import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mergeQuotes, quoteWidth } from '../src/index.ts';

const stream = fc.array(fc.nat(40), { maxLength: 30 }).map((times) => times.toSorted((a, b) => a - b));

async function* inPieces(
	times: readonly number[],
	{ of, size }: { readonly of: number; readonly size: number },
): AsyncGenerator<Float64Array<ArrayBuffer>> {
	for (let from = 0; from < times.length; from += size) {
		const part = times.slice(from, from + size);
		const packed = new Float64Array(part.length * quoteWidth);
		part.forEach((timeMs, n) => {
			packed.set([timeMs, of, from + n], n * quoteWidth);
		});
		yield packed;
		// A piece without quotes is no end.
		yield new Float64Array();
	}
}

it('streams of quotes become one in the order of time, the first stream last of the same time, however they are cut', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(stream, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 7 }), async (all, size) => {
			const seen: number[][] = [];
			for await (const { packed, sources } of mergeQuotes(all.map((times, of) => inPieces(times, { of, size }))))
				sources.forEach((source, n) => {
					const [timeMs = -1, of = -1, place = -1] = packed.subarray(n * quoteWidth);
					expect(of).toBe(source);
					seen.push([timeMs, of === 0 ? 99 : of, place]);
				});
			const wanted = all.flatMap((times, of) => times.map((timeMs, place) => [timeMs, of === 0 ? 99 : of, place]));
			const inOrder = wanted.toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0) || (a[2] ?? 0) - (b[2] ?? 0));
			expect(seen).toEqual(inOrder);
		}),
	);
});
