import { describe, expect, it } from 'vitest';
import {
	areaUnderCurve,
	type Dataset,
	type GbdtModel,
	GbdtTrainer,
	ndcg,
	predictGbdt,
	type Random,
	rawScores,
	trainGbdt,
} from '../src/index.ts';
import { coin, logistic, rowAt, table } from './support/tables.ts';

const predictions = (model: GbdtModel, dataset: Dataset, output = 0): number[] =>
	Array.from(dataset.labels, (_, at) => predictGbdt(model, rowAt(dataset, at))[output] ?? Number.NaN);
const rmse = (values: readonly number[], { labels }: Dataset): number =>
	Math.sqrt(values.reduce((sum, value, i) => sum + (value - (labels[i] ?? 0)) ** 2, 0) / values.length);

const exclusive = ([a = 0, b = 0]: readonly number[], random: Random): number => coin(a * b > 0 ? 0.95 : 0.05, random);
const wave = ([a = 0, b = 0, c = 0]: readonly number[]): number => Math.sin(2 * a) + (b > 0.5 ? 2 : 0) + 0.3 * c;

describe('boosted trees', () => {
	it('learn what no single feature shows: which of two signs agree', () => {
		const model = trainGbdt({ dataset: table({ rows: 4000, label: exclusive }), options: { objective: 'binary', trees: 40 } });
		const fresh = table({ rows: 4000, seed: 8, label: exclusive });
		expect(areaUnderCurve(predictions(model, fresh), fresh)).toBeGreaterThan(0.9);
	});

	it('fit a curve to a tenth of its spread', () => {
		const model = trainGbdt({ dataset: table({ rows: 8000, label: wave }), options: { objective: 'regression', trees: 200 } });
		const fresh = table({ rows: 2000, seed: 8, label: wave });
		const spread = rmse(new Array(2000).fill(fresh.labels.reduce((sum, label) => sum + label, 0) / 2000), fresh);
		expect(rmse(predictions(model, fresh), fresh)).toBeLessThan(spread / 10);
	});

	it('predict probabilities that come true as often as they say', () => {
		const odds = ([a = 0, b = 0]: readonly number[]): number => logistic(a - b);
		const model = trainGbdt({
			dataset: table({ rows: 20_000, label: (row, random) => coin(odds(row), random) }),
			options: { objective: 'binary', trees: 60, leavesMax: 15 },
		});
		const fresh = table({ rows: 20_000, seed: 8, label: (row, random) => coin(odds(row), random) });
		const all = predictions(model, fresh);
		for (const low of [0.1, 0.3, 0.5, 0.7]) {
			const inside = all.flatMap((p, i) => (p >= low && p < low + 0.2 ? [[p, fresh.labels[i] ?? 0] as const] : []));
			const mean = (pick: 0 | 1): number => inside.reduce((sum, pair) => sum + pair[pick], 0) / inside.length;
			expect(mean(0)).toBeCloseTo(mean(1), 1);
		}
	});

	it('have as many rows below a quantile as it says', () => {
		const noisy = ([a = 0]: readonly number[], random: Random): number => a + random.normal() * (1 + Math.abs(a));
		const model = trainGbdt({
			dataset: table({ rows: 20_000, label: noisy }),
			options: { objective: 'quantile', quantile: 0.9, trees: 100, rowsInLeafMin: 100 },
		});
		const fresh = table({ rows: 20_000, seed: 8, label: noisy });
		const below = predictions(model, fresh).filter((value, i) => (fresh.labels[i] ?? 0) <= value).length;
		expect(below / 20_000).toBeCloseTo(0.9, 1);
	});

	it('tell several classes apart with probabilities that sum to one', () => {
		const third = ([a = 0, b = 0]: readonly number[]): number => (a > 0.4 ? 0 : b > 0 ? 1 : 2);
		const model = trainGbdt({ dataset: table({ rows: 4000, label: third }), options: { objective: 'multiclass', classes: 3, trees: 30 } });
		const fresh = table({ rows: 1000, seed: 8, label: third });
		const right = Array.from(fresh.labels).filter((label, at) => {
			const p = predictGbdt(model, rowAt(fresh, at));
			expect(p.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
			return p.indexOf(Math.max(...p)) === label;
		});
		expect(right.length).toBeGreaterThan(950);
	});

	it('rank the rows of a group by relevance', () => {
		const relevance = ([a = 0, b = 0]: readonly number[]): number => (a + b > 1.5 ? 3 : a + b > 0.5 ? 1 : 0);
		const groups = new Uint32Array(200).fill(20);
		const dataset = { ...table({ rows: 4000, label: relevance }), groups };
		const model = trainGbdt({ dataset, options: { objective: 'ranking', trees: 40 } });
		const fresh = { ...table({ rows: 4000, seed: 8, label: relevance }), groups };
		expect(ndcg(predictions(model, fresh), { ...fresh, cut: 10 })).toBeGreaterThan(0.97);
		expect(ndcg(new Float64Array(4000), { ...fresh, cut: 10 })).toBeLessThan(0.7);
	});

	it('use that a value is missing where it tells something', () => {
		const dataset = table({ rows: 4000, missing: 0.3, label: () => 0 });
		const told = { ...dataset, labels: Float32Array.from(dataset.columns[2] ?? [], (value) => (Number.isNaN(value) || value > 1 ? 1 : 0)) };
		const model = trainGbdt({ dataset: told, options: { objective: 'binary', trees: 20 } });
		expect(areaUnderCurve(predictions(model, told), told)).toBeGreaterThan(0.999);
	});

	it('send a missing value that training never saw with the heavier side', () => {
		const dataset = table({ rows: 1000, features: 1, label: ([a = 0]) => (a > 1 ? 10 : 0) });
		const model = trainGbdt({ dataset, options: { objective: 'regression', trees: 50, leavesMax: 2 } });
		expect(predictGbdt(model, [Number.NaN])[0]).toBeLessThan(1);
	});

	it('count a row as often as its weight says', () => {
		const dataset = table({ rows: 1000, label: wave });
		const twice = Array.from({ length: 1000 }, (_, i) => i).flatMap((i) => (i % 3 === 0 ? [i, i] : [i]));
		const repeated: Dataset = {
			names: dataset.names,
			columns: dataset.columns.map((column) => Float32Array.from(twice, (i) => column[i] ?? 0)),
			labels: Float32Array.from(twice, (i) => dataset.labels[i] ?? 0),
		};
		const weighted = { ...dataset, weights: Float32Array.from({ length: 1000 }, (_, i) => (i % 3 === 0 ? 2 : 1)) };
		const options = { objective: 'regression', trees: 10, rowsInLeafMin: 1, hessianInLeafMin: 20, leavesMax: 8, binsMax: 255 } as const;
		const [a, b] = [trainGbdt({ dataset: weighted, options }), trainGbdt({ dataset: repeated, options })];
		expect(Math.abs((a.baseScores[0] ?? 0) - (b.baseScores[0] ?? 0))).toBeLessThan(1e-6);
		expect(rmse(predictions(a, dataset), { ...dataset, labels: Float32Array.from(predictions(b, dataset)) })).toBeLessThan(0.1);
	});

	it('rise only where they are told to', () => {
		const dataset = table({ rows: 3000, label: ([a = 0, b = 0], random) => a + Math.sin(6 * a) + b + random.normal() });
		const free = trainGbdt({ dataset, options: { objective: 'regression', trees: 60 } });
		const held = trainGbdt({ dataset, options: { objective: 'regression', trees: 60, monotone: { f0: 1 } } });
		const falls = (model: GbdtModel): number => {
			let count = 0;
			for (let n = 0; n < 50; n++) {
				const row = rowAt(dataset, n);
				let last = Number.NEGATIVE_INFINITY;
				for (let a = -2.5; a <= 2.5; a += 0.05) {
					row[0] = a;
					const value = predictGbdt(model, row)[0] ?? 0;
					if (value < last - 1e-9) count += 1;
					last = value;
				}
			}
			return count;
		};
		expect(falls(held)).toBe(0);
		expect(falls(free)).toBeGreaterThan(0);
	});
});

describe('a training', () => {
	const dataset = table({ rows: 3000, missing: 0.05, label: exclusive });
	const options = { objective: 'binary', trees: 12, rowShare: 0.7, featureShare: 0.5, seed: 5 } as const;

	it('gives the same model for the same seed, and another for another', () => {
		const [a, b, c] = [5, 5, 6].map((seed) => predictions(trainGbdt({ dataset, options: { ...options, seed } }), dataset));
		expect(a).toEqual(b);
		expect(a).not.toEqual(c);
	});

	it('that was stopped and goes on from its checkpoint ends as one that ran through', () => {
		const first = new GbdtTrainer({ dataset, options });
		for (let n = 0; n < 5; n++) first.next();
		const resumed = trainGbdt({ dataset, options, from: first.checkpoint() });
		const through = trainGbdt({ dataset, options });
		expect(resumed.trees.length).toBe(12);
		const whole = predictions(through, dataset);
		const differences = predictions(resumed, dataset).map((p, i) => Math.abs(p - (whole[i] ?? 0)));
		expect(Math.max(...differences)).toBeLessThan(1e-9);
	});

	it('stops early and gives the model of its best iteration', () => {
		const noise = (_: readonly number[], random: Random): number => coin(0.5, random);
		const trainer = new GbdtTrainer({
			dataset: table({ rows: 1000, label: noise }),
			validation: table({ rows: 500, seed: 9, label: noise }),
			options: { objective: 'binary', trees: 500, earlyStoppingRounds: 5 },
		});
		const seen: number[] = [];
		for (let step = trainer.next(); step !== undefined; step = trainer.next()) seen.push(step.validation ?? 0);
		expect(seen.length).toBeLessThan(200);
		expect(trainer.model().trees.length).toBe(seen.indexOf(Math.max(...seen)) + 1);
	});

	it('moves the scores of its own rows exactly as the model scores them', () => {
		const model = trainGbdt({ dataset, options });
		const validated = new GbdtTrainer({ dataset, validation: dataset, options });
		let last = 0;
		for (let step = validated.next(); step !== undefined; step = validated.next()) last = step.validation ?? 0;
		const scores = new Float64Array(1);
		const all = Array.from(dataset.labels, (_, at) => {
			rawScores(model, rowAt(dataset, at), scores);
			return scores[0] ?? 0;
		});
		expect(last).toBe(areaUnderCurve(all, dataset));
	});

	it.each([
		[
			'a label that is not 0 or 1',
			{ dataset: { ...dataset, labels: dataset.labels.map(() => 2) }, options },
			/row 0 is 2: binary needs 0 or 1/,
		],
		['a label that is not a number', { dataset: { ...dataset, labels: dataset.labels.map(() => Number.NaN) }, options }, /label of row 0/],
		[
			'columns of other lengths',
			{ dataset: { ...dataset, columns: [new Float32Array(1), ...dataset.columns.slice(1)] }, options },
			/feature f0 has 1 rows/,
		],
		['an unknown monotone feature', { dataset, options: { ...options, monotone: { nope: 1 } } }, /nope, which is not a feature/],
		['early stopping without rows to see', { dataset, options: { ...options, earlyStoppingRounds: 3 } }, /needs validation rows/],
		['ranking without groups', { dataset, options: { objective: 'ranking' } }, /needs groups/],
		['an option that does not exist', { dataset, options: { ...options, lerningRate: 1 } }, /lerningRate/],
	] as const)('refuses %s', (_, input, message) => {
		expect(() => trainGbdt(input)).toThrow(message);
	});
});
