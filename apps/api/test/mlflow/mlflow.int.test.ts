import { gbdtToOnnx, Random, trainGbdt } from '@meridian/ml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { mlflowPaths } from '../../src/mlflow/router.ts';
import { type Client, startRig } from './rig.ts';

let rig: Awaited<ReturnType<typeof startRig>>;
let trader: Client;
let admin: Client;
let risk: Client;
let stranger: Client;
beforeAll(async () => {
	rig = await startRig();
	[trader, admin, risk, stranger] = (await Promise.all(
		['trader@aurora.example', 'admin@aurora.example', 'risk@aurora.example', 'trader@borealis.example'].map(rig.login),
	)) as [Client, Client, Client, Client];
}, 60_000);
afterAll(() => rig?.close());

const runShape = z.object({ run: z.object({ info: z.object({ run_id: z.string(), status: z.string() }), data: z.unknown() }) });
async function newRun(client: Client, experiment: string): Promise<{ experimentId: string; runId: string }> {
	const known = await client.call('experiments/get-by-name', { experiment_name: experiment });
	const made = known.status === 200 ? known.body.experiment : (await client.call('experiments/create', { name: experiment })).body;
	const { experiment_id: experimentId } = z.object({ experiment_id: z.string() }).parse(made);
	const created = await client.call('runs/create', {
		experiment_id: experimentId,
		start_time: 1_700_000_000_000,
		tags: [{ key: 'team', value: 'fx' }],
	});
	return { experimentId, runId: runShape.parse(created.body).run.info.run_id };
}
function onnx(seed: number): Uint8Array {
	const random = new Random(seed);
	const columns = [0, 1].map(() => Float32Array.from({ length: 300 }, () => random.normal()));
	const dataset = { names: ['a', 'b'], columns, labels: Float32Array.from(columns[0] ?? [], (value) => value * seed) };
	return gbdtToOnnx(trainGbdt({ dataset, options: { objective: 'regression', trees: 3 } }));
}
/** A run with a model file, and a version of the model made of it. */
async function version(client: Client, input: { name: string; bytes: Uint8Array; file?: string }): Promise<Record<string, unknown>> {
	const { runId } = await newRun(client, 'models');
	await client.put(`${runId}/model/${input.file ?? 'model.onnx'}`, input.bytes);
	await client.call('registered-models/create', { name: input.name });
	const made = await client.call('model-versions/create', { name: input.name, source: `mlflow-artifacts:/${runId}/model`, run_id: runId });
	expect(made.status).toBe(200);
	return z.record(z.string(), z.unknown()).parse(made.body.model_version);
}

describe('runs of a tenant', () => {
	test('keep parameters, tags, and every value of a metric', async () => {
		const { runId } = await newRun(trader, 'history');
		const metrics = [0.5, 0.6, 'NaN'].map((value, step) => ({ key: 'auc', value, timestamp: 1000 + step, step }));
		await trader.call('runs/log-batch', {
			run_id: runId,
			metrics,
			params: [{ key: 'depth', value: '6' }],
			tags: [{ key: 'mood', value: 'good' }],
		});
		await trader.call('runs/log-metric', { run_id: runId, key: 'auc', value: 0.55, timestamp: 999, step: 1 });
		await trader.call('runs/update', { run_id: runId, status: 'FINISHED', end_time: 1_700_000_001_000 });
		const { body } = await trader.call('runs/get', { run_id: runId });
		expect(body).toMatchObject({
			run: {
				info: { status: 'FINISHED', end_time: 1_700_000_001_000 },
				data: { params: [{ key: 'depth', value: '6' }], metrics: [{ key: 'auc', value: 'NaN', step: 2 }] },
			},
		});
		const history = await trader.call('metrics/get-history', { run_id: runId, metric_key: 'auc' });
		expect(history.body.metrics).toMatchObject([{ value: 0.5 }, { value: 0.6 }, { value: 'NaN' }, { value: 0.55 }]);
	});

	test('refuse a parameter that says something else than before, and take nothing of that batch', async () => {
		const { runId } = await newRun(trader, 'immutable');
		await trader.call('runs/log-parameter', { run_id: runId, key: 'depth', value: '6' });
		const again = await trader.call('runs/log-batch', {
			run_id: runId,
			params: [{ key: 'depth', value: '7' }],
			tags: [{ key: 'late', value: 'x' }],
		});
		expect(again).toMatchObject({ status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE' } });
		const { body } = await trader.call('runs/get', { run_id: runId });
		expect(JSON.stringify(body)).not.toContain('late');
	});

	test('keep every value that ten clients log at once', async () => {
		const { runId } = await newRun(trader, 'crowd');
		const logged = Array.from({ length: 10 }, (_, n) =>
			trader.call('runs/log-batch', { run_id: runId, params: [{ key: `p${n}`, value: `${n}` }] }),
		);
		expect((await Promise.all(logged)).map(({ status }) => status)).toEqual(new Array(10).fill(200));
		const { body } = await trader.call('runs/get', { run_id: runId });
		expect(z.object({ run: z.object({ data: z.object({ params: z.array(z.unknown()) }) }) }).parse(body).run.data.params).toHaveLength(10);
	});

	test('are found by filters, in the order asked, page by page', async () => {
		const runs = [];
		for (const auc of [0.7, 0.5, 0.9]) {
			const run = await newRun(trader, 'search');
			await trader.call('runs/log-batch', {
				run_id: run.runId,
				metrics: [{ key: 'auc', value: auc, timestamp: 1, step: 0 }],
				params: [{ key: 'kind of', value: auc > 0.6 ? 'trees' : 'line' }],
			});
			runs.push(run);
		}
		const ask = { experiment_ids: [runs[0]?.experimentId], order_by: ['metrics.auc DESC'], max_results: 1 };
		const filter = "params.`kind of` = 'trees' and metrics.auc > 0.1";
		const first = await trader.call('runs/search', { ...ask, filter });
		const second = await trader.call('runs/search', { ...ask, filter, page_token: first.body.next_page_token });
		const ids = [first, second].map(({ body }) => z.object({ runs: z.array(runShape.shape.run) }).parse(body).runs[0]?.info.run_id);
		expect(ids).toEqual([runs[2]?.runId, runs[0]?.runId]);
		expect(second.body.next_page_token).toBeUndefined();
		expect(await trader.call('runs/search', { ...ask, filter: 'metrics.auc is big' })).toMatchObject({ status: 400 });
	});
});

describe('files of a run', () => {
	test('come back as they were sent, and are listed by folder', async () => {
		const { runId } = await newRun(trader, 'files');
		const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i % 251);
		await trader.put(`${runId}/deep/er/a.bin`, bytes);
		await trader.put(`${runId}/deep/b%20c.txt`, new TextEncoder().encode('hello'));
		expect((await trader.get(`${runId}/deep/er/a.bin`)).bytes).toEqual(bytes);
		expect((await trader.call('artifacts/list', { run_id: runId, path: 'deep' })).body.files).toEqual([
			{ path: 'deep/b c.txt', is_dir: false, file_size: 5 },
			{ path: 'deep/er', is_dir: true },
		]);
	});

	test('have no way out of their run', async () => {
		const { runId } = await newRun(trader, 'files');
		for (const path of ['..%2f..%2fetc%2fpasswd', 'a/..%2f..%2fb', '%2e%2e/x'])
			expect((await trader.put(`${runId}/${path}`, new Uint8Array(1))).status, path).toBeGreaterThanOrEqual(400);
	});
});

describe('versions of a model', () => {
	test('go into production by a second person alone, and push out the one before', async () => {
		const name = 'direction';
		await version(trader, { name, bytes: onnx(1) });
		await version(trader, { name, bytes: onnx(2) });
		const promote = (client: Client, number: number) =>
			client.call('model-versions/transition-stage', { name, version: `${number}`, stage: 'production', archive_existing_versions: true });
		expect(await promote(trader, 1)).toMatchObject({ status: 403, body: { message: /second person/ } });
		expect(await promote(admin, 1)).toMatchObject({ status: 200, body: { model_version: { current_stage: 'Production' } } });
		expect(await promote(admin, 2)).toMatchObject({ status: 200 });
		const { body } = await trader.call('registered-models/get-latest-versions', { name });
		expect(body.model_versions).toMatchObject([
			{ version: '2', current_stage: 'Production' },
			{ version: '1', current_stage: 'Archived' },
		]);
	});

	test('without a model that passed the gate never go there, and say why', async () => {
		await version(trader, { name: 'broken', bytes: new TextEncoder().encode('no model') });
		const promoted = await admin.call('model-versions/transition-stage', { name: 'broken', version: '1', stage: 'Production' });
		expect(promoted).toMatchObject({ status: 400, body: { message: expect.stringMatching(/passed the gate: /) } });
		await version(trader, { name: 'pickled', bytes: new Uint8Array(9), file: 'model.pkl' });
		const pickled = await admin.call('model-versions/transition-stage', { name: 'pickled', version: '1', stage: 'Production' });
		expect(pickled).toMatchObject({ body: { message: expect.stringMatching(/no .onnx file/) } });
	});

	test('are numbered without gaps when several are made at once', async () => {
		const made = await Promise.all(Array.from({ length: 5 }, () => version(trader, { name: 'race', bytes: onnx(1) })));
		expect(made.map((one) => Number(one.version)).toSorted()).toEqual([1, 2, 3, 4, 5]);
	});

	test('are found by an alias', async () => {
		await version(trader, { name: 'aliased', bytes: onnx(1) });
		await trader.call('registered-models/alias', { name: 'aliased', alias: 'champion', version: '1' });
		const { body } = await trader.call('registered-models/alias', { name: 'aliased', alias: 'champion' });
		expect(body).toMatchObject({ model_version: { version: '1', aliases: ['champion'] } });
	});
});

describe('what is deleted', () => {
	test('is gone: a file of a run, an alias, a version, a model; what was in production stays', async () => {
		const { runId } = await newRun(trader, 'gone');
		await trader.put(`${runId}/notes.txt`, new Uint8Array(3));
		const removed = await fetch(`${rig.uri}/api/2.0/mlflow-artifacts/artifacts/${runId}/notes.txt`, {
			method: 'DELETE',
			headers: { authorization: `Bearer ${trader.token}` },
		});
		expect([removed.status, (await trader.get(`${runId}/notes.txt`)).status]).toEqual([200, 404]);
		for (let n = 0; n < 2; n++) await version(trader, { name: 'doomed', bytes: onnx(1) });
		await trader.call('registered-models/alias', { name: 'doomed', alias: 'champion', version: '1' });
		expect((await trader.call('model-versions/delete', { name: 'doomed', version: '1' })).status).toBe(200);
		expect((await trader.call('registered-models/alias', { name: 'doomed', alias: 'champion' })).status).toBe(404);
		await admin.call('model-versions/transition-stage', { name: 'doomed', version: '2', stage: 'Production' });
		await admin.call('model-versions/transition-stage', { name: 'doomed', version: '2', stage: 'Archived' });
		const kept = await trader.call('registered-models/delete', { name: 'doomed' });
		expect(kept).toMatchObject({ status: 400, body: { error_code: 'INVALID_STATE', message: expect.stringMatching(/stays on record/) } });
		await version(trader, { name: 'never-served', bytes: onnx(1) });
		expect((await trader.call('registered-models/delete', { name: 'never-served' })).status).toBe(200);
		expect((await trader.call('registered-models/get', { name: 'never-served' })).status).toBe(404);
	});
});

describe('the door', () => {
	test('takes nobody without a token', async () => {
		const response = await fetch(`${rig.uri}/api/2.0/mlflow/experiments/search`, { method: 'POST' });
		expect([response.status, await response.json()]).toEqual([401, { error_code: 'UNAUTHENTICATED', message: expect.any(String) }]);
	});

	test('lets a role read that may change nothing', async () => {
		await newRun(trader, 'seen');
		expect((await risk.call('experiments/get-by-name', { experiment_name: 'seen' })).status).toBe(200);
		expect(await risk.call('experiments/create', { name: 'mine' })).toMatchObject({
			status: 403,
			body: { error_code: 'PERMISSION_DENIED' },
		});
		expect((await risk.put('x/y', new Uint8Array(1))).status).toBe(403);
	});

	test('says of bad input what is wrong with it', async () => {
		expect(await trader.call('experiments/create', { name: '' })).toMatchObject({
			status: 400,
			body: { message: expect.stringMatching(/name/) },
		});
		expect(await trader.call('nothing/here')).toMatchObject({ status: 404, body: { error_code: 'ENDPOINT_NOT_FOUND' } });
	});
});

describe('another tenant, with the same names', () => {
	test('gets the same answer for what is ours as for what is not there, at every endpoint', async () => {
		const { runId, experimentId } = await newRun(trader, 'secret');
		await trader.put(`${runId}/secret.bin`, new Uint8Array(3));
		await version(trader, { name: 'hidden', bytes: onnx(1) });
		const ours = {
			run_id: runId,
			experiment_id: experimentId,
			experiment_name: 'secret',
			name: 'hidden',
			version: '1',
			stage: 'Staging',
			alias: 'x',
		};
		const absent = { ...ours, run_id: runId.replaceAll(/./g, 'f'), experiment_id: '999999', experiment_name: 'nowhere', name: 'nothing' };
		const rest = { key: 'k', value: '1', timestamp: 1, metric_key: 'k', new_name: 'n', description: 'd', source: 's', run_ids: [] };
		const masked = (text: string): string =>
			[runId, absent.run_id, 'secret', 'nowhere', 'hidden', 'nothing', `${absent.experiment_id}`].reduce(
				(out, word) => out.replaceAll(word, '*'),
				text,
			);
		const paths = mlflowPaths.filter((one) => !/search|create|bulk/.test(one));
		expect(paths.length).toBeGreaterThan(25);
		for (const path of paths) {
			const value = path === 'runs/log-metric' ? 1 : '1';
			// The stranger's own first experiment may have the number of ours.
			const asked = /^experiments\/(?!get-by-name)/.test(path) ? { ...ours, experiment_id: '888888' } : ours;
			const [theirs, none] = [
				await stranger.call(path, { ...rest, ...asked, value }),
				await stranger.call(path, { ...rest, ...absent, value }),
			];
			expect([theirs.status, none.status], path).toEqual([404, 404]);
			expect(masked(JSON.stringify(theirs.body)).replace('888888', '*'), path).toBe(masked(JSON.stringify(none.body)));
			// The owner has it, whatever else may be said against the request.
			if (!/delete|rename|alias/.test(path)) expect((await trader.call(path, { ...rest, ...ours, value })).status, path).not.toBe(404);
		}
		expect((await stranger.get(`${runId}/secret.bin`)).status).toBe(404);
		expect((await stranger.put(`${runId}/mine.bin`, new Uint8Array(1))).status).toBe(404);
		const search = await stranger.call('runs/search', { experiment_ids: [experimentId] });
		expect(search.body.runs).toEqual([]);
		expect((await stranger.call('model-versions/search')).body.model_versions).toEqual([]);
	});
});
