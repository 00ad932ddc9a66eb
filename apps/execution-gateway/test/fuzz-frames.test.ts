import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chanceOf } from '../src/simulation/chance.ts';
import { framesPerRound, fuzzRound, newCounts } from '../src/testing/fuzz/fuzz.ts';
import { mutate, mutations, pieces } from '../src/testing/fuzz/mutate.ts';

/** The fixed seed of every property; MERIDIAN_SEED looks elsewhere. */
const propertySeed = fc.readConfigureGlobal()?.seed ?? 1;

describe('malformed, truncated, oversized, replayed and unordered frames at the doors', () => {
	test('crash nothing, start nothing that goes on, touch no other tenant, and the doors still let people in', async () => {
		const counts = newCounts();
		for (let round = 0; round < 3; round++) await fuzzRound(propertySeed + round, counts);
		expect(counts.frames).toBeGreaterThanOrEqual(3 * framesPerRound);
		// It is of use only if something gets through: the engine has decided, and every kind of harm was done.
		expect(counts.records).toBeGreaterThan(1_000);
		expect(Object.keys(counts.byMutation).toSorted()).toEqual([...mutations].toSorted());
	}, 60_000);

	test('each kind of harm is what it says', () => {
		const chance = chanceOf(propertySeed);
		const frame = Uint8Array.from([11, 0, 0, 0, 5, 1, 0, 0, 0, 1, 2, 3, 4, 5, 6]);
		const length = (bytes: Uint8Array): number => new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
		const done = (kind: (typeof mutations)[number]) => mutate(frame, kind, { chance, earlier: Uint8Array.of(1) });
		expect(done('whole')).toEqual(frame);
		expect(done('flipped')).toHaveLength(frame.length);
		expect(length(done('cut'))).toBeLessThan(11);
		expect(done('torn').length).toBeLessThan(frame.length);
		expect(length(done('oversized'))).toBeGreaterThanOrEqual(1024 * 1024);
		expect(length(done('tiny'))).toBeLessThan(5);
		expect(length(done('trailing'))).toBeGreaterThan(11);
		expect(done('replayed')).toEqual(Uint8Array.of(1));
		expect(Buffer.concat(pieces(frame, chance))).toEqual(Buffer.from(frame));
	});
});
