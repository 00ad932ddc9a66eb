import { createDb, type Db, type Prisma } from '@meridian/db';
import { jobRequest, Random, type RunResult, TrainingRun } from '@meridian/ml';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { type Client, startRig } from './rig.ts';

const answerShape = z.object({ version: z.number(), ids: z.array(z.string()), values: z.array(z.array(z.number())) });
const pointsShape = z.object({
	data: z.object({
		modelHistory: z.array(
			z.object({
				...{ version: z.number(), rows: z.number(), outcomes: z.number(), metrics: z.string(), calibrationError: z.number().nullable() },
				alarms: z.array(z.object({ kind: z.string(), feature: z.string().nullable() })),
			}),
		),
	}),
});

/** Two versions are approved in both tenants, under the same name; only Aurora's goes wrong. */
describe('a model in production is watched', () => {
	let rig: Awaited<ReturnType<typeof startRig>>;
	let db: Db;
	let maker: Client;
	let stranger: Client;
	const random = new Random(3);

	beforeAll(async () => {
		rig = await startRig({ watchRules: { windowRows: 256, psiMax: 0.25, scorePValueMin: 1e-6, outcomes: 128 } });
		db = createDb({ url: rig.database.url });
		const model = await trained();
		for (const [tenantId, name] of [
			[1, 'aurora'],
			[2, 'borealis'],
		] as const) {
			const [one, other] = [await rig.login(`trader@${name}.example`), await rig.login(`admin@${name}.example`)];
			for (const version of [1, 2]) await approved({ tenantId, one, other, version, model });
			if (tenantId === 1) maker = one;
			else stranger = one;
		}
	}, 90_000);
	afterAll(async () => {
		await db?.close();
		await rig?.close();
	});

	/** The first of four features tells the label nine times in ten. */
	async function trained(): Promise<NonNullable<RunResult['model']>> {
		const columns = Array.from({ length: 4 }, () => Float32Array.from({ length: 1500 }, () => random.normal()));
		const labels = Float32Array.from(columns[0] ?? [], (value) => Number(value > 0 !== random.uniform() < 0.1));
		const times = Float64Array.from({ length: 1500 }, (_, row) => row * 1000);
		const table = {
			names: ['a', 'b', 'c', 'd'],
			columns,
			labels,
			times,
			labelTimes: times.map((time) => time + 1),
			quotes: 1500,
			sha256: '',
		};
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
	async function approved(input: {
		readonly tenantId: number;
		readonly one: Client;
		readonly other: Client;
		readonly version: number;
		readonly model: NonNullable<RunResult['model']>;
	}): Promise<void> {
		const { tenantId, one, other, version, model } = input;
		await one.call('experiments/create', { name: 'watch' });
		const found = await one.call('experiments/get-by-name', { experiment_name: 'watch' });
		const { experiment } = z.object({ experiment: z.object({ experiment_id: z.string() }) }).parse(found.body);
		const made = await one.call('runs/create', { experiment_id: experiment.experiment_id });
		const { run } = z.object({ run: z.object({ info: z.object({ run_id: z.string() }) }) }).parse(made.body);
		// One more byte of metadata each, so that no two versions are the same file.
		const field = Buffer.from([0x1a, 1, 0x30 + version]);
		await one.put(`${run.info.run_id}/model.onnx`, Buffer.concat([model.onnx, field]));
		await one.call('registered-models/create', { name: 'direction' });
		await one.call('model-versions/create', { name: 'direction', source: `runs:/${run.info.run_id}/model.onnx`, run_id: run.info.run_id });
		const card: Prisma.InputJsonObject = JSON.parse(JSON.stringify(model.card));
		const lineage = { width: 4, data: { venue: 'V', instrument: 'EURUSD' } };
		await db.forTenant(tenantId).mlModelVersion.updateMany({ where: { modelName: 'direction', version }, data: { card, lineage } });
		const promote = `mutation { setModelStage(input: { name: "direction", version: ${version}, stage: Production }) { __typename } }`;
		expect(await other.ask(promote)).toMatchObject({ data: { setModelStage: { __typename: 'ModelVersion' } } });
	}

	async function predict(client: Client, rows: readonly (readonly (number | null)[])[]) {
		const response = await fetch(`http://127.0.0.1:${rig.port}/predict/direction`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', authorization: `Bearer ${client.token}` },
			body: JSON.stringify({ rows, subject: 'EURUSD' }),
		});
		return { status: response.status, body: await response.json() };
	}
	const row = (shift = 0): number[] => Array.from({ length: 4 }, (_, f) => random.normal() + (f === 2 ? shift : 0));
	const history = async (client: Client) =>
		pointsShape.parse(
			await client.ask('{ modelHistory(model: "direction") { version rows outcomes metrics calibrationError alarms { kind feature } } }'),
		).data.modelHistory;
	const record = `mutation($o: [OutcomeInput!]!) { recordOutcomes(model: "direction", outcomes: $o) { __typename ... on OutcomesRecorded { recorded } } }`;
	/** Rows whose labels come as training had them, or the other way round. */
	async function tellOutcomes(client: Client, input: { readonly count: number; readonly isWrong: boolean }): Promise<void> {
		for (let n = 0; n < input.count; n += 64) {
			const rows = Array.from({ length: 64 }, () => row());
			const { ids } = answerShape.parse((await predict(client, rows)).body);
			const o = ids.map((predictionId, i) => ({
				predictionId,
				value: Number((rows[i]?.[0] ?? 0) > 0 !== (input.isWrong || random.uniform() < 0.1)),
			}));
			expect(await client.ask(record, { o })).toMatchObject({ data: { recordOutcomes: { recorded: 64 } } });
		}
	}

	test('over HTTP it answers rows and says what is wrong with others', async () => {
		const good = await predict(maker, [row(), [1, null, 0, 0]]);
		expect([good.status, answerShape.parse(good.body).version]).toEqual([200, 2]);
		expect((await predict(maker, [[1, 2]])).status).toBe(400);
		expect((await predict(maker, [[1], [1, 2]])).status).toBe(400);
		expect((await predict({ ...maker, token: 'none' }, [row()])).status).toBe(401);
		const absent = await fetch(`http://127.0.0.1:${rig.port}/predict/absent`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', authorization: `Bearer ${maker.token}` },
			body: '{"rows":[[1]]}',
		});
		expect(absent.status).toBe(404);
	});

	test('rows like training raise nothing; a shift of one feature alarms within its window, in the tenant’s alerts, and for no other tenant', async () => {
		for (let n = 0; n < 256; n += 64)
			await predict(
				maker,
				Array.from({ length: 64 }, () => row()),
			);
		await vi.waitFor(async () => expect((await history(maker))[0]).toMatchObject({ rows: 256, alarms: [] }), { timeout: 10_000 });
		for (let n = 0; n < 512; n += 64)
			await predict(
				maker,
				Array.from({ length: 64 }, () => row(1.5)),
			);
		await vi.waitFor(async () => expect((await history(maker))[0]?.alarms).toContainEqual({ kind: 'FEATURE_DRIFT', feature: 'c' }), {
			timeout: 10_000,
		});
		const events = '{ alertEvents { value alert { name metric instrument { symbol } } } }';
		await vi.waitFor(
			async () =>
				expect(JSON.stringify(await maker.ask(events))).toContain(
					'"alert":{"name":"Model direction","metric":"MODEL_DRIFT","instrument":{"symbol":"EURUSD"}}',
				),
			{ timeout: 10_000 },
		);
		expect(JSON.stringify(await stranger.ask(events))).not.toContain('MODEL_DRIFT');
		expect(await history(stranger)).toEqual([]);
	}, 60_000);

	test('outcomes show live performance beside training’s; when they turn, the version before serves by itself, approved no more', async () => {
		await tellOutcomes(maker, { count: 256, isWrong: false });
		await vi.waitFor(
			async () => {
				const point = (await history(maker)).find(({ outcomes }) => outcomes === 128);
				expect(JSON.parse(point?.metrics ?? '{}').auc).toBeGreaterThan(0.8);
				expect(point?.calibrationError).toBeLessThan(0.2);
			},
			{ timeout: 10_000 },
		);
		expect(answerShape.parse((await predict(maker, [row()])).body).version).toBe(2);
		await tellOutcomes(maker, { count: 128, isWrong: true });
		await vi.waitFor(async () => expect(answerShape.parse((await predict(maker, [row()])).body).version).toBe(1), { timeout: 10_000 });
		expect((await history(maker)).flatMap(({ alarms }) => alarms.map(({ kind }) => kind))).toContain('LOSS_RISE');
		const versions = await db
			.forTenant(1)
			.mlModelVersion.findMany({ orderBy: { version: 'asc' }, select: { stage: true, approvedBy: true } });
		expect(versions).toEqual([
			{ stage: 'Production', approvedBy: expect.any(Number) },
			{ stage: 'Archived', approvedBy: null },
		]);
		expect(answerShape.parse((await predict(stranger, [row()])).body).version).toBe(2);
		const audit = await db.platform.adminAudit.findFirst({ where: { action: 'MODEL_FELL_BACK', tenantId: 1 } });
		expect(audit?.detail).toMatchObject({ model: 'direction', version: 2, to: 1, reason: 'LOSS_RISE' });
	}, 60_000);

	test('outcomes are taken once, and only of the tenant’s own predictions', async () => {
		const { ids } = answerShape.parse((await predict(maker, [row()])).body);
		const o = [{ predictionId: ids[0], value: 1 }];
		expect(await stranger.ask(record, { o })).toMatchObject({ data: { recordOutcomes: { recorded: 0 } } });
		expect(await maker.ask(record, { o })).toMatchObject({ data: { recordOutcomes: { recorded: 1 } } });
		expect(await maker.ask(record, { o })).toMatchObject({ data: { recordOutcomes: { recorded: 0 } } });
	});
});
