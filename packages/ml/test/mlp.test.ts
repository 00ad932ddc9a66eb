import { describe, expect, it } from 'vitest';
import { areaUnderCurve, type MlpOptions, MlpTrainer, mlpToOnnx, ortScorer, predictMlp, Random, trainMlp } from '../src/index.ts';
import { Layer } from '../src/mlp/layer.ts';
import { flat, rowAt, table } from './support/tables.ts';

const exclusive = ([a = 0, b = 0]: readonly number[]): number => (a * b > 0 ? 1 : 0);

describe('a network of layers', () => {
	it('learns what no single feature shows', () => {
		const dataset = table({ rows: 3000, features: 2, label: exclusive });
		const model = trainMlp({ dataset, options: { objective: 'binary', epochs: 40, learningRate: 0.01 } });
		const fresh = table({ rows: 1000, features: 2, seed: 8, label: exclusive });
		const said = Array.from(fresh.labels, (_, at) => predictMlp(model, rowAt(fresh, at))[0] ?? 0);
		expect(areaUnderCurve(said, fresh)).toBeGreaterThan(0.97);
	});

	it('passes back slopes that are those of its answer', () => {
		const random = new Random(3);
		const layer = new Layer({ inputs: 3, outputs: 2, random });
		const input = Float64Array.of(0.3, -1, 2);
		const answer = (x: Float64Array): number => {
			const into = new Float64Array(2);
			layer.forward(x, { rows: 1, into, relu: false });
			return (into[0] ?? 0) * 2 - (into[1] ?? 0);
		};
		const back = new Float64Array(3);
		layer.backward(input, { rows: 1, slopes: Float64Array.of(2, -1), back });
		input.forEach((_, i) => {
			const moved = input.map((value, k) => (k === i ? value + 1e-6 : value));
			expect(back[i]).toBeCloseTo((answer(moved) - answer(input)) / 1e-6, 4);
		});
	});

	it('gives the same model for the same seed', () => {
		const dataset = table({ rows: 300, label: exclusive });
		const train = (seed: number) =>
			trainMlp({ dataset, options: { objective: 'binary', epochs: 3, seed } }).layers.map(({ weights }) => [...weights]);
		expect(train(1)).toEqual(train(1));
		expect(train(1)).not.toEqual(train(2));
	});

	it('stops early with the layers of its best epoch', () => {
		const [dataset, validation] = [7, 9].map((seed) => table({ rows: 200, seed, label: (_, random) => (random.uniform() < 0.5 ? 1 : 0) }));
		if (dataset === undefined || validation === undefined) throw new Error('no tables');
		const trainer = new MlpTrainer({
			dataset,
			validation,
			options: { objective: 'binary', epochs: 300, earlyStoppingRounds: 4, learningRate: 0.01 },
		});
		const seen: number[] = [];
		for (let step = trainer.next(); step !== undefined; step = trainer.next()) seen.push(step.validation ?? 0);
		expect(seen.length).toBeLessThan(300);
		expect(seen.length - 1 - seen.indexOf(Math.min(...seen))).toBe(4);
	});

	it.each([
		[{ objective: 'binary' }, exclusive],
		[{ objective: 'regression' }, ([a = 0, b = 0]) => 1000 + 50 * a * b],
		[{ objective: 'multiclass', classes: 3 }, ([a = 0]) => (a > 0.5 ? 2 : a > -0.5 ? 1 : 0)],
	] as const satisfies readonly (readonly [MlpOptions, (row: readonly number[]) => number])[])(
		'answers in onnxruntime as here: %j',
		(options, label) => {
			const dataset = table({ rows: 2000, missing: 0.1, label });
			const model = trainMlp({ dataset, options: { ...options, epochs: 5 } });
			const scorer = ortScorer(mlpToOnnx(model));
			const fresh = table({ rows: 10_000, missing: 0.1, seed: 8, label });
			const answers = scorer.predict(flat(fresh));
			scorer.close();
			expect(answers.length).toBe(10_000 * model.outputs);
			let worst = 0;
			fresh.labels.forEach((_, at) => {
				predictMlp(model, rowAt(fresh, at)).forEach((value, k) => {
					worst = Math.max(worst, Math.abs(value - (answers[at * model.outputs + k] ?? Number.NaN)) / Math.max(1, Math.abs(value)));
				});
			});
			expect(worst).toBeLessThan(options.objective === 'regression' ? 1e-5 : 1e-6);
		},
	);

	it('refuses labels that are no classes', () => {
		const dataset = table({ rows: 10, label: () => 5 });
		expect(() => trainMlp({ dataset, options: { objective: 'multiclass', classes: 3 } })).toThrow(/labels from 0 to 2/);
	});
});
