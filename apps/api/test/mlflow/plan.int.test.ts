import { createDb, type Db, type Prisma } from '@meridian/db';
import { jobRequest, Random, type RunResult, TrainingRun } from '@meridian/ml';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { type Client, startRig } from './rig.ts';

const wait = { timeout: 20_000, interval: 100 };
const setPlan =
	'mutation($input: ServingPlanInput!) { answer: setServingPlan(input: $input) { __typename ... on ServingPlan { shadow online } ... on UserError { message } } }';
const ensemble =
	'mutation($input: EnsembleInput!) { answer: createEnsemble(input: $input) { __typename ... on ModelVersion { modelName version featureCount signed lineage } ... on UserError { message } } }';
const ask =
	'query($rows: [[Float]!], $subject: String) { prediction(model: "m", rows: $rows, subject: $subject) { version ids values confidence { calibrated isCorrected labels } } }';
const answerShape = z.object({
	data: z.object({
		prediction: z.object({
			...{ version: z.number(), ids: z.array(z.string()), values: z.array(z.array(z.number())) },
			confidence: z.array(z.object({ calibrated: z.number().nullable(), isCorrected: z.boolean(), labels: z.array(z.number()) })),
		}),
	}),
});
const compared = z.object({
	data: z.object({
		modelComparison: z.array(
			z.object({
				version: z.number(),
				outcomes: z.number(),
				meanLoss: z.number(),
				high: z.number().nullable(),
				pValue: z.number().nullable(),
			}),
		),
	}),
});

/** Version 1 tells the label, version 2 is trained on noise; both tenants have both, and only Aurora has plans. */
describe('what a model does beside answering', () => {
	let rig: Awaited<ReturnType<typeof startRig>>;
	let db: Db;
	let maker: Client;
	let stranger: Client;
	const random = new Random(12);

	beforeAll(async () => {
		rig = await startRig();
		db = createDb({ url: rig.database.url });
		const [sharp, blunt] = [await trained(0.1), await trained(0.5)];
		for (const [tenantId, name] of [
			[1, 'aurora'],
			[2, 'borealis'],
		] as const) {
			const [one, other] = [await rig.login(`trader@${name}.example`), await rig.login(`admin@${name}.example`)];
			await register({ tenantId, one, other, version: 1, model: sharp });
			await register({ tenantId, one, other, version: 2, model: blunt });
			if (tenantId === 1) maker = one;
			else stranger = one;
		}
	}, 120_000);
	afterAll(async () => {
		await db?.close();
		await rig?.close();
	});

	/** The first of three features tells the label, but for such a share of the rows. */
	async function trained(noise: number): Promise<NonNullable<RunResult['model']>> {
		const columns = Array.from({ length: 3 }, () => Float32Array.from({ length: 1200 }, () => random.normal()));
		const labels = Float32Array.from(columns[0] ?? [], (value) => Number(value > 0 !== random.uniform() < noise));
		const times = Float64Array.from({ length: 1200 }, (_, row) => row * 1000);
		const names = ['a', 'b', 'c'];
		const table = { names, columns, labels, times, labelTimes: times.map((time) => time + 1), quotes: 1200, sha256: '' };
		const request = jobRequest.parse({
			...{ kind: 'TRAIN', model: 'm', featureSet: { name: 'direction', version: 1 }, label: { kind: 'direction', horizonMs: 1 } },
			...{ data: { owner: 'OWN', venue: 'V', instrument: 'EURUSD', fromMs: 0, toMs: 1 }, trainer: { name: 'linear' }, folds: 0 },
		});
		const run = new TrainingRun({ table, request });
		while ((await run.next()) !== undefined);
		const { model } = run.result();
		if (model === undefined) throw new Error('no model');
		return model;
	}
	async function register(input: {
		readonly tenantId: number;
		readonly one: Client;
		readonly other: Client;
		readonly version: number;
		readonly model: NonNullable<RunResult['model']>;
	}): Promise<void> {
		const { tenantId, one, other, version, model } = input;
		await one.call('experiments/create', { name: 'plan' });
		const found = await one.call('experiments/get-by-name', { experiment_name: 'plan' });
		const { experiment } = z.object({ experiment: z.object({ experiment_id: z.string() }) }).parse(found.body);
		const made = await one.call('runs/create', { experiment_id: experiment.experiment_id });
		const { run } = z.object({ run: z.object({ info: z.object({ run_id: z.string() }) }) }).parse(made.body);
		await one.put(`${run.info.run_id}/model.onnx`, Buffer.from(model.onnx));
		await one.call('registered-models/create', { name: 'm' });
		await one.call('model-versions/create', { name: 'm', source: `runs:/${run.info.run_id}/model.onnx` });
		const card: Prisma.InputJsonObject = JSON.parse(JSON.stringify(model.card));
		await db.forTenant(tenantId).mlModelVersion.updateMany({ where: { modelName: 'm', version }, data: { card } });
		await promote(other, version);
	}
	const promote = async (other: Client, version: number, archiveExisting = false): Promise<void> => {
		const query = `mutation { setModelStage(input: { name: "m", version: ${version}, stage: Production, archiveExisting: ${archiveExisting} }) { __typename } }`;
		expect(await other.ask(query)).toMatchObject({ data: { setModelStage: { __typename: 'ModelVersion' } } });
	};
	const row = (): number[] => Array.from({ length: 3 }, () => random.normal());
	const predict = async (client: Client, rows: readonly (readonly number[])[], subject: string | null = null) =>
		answerShape.parse(await client.ask(ask, { rows, subject })).data.prediction;
	const record =
		'mutation($o: [OutcomeInput!]!) { recordOutcomes(model: "m", outcomes: $o) { __typename ... on OutcomesRecorded { recorded } } }';
	/** Outcomes as training had them, or mirrored. */
	async function tell(
		client: Client,
		input: { readonly count: number; readonly subject?: (n: number) => string; readonly isMirrored?: boolean },
	) {
		const { count, subject, isMirrored = false } = input;
		const size = subject === undefined ? 50 : 10;
		for (let n = 0; n < count; n += size) {
			const rows = Array.from({ length: size }, row);
			const { ids } = await predict(client, rows, subject?.(n) ?? null);
			const o = ids.map((predictionId, i) => ({
				predictionId,
				value: Number((rows[i]?.[0] ?? 0) > 0 !== (isMirrored !== random.uniform() < 0.1)),
			}));
			expect(await client.ask(record, { o })).toMatchObject({ data: { recordOutcomes: { recorded: size } } });
		}
	}
	const comparison = async (client: Client) =>
		compared.parse(await client.ask('{ modelComparison(model: "m") { version outcomes meanLoss high pValue } }')).data.modelComparison;

	test('a shadow is asked with the same rows and judged by the same outcomes, and nobody is answered by it', async () => {
		expect(await maker.ask(setPlan, { input: { model: 'm', shadow: 1 } })).toMatchObject({
			data: { answer: { __typename: 'ServingPlan', shadow: 1, online: false } },
		});
		await vi.waitFor(async () => {
			const { ids, version } = await predict(maker, [row()]);
			expect(version).toBe(2);
			expect(await maker.ask(record, { o: [{ predictionId: ids[0], value: 1 }] })).toMatchObject({
				data: { recordOutcomes: { recorded: 1 } },
			});
			expect((await comparison(maker)).map((one) => one.version)).toEqual([2, 1]);
		}, wait);
		await tell(maker, { count: 600 });
		const [champion, shadow] = await comparison(maker);
		expect([champion?.version, shadow?.version]).toEqual([2, 1]);
		expect(shadow?.outcomes).toBeGreaterThanOrEqual(600);
		expect(shadow?.meanLoss).toBeLessThan(champion?.meanLoss ?? 0);
		expect(shadow?.high).toBeLessThan(0);
		expect(await comparison(stranger)).toEqual([{ version: 2, outcomes: 0, meanLoss: 0, high: null, pValue: null }]);
	}, 90_000);

	test('an experiment splits by subject among versions in production, and is judged by what came', async () => {
		const experiment = { name: 'first', kind: 'SPLIT', challengers: [{ version: 1, share: 0.5 }], effect: 0.2 };
		await maker.ask(setPlan, { input: { model: 'm', experiment } });
		await vi.waitFor(async () => {
			const versions = new Set<number>();
			for (let n = 0; n < 24; n++) versions.add((await predict(maker, [row()], `s${n}`)).version);
			expect([...versions].sort()).toEqual([1, 2]);
		}, wait);
		for (const subject of ['EURUSD', 'GBPUSD', 'USDJPY']) {
			const { version } = await predict(maker, [row()], subject);
			for (let n = 0; n < 5; n++) expect((await predict(maker, [row()], subject)).version).toBe(version);
			expect((await predict(stranger, [row()], subject)).version).toBe(2);
		}
		await tell(maker, { count: 1000, subject: (n) => `s${n}` });
		const found = await comparison(maker);
		const challenger = found.find(({ version }) => version === 1);
		expect(challenger?.outcomes).toBeGreaterThan(100);
		expect(challenger?.high).toBeLessThan(0);
	}, 120_000);

	test('a bandit asks the version that wins more and more', async () => {
		await maker.ask(setPlan, { input: { model: 'm', experiment: { name: 'second', kind: 'BANDIT', challengers: [{ version: 1 }] } } });
		await vi.waitFor(
			async () => {
				await tell(maker, { count: 50, subject: () => 'any' });
				const answers: number[] = [];
				for (let n = 0; n < 20; n++) answers.push((await predict(maker, [row()])).version);
				expect(answers.filter((version) => version === 1).length).toBeGreaterThan(15);
			},
			{ timeout: 60_000, interval: 50 },
		);
	}, 90_000);

	test('probabilities are corrected by what came, and what the model said stays as it is', async () => {
		await maker.ask(setPlan, { input: { model: 'm', online: true } });
		// The bandit, which had come to ask version 1, is gone once the one in production alone answers; then version 1 is the promoted one's word.
		await vi.waitFor(async () => {
			for (let n = 0; n < 12; n++) expect((await predict(maker, [row()])).version).toBe(2);
		}, wait);
		await promote(await rig.login('admin@aurora.example'), 1, true);
		const [high, low] = [
			[2, 0, 0],
			[-2, 0, 0],
		];
		await vi.waitFor(async () => expect((await predict(maker, [high])).version).toBe(1), wait);
		const before = await predict(maker, [high]);
		// The outcomes of the bandit's day may have taught a correction already: a slight one, as they came as training had them.
		expect(before.confidence[0]?.labels).toEqual([1]);
		expect(before.confidence[0]?.calibrated).toBeCloseTo(before.values[0]?.[0] ?? Number.NaN, before.confidence[0]?.isCorrected ? 1 : 12);
		await tell(maker, { count: 400, isMirrored: true });
		const { values, confidence } = await predict(maker, [high, low]);
		expect(values[0]).toEqual(before.values[0]);
		expect(confidence.map(({ isCorrected }) => isCorrected)).toEqual([true, true]);
		expect(confidence[0]?.calibrated).toBeLessThan((values[0]?.[0] ?? 0) - 0.1);
		expect(confidence[1]?.calibrated).toBeGreaterThan((values[1]?.[0] ?? 1) + 0.1);
	}, 120_000);

	test('an ensemble is a version like any other: gated, signed, promoted by two, and it answers the mean of its members', async () => {
		const members = [
			{ model: 'm', version: 1, weight: 3 },
			{ model: 'm', version: 2, weight: 1 },
		];
		const made = await maker.ask(ensemble, { input: { model: 'both', members } });
		expect(made).toMatchObject({
			data: { answer: { __typename: 'ModelVersion', modelName: 'both', version: 1, featureCount: 3, signed: true } },
		});
		expect(JSON.stringify(made)).toContain('\\"weight\\":3');
		const own = await maker.ask('mutation { setModelStage(input: { name: "both", version: 1, stage: Production }) { __typename } }');
		expect(own).toMatchObject({ data: { setModelStage: { __typename: 'ApprovalRequested' } } });
		const admin = await rig.login('admin@aurora.example');
		await admin.ask('mutation { setModelStage(input: { name: "both", version: 1, stage: Production }) { __typename } }');
		const rows = Array.from({ length: 8 }, row);
		const of = async (client: Client, model: string) =>
			z
				.object({ data: z.object({ prediction: z.object({ values: z.array(z.array(z.number())) }) }) })
				.parse(await client.ask(`query($rows: [[Float]!]) { prediction(model: "${model}", rows: $rows) { values } }`, { rows })).data
				.prediction.values;
		// Borealis serves version 2 alone, Aurora version 1.
		const [one, two, both] = [await of(maker, 'm'), await of(stranger, 'm'), await of(maker, 'both')];
		both.forEach(([value = 0], i) => {
			expect(Math.abs(value - (3 * (one[i]?.[0] ?? 0) + (two[i]?.[0] ?? 0)) / 4)).toBeLessThan(1e-6);
		});
	}, 60_000);

	test('plans and ensembles name what is there, may be, and is the tenant’s own', async () => {
		const plan = (client: Client, input: object) => client.ask(setPlan, { input: { model: 'm', ...input } });
		const risk = await rig.login('risk@aurora.example');
		expect(await plan(risk, {})).toMatchObject({ data: { answer: { __typename: 'Forbidden' } } });
		expect(await plan(maker, { shadow: 9 })).toMatchObject({ data: { answer: { __typename: 'InvalidInput' } } });
		const experiment = { name: 'x', kind: 'SPLIT', challengers: [{ version: 2, share: 0.2 }] };
		expect(await plan(maker, { experiment })).toMatchObject({
			data: { answer: { __typename: 'InvalidInput', message: expect.stringMatching(/Version 2 is not in production/) } },
		});
		expect(await maker.ask(setPlan, { input: { model: 'none' } })).toMatchObject({ data: { answer: { __typename: 'NotFound' } } });
		expect(await stranger.ask('{ servingPlan(model: "m") { online } }')).toEqual({ data: { servingPlan: null } });
		const members = [
			{ model: 'both', version: 1 },
			{ model: 'm', version: 1 },
		];
		expect(await stranger.ask(ensemble, { input: { model: 'theirs', members } })).toMatchObject({
			data: { answer: { __typename: 'NotFound', message: 'A member or the stacker is no version that passed the gate.' } },
		});
		expect(await risk.ask(ensemble, { input: { model: 'theirs', members } })).toMatchObject({
			data: { answer: { __typename: 'Forbidden' } },
		});
	});
});
