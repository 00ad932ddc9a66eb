import { describe, expect, it } from 'vitest';
import {
	ensemble,
	gateModel,
	gateRules,
	gbdtToOnnx,
	ortScorer,
	type Scorer,
	type Served,
	ServedModel,
	scorerOf,
	trainGbdt,
} from '../src/index.ts';
import { Writer } from '../src/onnx/wire.ts';
import { writeOnnx } from '../src/onnx/write.ts';
import { table } from './support/tables.ts';

const constant = (value: number, { width = 2, onClose = () => {} } = {}): Scorer => ({
	...scorerOf({ width, outputs: 1, row: (_, into) => into.fill(value) }),
	close: onClose,
});
const trained = (seed: number): Uint8Array =>
	gbdtToOnnx(
		trainGbdt({
			dataset: table({ rows: 500, features: 2, seed, label: ([a = 0]) => a * seed }),
			options: { objective: 'regression', trees: 5 },
		}),
	);

describe('the gate of foreign models', () => {
	it('lets a model pass and says what it takes and how long it takes', async () => {
		expect(await gateModel(trained(1))).toMatchObject({ width: 2, outputs: 1, latencyUsP50: expect.any(Number) });
	});

	it('refuses one that is slower than allowed', async () => {
		expect(await gateModel(trained(1), { ...gateRules, latencyUsMax: 0.01 })).toMatchObject({
			refused: expect.stringMatching(/one row takes \d+ us/),
		});
	});

	it('refuses one that is not ready in time', async () => {
		expect(await gateModel(trained(1), { ...gateRules, timeoutMs: 1 })).toEqual({ refused: 'it was not ready within 1 ms' });
	});

	it('refuses one for other features', async () => {
		expect(await gateModel(trained(1), { ...gateRules, width: 7 })).toEqual({ refused: 'it takes 2 features, the feature set has 7' });
	});

	it('refuses one that onnxruntime can not load, in its words', async () => {
		const broken = writeOnnx({
			...{ name: 'x', width: 2, outputs: 1, initializers: [], metadata: {} },
			nodes: [{ op: 'NoSuchOperator', inputs: ['features'], outputs: ['prediction'] }],
		});
		expect(await gateModel(broken)).toMatchObject({ refused: expect.stringMatching(/onnxruntime does not take it: .*NoSuchOperator/) });
	});

	it('refuses one that answers no numbers', async () => {
		const endless = writeOnnx({
			...{ name: 'x', width: 2, outputs: 2, metadata: {}, initializers: [{ name: 'zero', dims: [1], values: [0] }] },
			nodes: [{ op: 'Div', inputs: ['features', 'zero'], outputs: ['prediction'] }],
		});
		expect(await gateModel(endless)).toMatchObject({ refused: expect.stringMatching(/finite numbers/) });
	});

	it('refuses what its file gives away without starting a process', async () => {
		expect(await gateModel(new Writer().int(1, 99).finish())).toMatchObject({ refused: expect.any(String) });
	});
});

describe('a served model', () => {
	it('answers every prediction while versions are swapped under load, each by one version', () => {
		const load = (version: number): Served => ({ version, scorer: ortScorer(trained(version)) });
		const row = Float32Array.of(1.5, 0);
		const expected = new Map([1, 2, 3].map((version) => [version, ortScorer(trained(version)).predict(row)[0]]));
		const model = new ServedModel(load(1));
		for (let n = 0; n < 3000; n++) {
			if (n % 100 === 99) model.swap(load(1 + (model.version % 3)));
			expect(model.predict(row)[0]).toBe(expected.get(model.version));
		}
		model.close();
	});

	it('falls back to the version before, once', () => {
		const closed: number[] = [];
		const version = (number: number): Served => ({ version: number, scorer: constant(number, { onClose: () => closed.push(number) }) });
		const model = new ServedModel(version(1));
		model.swap(version(2));
		expect([model.fallBack(), model.predict(new Float32Array(2))[0]]).toEqual([1, 1]);
		expect(model.fallBack()).toBeUndefined();
		expect(closed).toEqual([2]);
	});

	it('asks its shadow with the same rows and never answers with it', () => {
		const seen: [number, boolean, number | undefined][] = [];
		const model = new ServedModel({ version: 1, scorer: constant(1) }, ({ version, isShadow, answers }) =>
			seen.push([version, isShadow, answers[0]]),
		);
		model.shadow({ version: 2, scorer: constant(2) });
		expect(model.predict(new Float32Array(2))[0]).toBe(1);
		expect(seen).toEqual([
			[1, false, 1],
			[2, true, 2],
		]);
	});

	it('puts out a shadow that throws, and goes on', () => {
		const model = new ServedModel({ version: 1, scorer: constant(1) });
		const failing = {
			...constant(2),
			predict: () => {
				throw new Error('no');
			},
		};
		model.shadow({ version: 2, scorer: failing });
		expect(model.predict(new Float32Array(2))[0]).toBe(1);
		expect(model.shadowVersion).toBeUndefined();
	});

	it('refuses a version that takes other features', () => {
		const model = new ServedModel({ version: 1, scorer: constant(1) });
		expect(() => model.swap({ version: 2, scorer: constant(2, { width: 3 }) })).toThrow(
			/takes 3 and answers 1 numbers, the live one 2 and 1/,
		);
		expect(model.version).toBe(1);
	});
});

describe('an ensemble', () => {
	it('answers the mean of its members, by weight', () => {
		expect(ensemble([constant(1), constant(4)]).predict(new Float32Array(4))).toEqual(Float32Array.of(2.5, 2.5));
		expect(ensemble([constant(1), constant(4)], { weights: [3, 1] }).predict(new Float32Array(2))).toEqual(Float32Array.of(1.75));
	});

	it('gives a stacker the answers of all members for each row', () => {
		const echo = scorerOf({ width: 2, outputs: 1, row: (row, into) => into.fill(row[0] ?? 0) });
		const stacker = scorerOf({ width: 2, outputs: 1, row: (row, into) => into.fill(10 * (row[0] ?? 0) + (row[1] ?? 0)) });
		expect(ensemble([constant(7), echo], { stacker }).predict(Float32Array.of(1, 0, 2, 0))).toEqual(Float32Array.of(71, 72));
	});

	it('refuses members that do not fit together', () => {
		expect(() => ensemble([constant(1), constant(1, { width: 3 })])).toThrow(/same features/);
		expect(() => ensemble([constant(1)], { weights: [0] })).toThrow(/one weight/);
	});
});
