import { expect, test } from 'vitest';
import { Fuzz, fuzzOnce } from '../testing/fuzz.ts';

const seed = Number(process.env.MERIDIAN_SEED ?? 607);

test(`a million tampered files never crash a reader, and every row of them is taken or told (seed ${seed})`, () => {
	const fuzz = new Fuzz(seed);
	let taken = 0;
	for (let n = 0; n < 1_000_000; n++) taken += fuzzOnce(fuzz);
	expect(taken).toBeGreaterThan(250_000);
}, 1_800_000);
