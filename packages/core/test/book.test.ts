import { expect, it } from 'vitest';
import { compareBooks } from './support/book.ts';

it('positions, money and estimates agree with the naive reference over random deals, in whatever order they arrive', () => {
	const seed = Number(process.env.MERIDIAN_SEED ?? 20_140_506);
	const { outOfOrder, estimates } = compareBooks({ seed, sequences: 4_000 });
	expect(outOfOrder).toBeGreaterThan(1_000);
	expect(estimates).toBeGreaterThan(4_000);
});
