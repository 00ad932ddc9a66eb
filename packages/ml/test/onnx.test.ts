import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GbdtOptions, gbdtToOnnx, inspectOnnx, ortScorer, predictGbdt, refusalOf, trainGbdt } from '../src/index.ts';
import { Writer } from '../src/onnx/wire.ts';
import { coin, flat, logistic, rowAt, table } from './support/tables.ts';

const data = new URL('../../../../shared/data/onnx/', import.meta.url);
const given = existsSync(data);
const file = (name: string): Uint8Array => readFileSync(new URL(name, data));

const objectives: readonly (readonly [GbdtOptions, (row: readonly number[]) => number])[] = [
	[{ objective: 'binary' }, ([a = 0, b = 0]) => (a * b > 0 ? 1 : 0)],
	[{ objective: 'regression' }, ([a = 0, b = 0]) => 100 * a + b],
	[{ objective: 'quantile', quantile: 0.1 }, ([a = 0]) => a],
	[{ objective: 'multiclass', classes: 4 }, ([a = 0, b = 0]) => (a > 0 ? 1 : 0) + (b > 0 ? 2 : 0)],
];

describe('an exported ensemble of trees', () => {
	it.each(objectives)('answers in onnxruntime as it does here: %j', (options, label) => {
		const dataset = table({ rows: 10_000, missing: 0.05, label });
		const model = trainGbdt({ dataset, options: { trees: 40, ...options } });
		const scorer = ortScorer(gbdtToOnnx(model));
		const answers = scorer.predict(flat(dataset));
		expect(scorer.outputs).toBe(model.outputs);
		let worst = 0;
		dataset.labels.forEach((_, at) => {
			predictGbdt(model, rowAt(dataset, at)).forEach((value, k) => {
				worst = Math.max(worst, Math.abs(value - (answers[at * model.outputs + k] ?? Number.NaN)) / Math.max(1, Math.abs(value)));
			});
		});
		scorer.close();
		// Sums of 32-bit floats there, of 64-bit ones here.
		expect(worst).toBeLessThan(options.objective === 'binary' || options.objective === 'multiclass' ? 1e-6 : 1e-5);
	});

	it('branches at values that lie exactly on a threshold, and at the largest ones, as it does here', () => {
		const dataset = table({ rows: 5000, missing: 0.1, label: ([a = 0]) => Math.round(a * 3) });
		const model = trainGbdt({ dataset, options: { objective: 'regression', trees: 20 } });
		const edges = [...model.trees.flatMap(({ threshold }) => [...threshold]), 3.4e38, -3.4e38, Number.POSITIVE_INFINITY, Number.NaN];
		const scorer = ortScorer(gbdtToOnnx(model));
		for (const edge of edges) {
			const row = new Float32Array(6).fill(edge);
			expect(scorer.predict(row)[0]).toBeCloseTo(predictGbdt(model, row)[0] ?? Number.NaN, 4);
		}
		scorer.close();
	});

	it('carries the names of its features and how it was trained', () => {
		const dataset = table({ rows: 500, label: (row, random) => coin(logistic(row[0] ?? 0), random) });
		const model = trainGbdt({ dataset, options: { objective: 'binary', trees: 3 } });
		const facts = inspectOnnx(gbdtToOnnx(model, { trained: '2026-01-05' }));
		expect(facts.metadata).toMatchObject({ features: JSON.stringify(dataset.names), trained: '2026-01-05' });
		expect(facts.operators).toEqual(['Sigmoid', 'TreeEnsembleRegressor']);
		expect(refusalOf(gbdtToOnnx(model))).toBeUndefined();
	});
});

describe.skipIf(!given)('models of others (../shared/data/onnx)', () => {
	it.each([
		['logreg_iris.onnx', 2, 1],
		['mul_1.onnx', 2, 2],
		['tract_lgbm_regressor_tensor.onnx', 13, 1],
	])('%s is taken and answers', (name, width, outputs) => {
		expect(refusalOf(file(name))).toBeUndefined();
		const scorer = ortScorer(file(name));
		expect([scorer.width, scorer.outputs]).toEqual([width, outputs]);
		const answers = scorer.predict(new Float32Array(5 * width).fill(0.5));
		expect(answers.length).toBe(5 * outputs);
		expect(answers.every(Number.isFinite)).toBe(true);
		scorer.close();
	});

	it('multiplication multiplies, whatever the number of rows and the fixed batch', () => {
		const scorer = ortScorer(file('mul_1.onnx'));
		// The model's constant is [[1, 2], [3, 4], [5, 6]]: rows of a batch of three.
		expect([...scorer.predict(Float32Array.of(1, 1, 1, 1, 1, 1, 10, 10))]).toEqual([1, 2, 3, 4, 5, 6, 10, 20]);
		scorer.close();
	});
});

describe('a hostile model', () => {
	const graph = (write: (graph: Writer) => void): Uint8Array =>
		new Writer()
			.int(1, 8)
			.message(7, write)
			.message(8, (set) => set.int(2, 17))
			.finish();
	const input = (to: Writer): Writer => to.message(11, (info) => info.string(1, 'x'));

	it.each([
		['keeps tensors in other files', graph((to) => input(to).message(5, (tensor) => tensor.string(8, 'w').int(14, 1))), /one file/],
		[
			'names a file beside it',
			graph((to) => input(to).message(5, (tensor) => tensor.message(13, (entry) => entry.string(1, 'location').string(2, '/etc/passwd')))),
			/one file/,
		],
		['loops', graph((to) => input(to).message(1, (node) => node.string(4, 'Loop'))), /Loop is not allowed/],
		[
			'hides a loop in a branch',
			graph((to) =>
				input(to).message(1, (node) =>
					node
						.string(4, 'Relu')
						.message(5, (attribute) => attribute.message(6, (inner) => inner.message(1, (deep) => deep.string(4, 'Loop')))),
				),
			),
			/Loop is not allowed/,
		],
		[
			'brings operators of its own',
			new Writer()
				.int(1, 8)
				.message(7, input)
				.message(8, (set) => set.string(1, 'com.evil').int(2, 1))
				.finish(),
			/"com.evil"/,
		],
		['is from the future', new Writer().int(1, 99).message(7, input).finish(), /IR version 99/],
		['takes two inputs', graph((to) => input(input(to))), /one input, it has 2/],
		['is no model', new TextEncoder().encode('#!/bin/sh\nrm -rf /'), /./],
		['is empty', new Uint8Array(0), /not an ONNX model/],
	])('that %s is refused before it runs', (_, bytes, reason) => {
		expect(refusalOf(bytes)).toMatch(reason);
	});

	it('that is larger than allowed is refused', () => {
		expect(refusalOf(new Uint8Array(100), { bytesMax: 99, irVersionMax: 9, opsetMax: {}, operatorsRefused: [] })).toMatch(/99 are allowed/);
	});

	it('of any bytes is refused or taken, and never throws', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
				const reason = refusalOf(bytes);
				expect(reason === undefined || reason.length > 0).toBe(true);
			}),
			{ numRuns: 2000 },
		);
	});

	it('cut off anywhere is refused or still loads as what it says', () => {
		const dataset = table({ rows: 300, label: ([a = 0]) => a });
		const whole = gbdtToOnnx(trainGbdt({ dataset, options: { objective: 'regression', trees: 2 } }));
		for (let length = 0; length < whole.length; length += 37) expect(refusalOf(whole.subarray(0, length)) ?? '').toBeTypeOf('string');
		expect(refusalOf(whole.subarray(0, whole.length / 2))).toBeDefined();
	});
});
