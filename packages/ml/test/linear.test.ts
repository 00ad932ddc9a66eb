import { describe, expect, it } from 'vitest';
import { areaUnderCurve, Ftrl, linearToOnnx, ortScorer, predictLinear, Random, trainElasticNet } from '../src/index.ts';
import { coin, flat, logistic, rowAt, table } from './support/tables.ts';

describe('a linear model with an elastic net', () => {
	it('finds the line that made the labels, in units as they come', () => {
		const dataset = table({ rows: 2000, features: 3, label: ([a = 0, b = 0]) => 5 + 300 * a - 0.02 * b });
		const model = trainElasticNet({ dataset, options: { objective: 'regression', penalty: 0, tolerance: 1e-10, iterationsMax: 5000 } });
		expect(model.intercept).toBeCloseTo(5, 2);
		expect(model.coefficients[0]).toBeCloseTo(300, 2);
		expect(model.coefficients[1]).toBeCloseTo(-0.02, 3);
	});

	it('gives a single feature the closed form of ridge and lasso', () => {
		const dataset = table({ rows: 500, features: 1, label: ([a = 0], random) => 2 * a + random.normal() });
		const column = dataset.columns[0] ?? new Float32Array(0);
		const mean = (values: Iterable<number>): number => [...values].reduce((sum, value) => sum + value, 0) / 500;
		const [mx, my] = [mean(column), mean(dataset.labels)];
		const covariance = mean(column.map((x, i) => (x - mx) * ((dataset.labels[i] ?? 0) - my)));
		const deviation = Math.sqrt(mean(column.map((x) => (x - mx) ** 2)));
		const scaled = covariance / deviation;
		const fit = (l1Share: number): number =>
			trainElasticNet({ dataset, options: { objective: 'regression', penalty: 0.5, l1Share, tolerance: 1e-12 } }).coefficients[0] ?? 0;
		expect(fit(0)).toBeCloseTo(scaled / 1.5 / deviation, 4);
		expect(fit(1)).toBeCloseTo((scaled - 0.5) / deviation, 4);
	});

	it('drops features that tell nothing once the penalty is strong enough', () => {
		const dataset = table({ rows: 2000, label: (row, random) => coin(logistic(2 * (row[0] ?? 0)), random) });
		const { coefficients } = trainElasticNet({ dataset, options: { objective: 'binary', penalty: 0.05, l1Share: 1 } });
		expect(coefficients[0]).toBeGreaterThan(0.3);
		expect([...coefficients].slice(1)).toEqual([0, 0, 0, 0, 0]);
	});

	it('answers in onnxruntime as here, missing values too', () => {
		const shape = {
			missing: 0.2,
			label: (row: readonly number[], random: Random) => coin(logistic((row[0] ?? 0) - (row[1] ?? 0)), random),
		};
		const model = trainElasticNet({ dataset: table({ ...shape, rows: 3000 }), options: { objective: 'binary' } });
		const fresh = table({ ...shape, rows: 10_000, seed: 8 });
		const scorer = ortScorer(linearToOnnx(model));
		const answers = scorer.predict(flat(fresh));
		scorer.close();
		const worst = Math.max(...Array.from(answers, (value, at) => Math.abs(value - predictLinear(model, rowAt(fresh, at)))));
		expect(answers.length).toBe(10_000);
		expect(worst).toBeLessThan(1e-6);
	});
});

describe('learning one row at a time (FTRL)', () => {
	const rows = 20_000;
	const stream = table({ rows, features: 4, label: ([a = 0, b = 0], random) => coin(logistic(1.5 * a - b), random) });

	it('comes to tell the labels apart', () => {
		const ftrl = new Ftrl({ width: 4 });
		const said = Array.from(stream.labels, (label, at) => ftrl.learn(rowAt(stream, at), { label }));
		const late = { labels: stream.labels.slice(rows / 2) };
		expect(areaUnderCurve(said.slice(rows / 2), late)).toBeGreaterThan(0.83);
	});

	it('goes on from its state as if it had never stopped', () => {
		const [whole, first] = [new Ftrl({ width: 4, l1: 0.1 }), new Ftrl({ width: 4, l1: 0.1 })];
		for (let at = 0; at < 500; at++) for (const ftrl of [whole, first]) ftrl.learn(rowAt(stream, at), { label: stream.labels[at] ?? 0 });
		const second = Ftrl.from(JSON.parse(JSON.stringify(first.state())));
		for (let at = 500; at < 1000; at++)
			for (const ftrl of [whole, second]) ftrl.learn(rowAt(stream, at), { label: stream.labels[at] ?? 0 });
		expect(second.predict([1, 2, 3, 4])).toBe(whole.predict([1, 2, 3, 4]));
	});

	it('learns what another model leaves over', () => {
		const biased = (row: Float32Array): number => 1.5 * (row[0] ?? 0) + 1;
		const ftrl = new Ftrl({ width: 4 });
		let [alone, together] = [0, 0];
		const loss = (p: number, label: number): number => -Math.log(Math.max(1e-9, label === 1 ? p : 1 - p));
		stream.labels.forEach((label, at) => {
			const row = rowAt(stream, at);
			const p = ftrl.learn(row, { label, offset: biased(row) });
			if (at < rows / 2) return;
			alone += loss(logistic(biased(row)), label);
			together += loss(p, label);
		});
		expect(together).toBeLessThan(alone * 0.85);
	});

	it('takes missing values as nothing', () => {
		expect(new Ftrl({ width: 2 }).predict([Number.NaN, new Random(1).normal()])).toBe(0.5);
	});
});
