import { describe, expect, it } from 'vitest';
import {
	calibration,
	calibrationError,
	conformalHalfWidth,
	countIn,
	equalBins,
	kolmogorovSmirnov,
	PageHinkley,
	populationStability,
	Random,
} from '../src/index.ts';

const normals = (count: number, { seed, shift = 0, scale = 1 }: { seed: number; shift?: number; scale?: number }): Float32Array => {
	const random = new Random(seed);
	return Float32Array.from({ length: count }, () => shift + scale * random.normal());
};
const seeds = Array.from({ length: 20 }, (_, i) => 100 + i);

describe('the spread of a feature against training', () => {
	const training = normals(20_000, { seed: 1 });
	const edges = equalBins(training);
	const expected = countIn(edges, training);
	const of = (values: Float32Array): number => populationStability(expected, countIn(edges, values));

	it('is stable on twenty windows of the same', () => {
		for (const seed of seeds) expect(of(normals(2000, { seed }))).toBeLessThan(0.1);
	});

	it.each([
		['the mean moves by a deviation', normals(2000, { seed: 2, shift: 1 })],
		['the spread doubles', normals(2000, { seed: 2, scale: 2 })],
		['a third of the values is missing', normals(2000, { seed: 2 }).map((value, i) => (i % 3 === 0 ? Number.NaN : value))],
	])('shifts where %s', (_, values) => {
		expect(of(values)).toBeGreaterThan(0.25);
	});

	it('is nothing against itself, and refuses other bins', () => {
		expect(of(training)).toBe(0);
		expect(() => populationStability([1, 2], [1])).toThrow(/1 bins where training had 2/);
	});
});

describe('the distance of two samples', () => {
	it('is as rare as it says where both are alike', () => {
		const rejected = seeds.filter((seed) => kolmogorovSmirnov(normals(500, { seed }), normals(500, { seed: seed + 1000 })).pValue < 0.01);
		expect(rejected.length).toBeLessThanOrEqual(2);
	});

	it('is what the textbook has for two small samples', () => {
		const { distance } = kolmogorovSmirnov([1, 2, 3, 4], [3, 4, 5, 6]);
		expect(distance).toBe(0.5);
		expect(kolmogorovSmirnov([1, 2], [1, 2]).distance).toBe(0);
	});

	it('shows a shift', () => {
		expect(kolmogorovSmirnov(normals(500, { seed: 1 }), normals(500, { seed: 2, shift: 0.5 })).pValue).toBeLessThan(1e-6);
	});
});

describe('a stream of losses', () => {
	it('raises no alarm on twenty that stay as they are', () => {
		for (const seed of seeds) {
			const test = new PageHinkley();
			expect([...normals(5000, { seed })].some((loss) => test.add(loss))).toBe(false);
		}
	});

	it('alarms within two hundred values of a rise by one deviation', () => {
		for (const seed of seeds) {
			const test = new PageHinkley();
			const stream = [...normals(2000, { seed }), ...normals(200, { seed: seed + 1, shift: 1 })];
			const at = stream.findIndex((loss) => test.add(loss));
			expect(at).toBeGreaterThanOrEqual(2000);
		}
	});
});

describe('probabilities', () => {
	const random = new Random(5);
	const said = Float64Array.from({ length: 20_000 }, () => random.uniform());

	it('that come true as said have next to no error', () => {
		const labels = said.map((p) => (random.uniform() < p ? 1 : 0));
		expect(calibrationError(calibration(said, { labels }))).toBeLessThan(0.02);
	});

	it('that are too sure show it in every bin', () => {
		const labels = said.map((p) => (random.uniform() < 0.25 + p / 2 ? 1 : 0));
		const bins = calibration(said, { labels });
		expect(bins[0]?.share).toBeGreaterThan(0.2);
		expect(bins[9]?.share).toBeLessThan(0.8);
		expect(calibrationError(bins)).toBeGreaterThan(0.1);
	});
});

describe('an interval of conformal prediction', () => {
	it('holds as many new labels as promised', () => {
		const width = conformalHalfWidth(normals(2000, { seed: 1 }), 0.9);
		const inside = normals(20_000, { seed: 2 }).filter((residual) => Math.abs(residual) <= width).length;
		expect(inside / 20_000).toBeCloseTo(0.9, 1);
		expect(inside / 20_000).toBeGreaterThan(0.88);
	});

	it('promises nothing from too few residuals', () => {
		expect(conformalHalfWidth([1, 2, 3], 0.9)).toBe(Number.POSITIVE_INFINITY);
	});
});
