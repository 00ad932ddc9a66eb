import { describe, expect, it } from 'vitest';
import {
	ensemble,
	gbdtToOnnx,
	linearToOnnx,
	mergeOnnx,
	mlpToOnnx,
	ortScorer,
	refusalOf,
	type Scorer,
	trainElasticNet,
	trainGbdt,
	trainMlp,
} from '../src/index.ts';
import { Writer } from '../src/onnx/wire.ts';
import { coin, flat, logistic, table } from './support/tables.ts';

const data = table({ rows: 1200, features: 5, missing: 0.05, label: ([a = 0, b = 0], random) => coin(logistic(a - b), random) });
const rows = flat(data);
const gbdt = gbdtToOnnx(trainGbdt({ dataset: data, options: { objective: 'binary', trees: 20, leavesMax: 7 } }));
const linear = linearToOnnx(trainElasticNet({ dataset: data, options: { objective: 'binary' } }));
const mlp = mlpToOnnx(trainMlp({ dataset: data, options: { objective: 'binary', epochs: 2 } }));
const members = [gbdt, linear, mlp];
const shape = { width: 5, outputs: 1, answers: 1, metadata: { features: '[]' } };

function closest(model: Uint8Array, want: Scorer): number {
	const scorer = ortScorer(model);
	const [own, other] = [scorer.predict(rows), want.predict(rows)];
	scorer.close();
	expect(own.length).toBe(other.length);
	return Math.max(...own.map((value, i) => Math.abs(value - (other[i] ?? Number.NaN))));
}

describe('several models in one file', () => {
	it('answer the weighted mean that they answer one by one, on rows with missing values', () => {
		const scorers = members.map(ortScorer);
		for (const weights of [
			[1, 1, 1],
			[3, 0, 1],
		]) {
			const merged = mergeOnnx({ ...shape, members, blend: { weights } });
			expect(refusalOf(merged)).toBeUndefined();
			expect(closest(merged, ensemble(scorers, { weights }))).toBeLessThan(1e-6);
		}
		for (const scorer of scorers) scorer.close();
	});

	it('may be merged again, and with themselves', () => {
		const pair = mergeOnnx({ ...shape, members: [gbdt, linear], blend: { weights: [1, 1] } });
		const scorers = [gbdt, linear, gbdt, linear].map(ortScorer);
		const whole = mergeOnnx({ ...shape, members: [pair, pair], blend: { weights: [1, 1] } });
		expect(closest(whole, ensemble(scorers))).toBeLessThan(1e-6);
	});

	it('answer what a stacker makes of them', () => {
		const scorers = members.map(ortScorer);
		const columns = scorers.map((scorer) => scorer.predict(rows));
		const beside = { names: ['a', 'b', 'c'], columns, labels: data.labels };
		const stacker = linearToOnnx(trainElasticNet({ dataset: beside, options: { objective: 'binary' } }));
		const merged = mergeOnnx({ ...shape, members, blend: { stacker } });
		expect(refusalOf(merged)).toBeUndefined();
		expect(closest(merged, ensemble(scorers, { stacker: ortScorer(stacker) }))).toBeLessThan(1e-6);
	});

	it('are refused for weights that do not fit, other operator sets, and too few members', () => {
		expect(() => mergeOnnx({ ...shape, members, blend: { weights: [1, 1] } })).toThrow(/one weight/);
		expect(() => mergeOnnx({ ...shape, members, blend: { weights: [0, 0, 0] } })).toThrow(/not only zeros/);
		expect(() => mergeOnnx({ ...shape, members: [gbdt], blend: { weights: [1] } })).toThrow(/two members/);
		// Of a field that stands twice the last one counts: the same model, said to be of another set.
		const older = Buffer.concat([linear, new Writer().message(8, (set) => set.string(1, '').int(2, 13)).finish()]);
		expect(() => mergeOnnx({ ...shape, members: [gbdt, older], blend: { weights: [1, 1] } })).toThrow(/operator sets 17 and 13/);
	});
});
