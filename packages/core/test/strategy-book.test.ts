import { expect, it } from 'vitest';
import { compareStrategies } from './support/strategy-book.ts';

it('strategies agree with the naive reference over random deals that come late, are taken back, cancelled or said anew; money is conserved after each', () => {
	const seed = Number(process.env.MERIDIAN_SEED ?? 20_150_115);
	const { busts, shared } = compareStrategies({ seed, sequences: 3_000 });
	expect(busts).toBeGreaterThan(1_000);
	expect(shared).toBeGreaterThan(1_000);
});
