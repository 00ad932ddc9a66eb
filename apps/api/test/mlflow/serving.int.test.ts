import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gbdtToOnnx, ortScorer, Random, trainGbdt } from '@meridian/ml';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { type Client, startRig } from './rig.ts';

let rig: Awaited<ReturnType<typeof startRig>>;
let trader: Client;
let admin: Client;
let risk: Client;
let stranger: Client;
let strangersAdmin: Client;
beforeAll(async () => {
	rig = await startRig();
	[trader, admin, risk, stranger, strangersAdmin] = (await Promise.all(
		['trader@aurora.example', 'admin@aurora.example', 'risk@aurora.example', 'trader@borealis.example', 'admin@borealis.example'].map(
			rig.login,
		),
	)) as [Client, Client, Client, Client, Client];
}, 60_000);
afterAll(() => rig?.close());

const rows = [
	[1, 2],
	[3, null],
];
const predict = `query($model: String!, $rows: [[Float]!]!) { prediction(model: $model, rows: $rows) { version values } }`;
const answerShape = z.object({
	data: z.object({ prediction: z.object({ version: z.number(), values: z.array(z.array(z.number())) }).nullable() }),
});
const ask = async (client: Client, model: string) => answerShape.parse(await client.ask(predict, { model, rows })).data.prediction;
const setStage = `mutation($input: SetModelStageInput!) { setModelStage(input: $input) { __typename ... on ModelVersion { version stage approvedBy } ... on UserError { code message } } }`;
const promote = (client: Client, name: string, version: number) => client.ask(setStage, { input: { name, version, stage: 'Production' } });

function onnx(seed: number): Uint8Array {
	const random = new Random(seed);
	const columns = [0, 1].map(() => Float32Array.from({ length: 300 }, () => random.normal()));
	const labels = Float32Array.from(columns[0] ?? [], (value) => value * seed);
	return gbdtToOnnx(trainGbdt({ dataset: { names: ['a', 'b'], columns, labels }, options: { objective: 'regression', trees: 3 } }));
}
const expected = (model: Uint8Array): number[][] =>
	[...ortScorer(model).predict(Float32Array.of(1, 2, 3, Number.NaN))].map((value) => [value]);

async function register(client: Client, name: string, model: Uint8Array): Promise<void> {
	await client.call('experiments/create', { name: 'serving' });
	const experiment = z
		.object({ experiment: z.object({ experiment_id: z.string() }) })
		.parse((await client.call('experiments/get-by-name', { experiment_name: 'serving' })).body);
	const run = z
		.object({ run: z.object({ info: z.object({ run_id: z.string() }) }) })
		.parse((await client.call('runs/create', { experiment_id: experiment.experiment.experiment_id })).body);
	await client.put(`${run.run.info.run_id}/model.onnx`, model);
	await client.call('registered-models/create', { name });
	await client.call('model-versions/create', { name, source: `runs:/${run.run.info.run_id}/model.onnx`, run_id: run.run.info.run_id });
}

describe('a model in production', () => {
	test('answers rows, and the next version takes over without a failed prediction', async () => {
		const models = [onnx(1), onnx(2)] as const;
		for (const model of models) await register(trader, 'direction', model);
		expect(await ask(trader, 'direction')).toBeNull();
		expect(await promote(admin, 'direction', 1)).toMatchObject({ data: { setModelStage: { stage: 'Production' } } });
		await vi.waitFor(async () => expect(await ask(trader, 'direction')).toEqual({ version: 1, values: expected(models[0]) }));
		const seen: number[] = [];
		await promote(admin, 'direction', 2);
		await vi.waitFor(async () => {
			const answers = await Promise.all(Array.from({ length: 20 }, () => ask(trader, 'direction')));
			for (const answer of answers) {
				const version = answer?.version ?? 0;
				expect(answer?.values).toEqual(expected(version === 1 ? models[0] : models[1]));
				seen.push(version);
			}
			expect(seen.at(-1)).toBe(2);
		});
		expect(seen).toEqual(seen.toSorted());
	});

	test('goes back to the version before by one word, of the one who made it too', async () => {
		const rolled = await trader.ask('mutation { rollBackModel(name: "direction") { __typename ... on ModelVersion { version stage } } }');
		expect(rolled).toMatchObject({ data: { rollBackModel: { version: 1, stage: 'Production' } } });
		await vi.waitFor(async () => expect((await ask(trader, 'direction'))?.version).toBe(1));
	});

	test('of the same name answers each tenant with its own, asked in the same tick', async () => {
		await register(stranger, 'direction', onnx(7));
		await promote(strangersAdmin, 'direction', 1);
		await vi.waitFor(async () => expect(await ask(stranger, 'direction')).not.toBeNull());
		const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => ask(i % 2 === 0 ? trader : stranger, 'direction')));
		answers.forEach((answer, i) => {
			expect(answer?.values).toEqual(expected(onnx(i % 2 === 0 ? 1 : 7)));
		});
	});

	test('says what is wrong with rows', async () => {
		const errors = async (given: unknown) => JSON.stringify((await trader.ask(predict, { model: 'direction', rows: given })).errors);
		expect(await errors([[1, 2, 3]])).toMatch(/takes rows of 2 numbers/);
		expect(await errors([])).toMatch(/1 to 64 rows/);
		expect(await errors([[1], [1, 2]])).toMatch(/equally long/);
	});
});

describe('putting a version into production', () => {
	test('is only asked for by who made it, and refused to roles that only read, and to other tenants as if it were not there', async () => {
		await register(trader, 'guarded', onnx(3));
		expect(await promote(trader, 'guarded', 1)).toMatchObject({ data: { setModelStage: { __typename: 'ApprovalRequested' } } });
		expect(await ask(trader, 'guarded')).toBeNull();
		expect(await promote(risk, 'guarded', 1)).toMatchObject({ data: { setModelStage: { code: 'FORBIDDEN' } } });
		const [foreign, absent] = [await promote(strangersAdmin, 'guarded', 1), await promote(strangersAdmin, 'nothing', 1)];
		expect(foreign).toEqual(absent);
		expect(foreign).toMatchObject({ data: { setModelStage: { code: 'MODEL_VERSION_NOT_FOUND' } } });
	});

	test('shows all versions with their stage, and why one may not serve', async () => {
		await register(trader, 'shown', onnx(3));
		await register(trader, 'shown', new TextEncoder().encode('no model'));
		const answer = await risk.ask('{ registeredModel(name: "shown") { versions { version stage refused featureCount approvedBy } } }');
		expect(answer).toMatchObject({
			data: {
				registeredModel: {
					versions: [
						{ version: 2, refused: expect.any(String) },
						{ version: 1, refused: null, featureCount: 2, approvedBy: null },
					],
				},
			},
		});
		expect(await stranger.ask('{ registeredModel(name: "shown") { name } }')).toEqual({ data: { registeredModel: null } });
	});
});

const foreign = join(process.env.MERIDIAN_DATA_DIR ?? resolve(import.meta.dirname, '../../../../../shared/data'), 'onnx');
describe.skipIf(!existsSync(foreign))('models of others (../shared/data/onnx)', () => {
	test.each([
		['logreg_iris.onnx', 2],
		['mul_1.onnx', 2],
		['tract_lgbm_regressor_tensor.onnx', 13],
	])('%s is uploaded, passes the gate, and answers as onnxruntime does', async (file, width) => {
		const bytes = new Uint8Array(readFileSync(join(foreign, file)));
		const name = file.replace('.onnx', '');
		await register(trader, name, bytes);
		expect(await promote(admin, name, 1)).toMatchObject({ data: { setModelStage: { stage: 'Production' } } });
		const given = Array.from({ length: 7 }, (_, n) => Array.from({ length: width }, (__, f) => Math.fround(0.1 + n * 0.7 - f * 0.3)));
		const scorer = ortScorer(bytes);
		const want = scorer.predict(Float32Array.from(given.flat()));
		const { outputs } = scorer;
		scorer.close();
		const answer = answerShape.parse(await trader.ask(predict, { model: name, rows: given })).data.prediction;
		expect(answer).toEqual({ version: 1, values: given.map((_, row) => [...want.subarray(row * outputs, (row + 1) * outputs)]) });
		// The same name with nobody else.
		expect(answerShape.parse(await stranger.ask(predict, { model: name, rows: given })).data.prediction).toBeNull();
	});
});
