import { describe, expect, test } from 'vitest';
import { simulate } from '../src/simulation/run.ts';
import { plantedBugs } from './planted-bugs.ts';
import { plantedTies } from './planted-ties.ts';

const again = (seed: number, hours: number): string => `npm run sim -- --seed ${seed} --hours ${hours}`;

describe('a simulated desk with faults', () => {
	test.for([1, 2, 3, 4])('holds every invariant for seed %i', (seed) => {
		const result = simulate({ seed, hours: 0.05 });
		expect(result.violation, again(seed, 0.05)).toBeUndefined();
		// A run in which nothing happened would prove nothing.
		expect(result.deals).toBeGreaterThan(10);
		expect(result.checks).toBeGreaterThan(10_000);
	});

	test('is the same for the same seed, byte for byte on every wire, and another for another', () => {
		const first = simulate({ seed: 11, hours: 0.03 });
		expect(first.violation, again(11, 0.03)).toBeUndefined();
		expect(simulate({ seed: 11, hours: 0.03 }).traceHash).toBe(first.traceHash);
		expect(simulate({ seed: 12, hours: 0.03 }).traceHash).not.toBe(first.traceHash);
	});
});

/** How many seeds the checker may need: none of them gets through this many short runs. */
const seedsMax = 12;

describe('the checker notices when', () => {
	test.for([...plantedBugs, ...plantedTies])('$name', ({ plant, rule }) => {
		const told: string[] = [];
		for (let seed = 1; seed <= seedsMax && told.length === 0; seed++) {
			const { violation } = simulate({ seed, hours: 0.1, mutation: plant() });
			if (violation !== undefined) told.push(violation.rule);
		}
		expect(told).toEqual([rule]);
	});
});
