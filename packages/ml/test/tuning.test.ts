import { describe, expect, it } from 'vitest';
import { anywhere, Halving, type Observation, Random, type SearchSpace, Study, searchSpace, suggest } from '../src/index.ts';

const space = searchSpace.parse({
	rate: { kind: 'float', low: 0.001, high: 1, log: true },
	leaves: { kind: 'int', low: 4, high: 64, log: true },
	booster: { kind: 'choice', values: ['trees', 'linear'] },
	depth: { kind: 'int', low: 1, high: 8, when: { name: 'booster', is: 'trees' } },
});

/** Hartmann's function of six dimensions: least -3.32237. */
const alpha = [1, 1.2, 3, 3.2];
const A = [
	[10, 3, 17, 3.5, 1.7, 8],
	[0.05, 10, 17, 0.1, 8, 14],
	[3, 3.5, 1.7, 10, 17, 8],
	[17, 8, 0.05, 10, 0.1, 14],
];
const P = [
	[1312, 1696, 5569, 124, 8283, 5886],
	[2329, 4135, 8307, 3736, 1004, 9991],
	[2348, 1451, 3522, 2883, 3047, 6650],
	[4047, 8828, 8732, 5743, 1091, 381],
];
const hartmann = (x: readonly number[]): number =>
	-alpha.reduce(
		(sum, a, i) => sum + a * Math.exp(-x.reduce((inner, value, k) => inner + (A[i]?.[k] ?? 0) * (value - (P[i]?.[k] ?? 0) / 1e4) ** 2, 0)),
		0,
	);
const cube: SearchSpace = searchSpace.parse(
	Object.fromEntries([0, 1, 2, 3, 4, 5].map((k) => [`x${k}`, { kind: 'float', low: 0, high: 1 }])),
);

function search(seed: number, isGuided: boolean): number {
	const random = new Random(seed);
	const observed: Observation[] = [];
	for (let n = 0; n < 100; n++) {
		const point = isGuided ? suggest(cube, { observed, random }) : anywhere(cube, random);
		observed.push({ point, loss: hartmann([0, 1, 2, 3, 4, 5].map((k) => Number(point[`x${k}`]))) });
	}
	return Math.min(...observed.map(({ loss }) => loss ?? 0));
}

describe('a search for parameters', () => {
	it('comes closer to the least than chance in as many trials', () => {
		const seeds = Array.from({ length: 10 }, (_, i) => i + 1);
		const mean = (isGuided: boolean): number => seeds.reduce((sum, seed) => sum + search(seed, isGuided), 0) / seeds.length;
		expect(mean(true)).toBeLessThan(mean(false) - 0.5);
	});

	it('stays within the space, and gives a dimension only where its condition holds', () => {
		const study = new Study({ space, seed: 4 });
		for (let n = 0; n < 60; n++) {
			const { point, number } = study.ask();
			expect(point.rate).toBeGreaterThanOrEqual(0.001);
			expect(point.rate).toBeLessThanOrEqual(1);
			expect(Number.isInteger(point.leaves)).toBe(true);
			expect('depth' in point).toBe(point.booster === 'trees');
			study.finish(number, Math.abs(Math.log10(Number(point.rate)) + 2) + (point.booster === 'trees' ? 0 : 1));
		}
		const late = study.state().trials.slice(30);
		expect(late.filter(({ point }) => point.booster === 'trees').length).toBeGreaterThan(20);
	});

	it('goes on after a restart as if it had not been', () => {
		const [whole, first] = [new Study({ space, seed: 4 }), new Study({ space, seed: 4 })];
		const step = (study: Study): void => {
			const { number, point } = study.ask();
			study.finish(number, Number(point.rate));
		};
		for (let n = 0; n < 15; n++) for (const study of [whole, first]) step(study);
		const { space: kept, ...state } = JSON.parse(JSON.stringify(first.state()));
		const second = new Study({ space: kept, ...state });
		for (let n = 0; n < 5; n++) for (const study of [whole, second]) step(study);
		expect(second.state().trials).toEqual(whole.state().trials);
	});

	it('spreads trials that run side by side', () => {
		const study = new Study({ space: cube, seed: 2 });
		for (let n = 0; n < 30; n++) study.finish(study.ask().number, n);
		const points = Array.from({ length: 8 }, () => JSON.stringify(study.ask().point));
		expect(new Set(points).size).toBe(8);
	});

	it('takes a failed trial as the worst, and knows the best', () => {
		const study = new Study({ space, seed: 1 });
		const [a, b, c] = [study.ask(), study.ask(), study.ask()];
		study.finish(a.number, 2);
		study.finish(b.number, 1);
		study.fail(c.number);
		expect(study.best()?.number).toBe(b.number);
		expect(() => study.finish(c.number, 0)).toThrow(/trial 2 is not running/);
	});

	it.each([
		[{ a: { kind: 'float', low: 1, high: 1 } }, /low must be below high/],
		[{ a: { kind: 'float', low: 0, high: 1, log: true } }, /begins above 0/],
		[{ a: { kind: 'int', low: 0.5, high: 2 } }, /must be whole/],
		[{ a: { kind: 'float', low: 0, high: 1, when: { name: 'b', is: 1 } } }, /must name a choice/],
	])('refuses the space %j', (bad, message) => {
		expect(() => new Study({ space: bad })).toThrow(message);
	});
});

describe('successive halving', () => {
	it('stops a trial that is not among the best third at a rung', () => {
		const halving = new Halving({ first: 10, last: 100 });
		expect([5, 4, 3, 2].map((loss) => halving.report({ step: 10, loss }))).toEqual([true, true, true, true]);
		expect(halving.report({ step: 10, loss: 9 })).toBe(false);
		expect(halving.report({ step: 11, loss: 99 })).toBe(true);
		expect(halving.report({ step: 10, loss: 1 })).toBe(true);
	});

	it('spends most steps on good trials', () => {
		const study = new Study({ space: cube, seed: 3, halving: { first: 3, last: 81 } });
		let steps = 0;
		for (let n = 0; n < 40; n++) {
			const { number } = study.ask();
			const quality = new Random(n).uniform();
			let goesOn = true;
			for (let step = 1; step <= 81 && goesOn; step++) {
				steps += 1;
				goesOn = study.report(number, { step, loss: quality + 1 / step });
			}
			if (goesOn) study.finish(number, quality);
		}
		expect(steps).toBeLessThan((40 * 81) / 2);
		const { trials } = study.state();
		const kept = trials.filter(({ status }) => status === 'DONE').map(({ number }) => new Random(number).uniform());
		expect(Math.min(...kept)).toBe(Math.min(...trials.map(({ number }) => new Random(number).uniform())));
	});
});
