import { createDb, type Db } from '@meridian/db';
import { gbdtToOnnx, trainGbdt } from '@meridian/ml';
import { featureStateKey } from '@meridian/ml/live';
import { OnlineFeatures } from '@meridian/ml/store';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Client, startRig } from './rig.ts';

const venue = 'Meridian-Sim';
const set = { name: 'two', version: 1 };
const definition = JSON.stringify({
	...{ name: 'two', barMs: 1000 },
	features: [
		{ kind: 'quote', name: 'spreadBps' },
		{ kind: 'quote', name: 'hourSin' },
	],
});
const follow =
	'mutation($input: LiveFeaturesInput!) { answer: followFeatures(input: $input) { __typename ... on LiveFeatures { active knownAt values { name value } } ... on UserError { code message } } }';
const unfollow = follow.replace('followFeatures', 'unfollowFeatures');
const predict =
	'query($rows: [[Float]!], $live: [LiveRowInput!]) { prediction(model: "live", rows: $rows, live: $live) { version values knownAt } }';
const answered = z.object({
	data: z.object({ prediction: z.object({ values: z.array(z.array(z.number())), knownAt: z.array(z.string()) }) }),
});

/** Both tenants have a model, a set and a live instrument of the same names; their features differ. */
describe('a prediction that names an instrument', () => {
	let rig: Awaited<ReturnType<typeof startRig>>;
	let db: Db;
	let redis: Redis;
	let aurora: Client;
	let borealis: Client;
	let viewer: Client;

	beforeAll(async () => {
		const redisUrl = `${process.env.REDIS_URL ?? ''}/13`;
		redis = new Redis(redisUrl);
		await redis.flushdb();
		rig = await startRig({ redisUrl });
		db = createDb({ url: rig.database.url });
		for (const name of ['aurora', 'borealis'] as const) {
			const [one, other] = [await rig.login(`trader@${name}.example`), await rig.login(`admin@${name}.example`)];
			await one.ask('mutation($definition: String!) { createFeatureSet(definition: $definition) { __typename } }', { definition });
			await register({ one, other, tenantId: name === 'aurora' ? 1 : 2 });
			if (name === 'aurora') aurora = one;
			else borealis = one;
		}
		viewer = await rig.login('risk@aurora.example');
	}, 90_000);
	afterAll(async () => {
		redis?.disconnect();
		await db?.close();
		await rig?.close();
	});

	/** A model that tells its first feature, by the names of both. */
	async function register({
		one,
		other,
		tenantId,
	}: {
		readonly one: Client;
		readonly other: Client;
		readonly tenantId: number;
	}): Promise<void> {
		const columns = [0, 1].map((f) => Float32Array.from({ length: 200 }, (_, i) => (f === 0 ? i % 20 : (i * 7) % 11)));
		const dataset = { names: ['spreadBps', 'hourSin'], columns, labels: Float32Array.from(columns[0] ?? []) };
		const onnx = gbdtToOnnx(trainGbdt({ dataset, options: { objective: 'regression', trees: 60, learningRate: 0.3 } }));
		await one.call('experiments/create', { name: 'live' });
		const found = await one.call('experiments/get-by-name', { experiment_name: 'live' });
		const { experiment } = z.object({ experiment: z.object({ experiment_id: z.string() }) }).parse(found.body);
		const made = await one.call('runs/create', { experiment_id: experiment.experiment_id });
		const { run } = z.object({ run: z.object({ info: z.object({ run_id: z.string() }) }) }).parse(made.body);
		await one.put(`${run.info.run_id}/model.onnx`, onnx);
		await one.call('registered-models/create', { name: 'live' });
		await one.call('model-versions/create', { name: 'live', source: `runs:/${run.info.run_id}/model.onnx` });
		await db
			.forTenant(tenantId)
			.mlModelVersion.updateMany({ where: { modelName: 'live' }, data: { lineage: { width: 2, featureSet: set } } });
		const promote = 'mutation { setModelStage(input: { name: "live", version: 1, stage: Production }) { __typename } }';
		expect(await other.ask(promote)).toMatchObject({ data: { setModelStage: { __typename: 'ModelVersion' } } });
	}
	const stream = (tenantId: number, instrument = 'EURUSD') => ({ tenantId, set, venue, instrument });
	/** As the worker writes it. */
	const put = (tenantId: number, row: readonly number[], timeMs = Date.now()) =>
		new OnlineFeatures(redis).put(stream(tenantId), { timeMs, row: Float32Array.from(row) });
	const here = { venue, instrument: 'EURUSD' };
	const overHttp = (client: Client, body: object) =>
		fetch(`http://127.0.0.1:${rig.port}/predict/live`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', authorization: `Bearer ${client.token}` },
			body: JSON.stringify(body),
		});
	const messageOf = (answer: Record<string, unknown>): string => JSON.stringify(answer.errors ?? '');

	test('has nothing to say before the instrument is followed and warm', async () => {
		expect(messageOf(await aurora.ask(predict, { live: [here] }))).toMatch(/no live features two version 1 of Meridian-Sim EURUSD/);
		expect(await aurora.ask(follow, { input: { featureSet: set, ...here } })).toMatchObject({
			data: { answer: { __typename: 'LiveFeatures', active: true, knownAt: null, values: [] } },
		});
		expect((await overHttp(aurora, { live: [here] })).status).toBe(404);
	});

	test('is made of its newest features, each tenant of its own, over GraphQL and over HTTP', async () => {
		await borealis.ask(follow, { input: { featureSet: set, ...here } });
		const now = Date.now();
		await put(1, [3, 0.5], now);
		await put(2, [11, 0.5], now);
		for (const [client, spread] of [
			[aurora, 3],
			[borealis, 11],
		] as const) {
			const byRow = answered.parse(await client.ask(predict, { rows: [[spread, 0.5]] })).data.prediction;
			const byName = answered.parse(await client.ask(predict, { live: [here] })).data.prediction;
			expect(byName.values).toEqual(byRow.values);
			expect(Math.round(byName.values[0]?.[0] ?? 0)).toBe(spread);
			expect([byRow.knownAt, byName.knownAt.map(Date.parse)]).toEqual([[], [now]]);
			const http = await overHttp(client, { live: [{ ...here, featureSet: set }] });
			expect(z.object({ values: z.array(z.array(z.number())) }).parse(await http.json()).values).toEqual(byRow.values);
		}
		const list = '{ liveFeatures { featureSet venue instrument values { name value } } }';
		expect(await aurora.ask(list)).toEqual({
			data: {
				liveFeatures: [
					{
						featureSet: 'two',
						...here,
						values: [
							{ name: 'spreadBps', value: 3 },
							{ name: 'hourSin', value: 0.5 },
						],
					},
				],
			},
		});
	});

	test('is refused where the features are too old, of another set, or beside rows', async () => {
		await put(1, [3, 0.5], Date.now());
		await redis.del(...(await redis.keys('t:1:features:*')));
		await put(1, [3, 0.5], Date.now() - 120_000);
		expect(messageOf(await aurora.ask(predict, { live: [here] }))).toMatch(/too old to act upon/);
		await put(1, [3, 0.5], Date.now());
		const other = { name: 'direction', version: 1 };
		expect(messageOf(await aurora.ask(predict, { live: [{ ...here, featureSet: other }] }))).toMatch(
			/trained on two version 1, not on direction/,
		);
		expect(messageOf(await aurora.ask(predict, { live: [here], rows: [[1, 2]] }))).toMatch(/rows, or the instruments/);
		expect(messageOf(await aurora.ask(predict, {}))).toMatch(/rows, or the instruments/);
		expect((await overHttp(aurora, { live: [] })).status).toBe(400);
	});

	test('follows only what a broker of the tenant quotes, and sets that there are; who may not manage models changes nothing', async () => {
		const ask = (client: Client, input: object) => client.ask(follow, { input });
		expect(await ask(aurora, { featureSet: set, venue, instrument: 'NOSUCH' })).toMatchObject({
			data: { answer: { __typename: 'InvalidInput', message: 'No broker of yours named Meridian-Sim quotes NOSUCH.' } },
		});
		expect(await ask(aurora, { featureSet: { name: 'two', version: 9 }, ...here })).toMatchObject({
			data: { answer: { __typename: 'InvalidInput' } },
		});
		expect(await ask(viewer, { featureSet: set, ...here })).toMatchObject({ data: { answer: { __typename: 'Forbidden' } } });
		expect(await viewer.ask(unfollow, { input: { featureSet: set, ...here } })).toMatchObject({
			data: { answer: { __typename: 'Forbidden' } },
		});
	});

	test('is no more once it is followed no more, and the other tenant’s goes on', async () => {
		expect(await aurora.ask(unfollow, { input: { featureSet: set, ...here } })).toMatchObject({
			data: { answer: { __typename: 'LiveFeatures', active: false, values: [] } },
		});
		expect(await aurora.ask(unfollow, { input: { featureSet: set, ...here } })).toMatchObject({
			data: { answer: { __typename: 'NotFound' } },
		});
		expect(await aurora.ask('{ liveFeatures { venue } }')).toEqual({ data: { liveFeatures: [] } });
		expect(JSON.stringify(await borealis.ask('{ liveFeatures { instrument } }'))).toContain('EURUSD');
		expect(featureStateKey(stream(1))).not.toBe(featureStateKey(stream(2)));
	});
});
