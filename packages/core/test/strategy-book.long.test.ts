import { expect, it } from 'vitest';
import { compareStrategies } from './support/strategy-book.ts';

it('strategies agree with the naive reference over a million random sequences, with swap, commission, busts and corrections', () => {
	const seed = Number(process.env.MERIDIAN_SEED ?? 20_150_115);
	const covered = compareStrategies({ seed, sequences: 1_000_000 });
	console.log(`seed ${seed}: 1,000,000 sequences, ${JSON.stringify(covered)}`);
	expect(covered.busts).toBeGreaterThan(300_000);
}, 7_200_000);
