import { expect, it } from 'vitest';
import { compareBooks } from './support/book.ts';

it('positions, money and estimates agree with the naive reference over a million random sequences of deals', () => {
	const seed = Number(process.env.MERIDIAN_SEED ?? 20_140_506);
	const covered = compareBooks({ seed, sequences: 1_000_000 });
	console.log(`seed ${seed}: 1,000,000 sequences, ${JSON.stringify(covered)}`);
	expect(covered.outOfOrder).toBeGreaterThan(250_000);
});
