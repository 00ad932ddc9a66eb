import { expect, test } from 'vitest';
import { simulate } from '../src/simulation/run.ts';

/** Each block is one test, so that a failure does not hide the seeds after it. */
const blocks = 20;
const seedsPerBlock = 100;

test.for(Array.from({ length: blocks }, (_, block) => 10_000 + block * seedsPerBlock))(
	`${seedsPerBlock} seeds from %i hold every invariant`,
	{ timeout: 1_800_000 },
	(first) => {
		for (let seed = first; seed < first + seedsPerBlock; seed++)
			expect(simulate({ seed, hours: 0.1 }).violation, `npm run sim -- --seed ${seed} --hours 0.1`).toBeUndefined();
	},
);

test('two simulated hours hold every invariant', { timeout: 1_800_000 }, () => {
	for (let seed = 1; seed <= 3; seed++)
		expect(simulate({ seed, hours: 2 }).violation, `npm run sim -- --seed ${seed} --hours 2`).toBeUndefined();
});
