import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importFile, importSettings } from '@meridian/market-data/import';
import { ownerOf, TickStore } from '@meridian/market-data/store';
import { modelObjectKey, Random } from '@meridian/ml';
import { createClient } from 'graphql-ws';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { type Client, startRig } from './mlflow/rig.ts';

const job = z.object({
	...{ __typename: z.string(), jobId: z.string().optional(), status: z.string().optional(), code: z.string().optional() },
	...{ message: z.string().optional(), path: z.array(z.string()).optional(), version: z.number().nullish(), step: z.number().optional() },
});
const fields = '__typename ... on TrainingJob { jobId status version } ... on UserError { code message path }';
const start = `mutation($input: StartTrainingInput!) { answer: startTraining(input: $input) { ${fields} } }`;
const cancel = `mutation($jobId: String!) { answer: cancelTraining(jobId: $jobId) { ${fields} } }`;
const input = {
	model: 'wizard',
	data: { owner: 'OWN', venue: 'V', instrument: 'EURUSD', from: '2024-01-02T00:00:00Z', to: '2024-01-03T00:00:00Z' },
	featureSet: { name: 'direction', version: 1 },
	label: { kind: 'DIRECTION', horizonMs: 20_000 },
	...{ trainer: 'GBDT', options: '{"trees":20,"leavesMax":7}', folds: 1 },
};

/** Asked by GraphQL, done by a real worker; Borealis asks for what Aurora has. */
describe('trainings of a tenant', () => {
	const storeDir = mkdtempSync(join(tmpdir(), 'meridian-api-training-'));
	const dataKeys = `k:${randomBytes(32).toString('hex')}`;
	const redisUrl = `${process.env.REDIS_URL ?? ''}/9`;
	let rig: Awaited<ReturnType<typeof startRig>>;
	let worker: ChildProcess;
	let quant: Client;
	let admin: Client;
	let risk: Client;
	let stranger: Client;

	beforeAll(async () => {
		const redis = new Redis(redisUrl);
		await redis.flushdb();
		redis.disconnect();
		rig = await startRig({ storeDir, dataKeys, redisUrl });
		[quant, admin, risk, stranger] = (await Promise.all(
			['trader@aurora.example', 'admin@aurora.example', 'risk@aurora.example', 'trader@borealis.example'].map(rig.login),
		)) as [Client, Client, Client, Client];
		await storeWalk(storeDir);
		worker = spawn(process.execPath, [join(import.meta.dirname, '../../worker/src/main.ts')], {
			env: {
				...process.env,
				...{ DATABASE_URL: rig.database.url, REDIS_URL: redisUrl, MERIDIAN_STORE_DIR: storeDir, MERIDIAN_OBJECTS_DIR: rig.objectsDir },
				...{ MERIDIAN_DATA_KEYS: dataKeys, MERIDIAN_WORKER_HTTP_PORT: '0', MERIDIAN_LOG_LEVEL: 'silent' },
			},
			stdio: ['pipe', 'ignore', 'inherit'],
		});
	}, 180_000);
	afterAll(async () => {
		worker?.kill('SIGTERM');
		if (worker !== undefined && worker.exitCode === null) await once(worker, 'exit');
		await rig?.close();
		rmSync(storeDir, { recursive: true, force: true });
	});

	const ask = async (client: Client, query: string, variables: object) =>
		z.object({ data: z.object({ answer: job.nullable() }) }).parse(await client.ask(query, variables)).data.answer;
	/** What a subscriber is told, to the end. */
	async function watch(client: Client, jobId: string): Promise<{ seen: z.infer<typeof job>[]; error: string | undefined }> {
		const socket = createClient({
			url: `ws://127.0.0.1:${rig.port}/graphql`,
			webSocketImpl: WebSocket,
			connectionParams: { authorization: `Bearer ${client.token}` },
			retryAttempts: 0,
		});
		const seen: z.infer<typeof job>[] = [];
		const query = 'subscription($jobId: String!) { trainingJob(jobId: $jobId) { __typename jobId status step version } }';
		try {
			for await (const { data } of socket.iterate({ query, variables: { jobId } })) seen.push(job.parse(data?.trainingJob));
			return { seen, error: undefined };
		} catch (error) {
			return { seen, error: z.array(z.object({ message: z.string() })).parse(error)[0]?.message };
		} finally {
			await socket.dispose();
		}
	}

	test('are told as they go on, and end in a version that serves once a second person says so, and its bytes are as signed', async () => {
		const started = await ask(quant, start, { input });
		expect(started).toMatchObject({ status: 'QUEUED' });
		const { seen } = await watch(quant, started?.jobId ?? '');
		expect(seen.at(-1)).toMatchObject({ status: 'DONE', version: 1 });
		expect((await watch(stranger, started?.jobId ?? '')).error).toMatch(/no such training/);
		const model = `query { registeredModel(name: "wizard") { versions { sha256 signed lineage card featureCount stage } } }`;
		const shape = z.object({ data: z.object({ registeredModel: z.object({ versions: z.array(z.record(z.string(), z.unknown())) }) }) });
		const [version] = shape.parse(await risk.ask(model)).data.registeredModel.versions;
		expect(version).toMatchObject({ signed: true, featureCount: 25, stage: 'None' });
		expect(JSON.parse(String(version?.card)).metrics.auc).toBeGreaterThan(0);
		const promote = `mutation { answer: setModelStage(input: { name: "wizard", version: 1, stage: Production }) { __typename ... on UserError { code message path } } }`;
		const asked = z
			.object({ data: z.object({ answer: z.object({ approval: z.object({ approvalId: z.string(), kind: z.string() }) }) }) })
			.parse(await quant.ask(promote.replace('__typename', '... on ApprovalRequested { approval { approvalId kind } }')));
		expect(asked.data.answer.approval.kind).toBe('MODEL_PRODUCTION');
		const approve = `mutation { decideApproval(approvalId: "${asked.data.answer.approval.approvalId}", approve: true) { __typename ... on UserError { code } } }`;
		expect(await quant.ask(approve)).toMatchObject({ data: { decideApproval: { code: 'OWN_REQUEST' } } });
		// What lies in the store is no longer what was signed: it is not served, whoever put it there.
		const file = join(rig.objectsDir, modelObjectKey(1, String(version?.sha256)));
		const bytes = readFileSync(file);
		writeFileSync(file, Buffer.concat([bytes, Buffer.from([0x72, 0x00])]));
		expect(await admin.ask(approve)).toMatchObject({ data: { decideApproval: { __typename: 'ApprovalDecided' } } });
		const rows = JSON.stringify([Array.from({ length: 25 }, () => 0.5)]);
		const predict = `query { prediction(model: "wizard", rows: ${rows}) { version values } }`;
		expect(await quant.ask(predict)).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] });
		writeFileSync(file, bytes);
		expect(await quant.ask(predict)).toMatchObject({ data: { prediction: { version: 1 } } });
	}, 120_000);

	test('of a stacker take members by version, and give what an ensemble of them takes', async () => {
		const trained = async (more: object) => {
			const started = await ask(quant, start, { input: { ...input, ...more } });
			return (await watch(quant, started?.jobId ?? '')).seen.at(-1);
		};
		expect(await trained({ model: 'line', trainer: 'LINEAR', options: '{}' })).toMatchObject({ status: 'DONE', version: 1 });
		const members = ['wizard', 'line'].map((model) => ({ model, version: 1 }));
		const stacker = { model: 'stacker', trainer: 'LINEAR', options: '{}', stack: { members, memberFolds: 2 } };
		expect(await trained(stacker)).toMatchObject({ status: 'DONE', version: 1 });
		const create = `mutation($input: EnsembleInput!) { answer: createEnsemble(input: $input) { __typename ... on UserError { code message path } } }`;
		const ensemble = { model: 'both', members, stacker: { model: 'stacker', version: 1 } };
		expect(await ask(quant, create, { input: ensemble })).toEqual({ __typename: 'ModelVersion' });
	}, 180_000);

	test('that can’t be are refused with the field that is wrong', async () => {
		const refused = async (more: object) => ask(quant, start, { input: { ...input, ...more } });
		expect(await refused({ options: '{"leafs":3}' })).toMatchObject({ __typename: 'InvalidInput', path: ['input', 'options'] });
		expect(await refused({ options: 'no' })).toMatchObject({ message: 'options is no JSON.' });
		expect(await refused({ study: { space: '{"trees":{"kind":"int","low":9,"high":1}}' } })).toMatchObject({
			path: ['input', 'study', 'space', 'trees'],
		});
		const twice = [1, 1].map((version) => ({ model: 'm', version }));
		expect(await refused({ stack: { members: twice } })).toMatchObject({
			path: ['input', 'stack', 'members'],
			message: expect.stringMatching(/twice/),
		});
		const both = { stack: { members: twice }, study: { space: '{}' } };
		expect(await refused(both)).toMatchObject({ path: ['input', 'stack'] });
		expect(await refused({ featureSet: { name: 'mine', version: 1 } })).toMatchObject({ path: ['input', 'featureSet'] });
		expect(await refused({ data: { ...input.data, owner: 'SHARED' } })).toMatchObject({ __typename: 'Forbidden' });
		expect(await ask(risk, start, { input })).toMatchObject({ __typename: 'Forbidden' });
	});

	test('wait and run five at a time for each tenant, are canceled by their own, and by nobody else', async () => {
		const long = { ...input, model: 'long', options: '{"trees":50000,"leavesMax":15,"learningRate":0.001}' };
		const ids: string[] = [];
		for (let n = 0; n < 5; n++) ids.push((await ask(quant, start, { input: long }))?.jobId ?? '');
		expect(await ask(quant, start, { input: long })).toMatchObject({ code: 'TOO_MANY_TRAININGS' });
		expect(await ask(stranger, start, { input: long })).toMatchObject({ status: 'QUEUED' });
		expect(await ask(stranger, cancel, { jobId: ids[0] })).toMatchObject({ code: 'TRAINING_NOT_FOUND' });
		const one = `query($jobId: String!) { answer: trainingJob(jobId: $jobId) { __typename status step } }`;
		await vi.waitFor(async () => expect((await ask(quant, one, { jobId: ids[0] }))?.step).toBeGreaterThan(0), { timeout: 30_000 });
		expect(await ask(stranger, one, { jobId: ids[0] })).toBeNull();
		for (const jobId of ids) expect(await ask(quant, cancel, { jobId })).toMatchObject({ status: 'CANCELED' });
		expect(await ask(quant, cancel, { jobId: ids[0] })).toMatchObject({ code: 'TRAINING_ENDED' });
		// Those of Borealis had to wait; they have no ticks.
		const list = z.object({ data: z.object({ trainingJobs: z.array(z.object({ status: z.string(), error: z.string().nullable() })) }) });
		await vi.waitFor(
			async () => {
				const { trainingJobs } = list.parse(await stranger.ask('{ trainingJobs { status error } }')).data;
				expect(trainingJobs).toEqual([{ status: 'FAILED', error: 'the store has no ticks of V EURUSD' }]);
			},
			{ timeout: 30_000 },
		);
	}, 90_000);

	test('take features of versions that never change', async () => {
		const create = `mutation($d: String!) { answer: createFeatureSet(definition: $d) { __typename ... on FeatureSet { name version features } ... on UserError { code message path } } }`;
		const definition = JSON.stringify({ name: 'mine', barMs: 1000, features: [{ kind: 'quote', name: 'spreadBps' }] });
		expect(await ask(quant, create, { d: definition })).toMatchObject({ version: 1 });
		expect(await ask(quant, create, { d: definition })).toMatchObject({ version: 2 });
		expect(await ask(quant, create, { d: '{"name":"direction"' })).toMatchObject({ __typename: 'InvalidInput' });
		const sets = z.object({ data: z.object({ featureSets: z.array(z.object({ name: z.string(), version: z.number() })) }) });
		const names = async (client: Client) =>
			sets.parse(await client.ask('{ featureSets { name version } }')).data.featureSets.map(({ name }) => name);
		expect(await names(quant)).toEqual(['direction', 'mine', 'mine']);
		expect(await names(stranger)).toEqual(['direction']);
	});
});

/** A walk with some pull, half a second a quote, of Aurora alone. */
async function storeWalk(storeDir: string): Promise<void> {
	const random = new Random(5);
	let price = 110_000;
	const lines = Array.from({ length: 12_000 }, (_, n) => {
		price += Math.round(2 * random.normal());
		return `${n * 500},${(price / 1e5).toFixed(5)},${((price + 2) / 1e5).toFixed(5)}`;
	});
	const file = join(storeDir, 'quotes.csv');
	writeFileSync(file, `${lines.join('\n')}\n`);
	const store = await TickStore.open(storeDir, { memoryMb: 128, threads: 1 });
	const settings = importSettings.parse({
		...{ venue: 'V', instrument: 'EURUSD', format: 'lean-ticks', zone: 'UTC', base: '2024-01-02', priceDigits: 5, qtyDigits: 0 },
	});
	await importFile(store, { file, name: 'quotes.csv', owner: ownerOf(1), settings });
	store.close();
}
