import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localKeys } from '@meridian/auth';
import { createDb, type Db, type Prisma } from '@meridian/db';
import { createTestDatabase, type TestDatabase } from '@meridian/db/testing';
import { checkModel, type JobRequest, modelObjectKey, trainingJobId, trainingQueue } from '@meridian/ml';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { storeQuotes, trainingRequest } from './support/training.ts';

/** Tenants 1 and 2 have ticks of the same venue and instrument, and not the same ticks. */
describe('trainings', () => {
	const storeDir = mkdtempSync(join(tmpdir(), 'meridian-training-'));
	const objectsDir = join(storeDir, 'objects');
	const dataKeys = `k:${randomBytes(32).toString('hex')}`;
	// A database of Redis of its own: other tests have workers too.
	const redisUrl = `${process.env.REDIS_URL ?? ''}/10`;
	let database: TestDatabase;
	let db: Db;
	let redis: Redis;
	let queue: Queue;
	let worker: ChildProcess | undefined;

	function start(): void {
		worker = spawn(process.execPath, [join(import.meta.dirname, '../src/main.ts')], {
			env: {
				...process.env,
				...{ DATABASE_URL: database.url, REDIS_URL: redisUrl, MERIDIAN_STORE_DIR: storeDir, MERIDIAN_OBJECTS_DIR: objectsDir },
				...{ MERIDIAN_DATA_KEYS: dataKeys, MERIDIAN_WORKER_HTTP_PORT: '0', MERIDIAN_WORKER_LOCK_MS: '1000', MERIDIAN_LOG_LEVEL: 'silent' },
			},
			stdio: ['pipe', 'ignore', 'inherit'],
		});
	}
	beforeAll(async () => {
		database = await createTestDatabase();
		db = createDb({ url: database.url });
		redis = new Redis(redisUrl);
		await redis.flushdb();
		queue = new Queue(trainingQueue, { connection: redis });
		await storeQuotes(storeDir, { tenantId: 1 });
		await storeQuotes(storeDir, { tenantId: 1, seed: 7, instrument: 'GBPUSD' });
		await storeQuotes(storeDir, { tenantId: 2, seed: 6 });
		start();
	}, 60_000);
	afterAll(async () => {
		worker?.kill('SIGTERM');
		if (worker !== undefined && worker.exitCode === null) await once(worker, 'exit');
		await queue?.close();
		redis?.disconnect();
		await db?.close();
		await database?.close();
		rmSync(storeDir, { recursive: true, force: true });
	});

	async function ask(tenantId: number, request: JobRequest): Promise<string> {
		const id = randomUUID();
		const data: Prisma.InputJsonObject = JSON.parse(JSON.stringify(request));
		await db.forTenant(tenantId).mlJob.create({ data: { id, kind: request.kind, status: 'QUEUED', request: data, createdBy: 1 } });
		const job = { tenantId, jobId: id };
		await queue.add('training', job, { jobId: trainingJobId(job) });
		return id;
	}
	const rowOf = (tenantId: number, id: string) => db.forTenant(tenantId).mlJob.findFirst({ where: { id } });
	const ended = (tenantId: number, id: string) =>
		vi.waitFor(
			async () => {
				const row = await rowOf(tenantId, id);
				expect(['DONE', 'FAILED']).toContain(row?.status);
				return row;
			},
			{ timeout: 120_000, interval: 50 },
		);
	const versionOf = (tenantId: number, runId: string | null | undefined) =>
		db.forTenant(tenantId).mlModelVersion.findFirst({ where: { runId: runId ?? '' } });

	test('end in a signed version that says what it came from, each tenant’s from its own ticks', async () => {
		const ids = [await ask(1, trainingRequest()), await ask(2, trainingRequest())];
		const rows = [await ended(1, ids[0] ?? ''), await ended(2, ids[1] ?? '')];
		expect(rows).toMatchObject([
			{ status: 'DONE', version: 1, error: null },
			{ status: 'DONE', version: 1, error: null },
		]);
		const [mine, others] = [await versionOf(1, rows[0]?.runId), await versionOf(2, rows[1]?.runId)];
		expect(mine?.lineage).toMatchObject({
			data: { venue: 'V', instrument: 'EURUSD', quotes: 16_000, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
			featureSet: { name: 'direction', version: 1, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
			...{ seed: 1, codeVersion: expect.stringMatching(/^[0-9a-f]{64}$/), trainer: { name: 'gbdt', options: { trees: 30 } }, width: 25 },
		});
		expect(mine?.card).toMatchObject({ objective: 'binary', metrics: { auc: expect.any(Number) }, folds: [{ auc: expect.any(Number) }] });
		expect(others?.lineage).not.toMatchObject({ data: { sha256: JSON.parse(JSON.stringify(mine?.lineage)).data.sha256 } });
		const bytes = readFileSync(join(objectsDir, modelObjectKey(1, mine?.sha256 ?? '')));
		const keys = localKeys(dataKeys);
		await checkModel(keys, { tenantId: 1, bytes, signature: mine?.signature ?? null });
		await expect(checkModel(keys, { tenantId: 2, bytes, signature: mine?.signature ?? null })).rejects.toThrow(/not the one/);
		await expect(checkModel(keys, { tenantId: 1, bytes: bytes.fill(7, 100, 101), signature: mine?.signature ?? null })).rejects.toThrow();
		const metrics = await db.forTenant(1).mlMetric.findMany({ where: { runId: rows[0]?.runId ?? '' } });
		expect(metrics.map(({ key }) => key)).toEqual(expect.arrayContaining(['auc', 'logLoss', 'fold.auc']));
	});

	test('whose worker is killed go on from where they stood, and give the same bytes as one that was not', async () => {
		const request = trainingRequest({
			trainer: { name: 'gbdt', options: { trees: 400, leavesMax: 15, learningRate: 0.01, rowShare: 0.8 } },
		});
		const undisturbed = await ended(1, await ask(1, request));
		const id = await ask(1, request);
		const checkpoint = join(storeDir, 'work', 'training', 'tenant-1', id);
		await vi.waitFor(
			async () => {
				expect(await rowOf(1, id)).toMatchObject({ status: 'RUNNING', phase: 'model' });
				expect(existsSync(checkpoint)).toBe(true);
			},
			{ timeout: 20_000, interval: 10 },
		);
		worker?.kill('SIGKILL');
		await once(worker ?? process, 'exit');
		expect(await rowOf(1, id)).toMatchObject({ status: 'RUNNING', starts: 1 });
		start();
		const row = await ended(1, id);
		expect(row).toMatchObject({ status: 'DONE', starts: 2, error: null });
		const [one, other] = [await versionOf(1, row?.runId), await versionOf(1, undisturbed?.runId)];
		expect(one?.sha256).toBe(other?.sha256);
		expect(one?.card).toEqual(other?.card);
		expect(existsSync(checkpoint)).toBe(false);
	}, 90_000);

	test('take what other instruments did, where the tenant has their ticks, and say so where it has not', async () => {
		const set = {
			...{ name: 'beside', version: 1, barMs: 2000 },
			features: [
				{ kind: 'indicator', name: 'roc', periods: { period: 5 }, relative: false },
				{ kind: 'pair', name: 'correlation', periods: { period: 20 }, reference: 'GBPUSD' },
			],
		};
		for (const tenantId of [1, 2])
			await db.forTenant(tenantId).mlFeatureSet.create({ data: { name: set.name, version: 1, definition: set, createdBy: 1 } });
		const request = trainingRequest({ model: 'beside', featureSet: { name: set.name, version: set.version } });
		const [first, second] = [await ended(1, await ask(1, request)), await ended(1, await ask(1, request))];
		expect(first).toMatchObject({ status: 'DONE', error: null });
		const [one, again] = [await versionOf(1, first?.runId), await versionOf(1, second?.runId)];
		expect(JSON.stringify(one?.card)).toContain('correlation_20@GBPUSD');
		// The second takes its rows from the store: they are those of the same ticks of both instruments.
		expect(again?.sha256).toBe(one?.sha256);
		expect(await ended(2, await ask(2, request))).toMatchObject({ status: 'FAILED', error: 'the store has no ticks of V GBPUSD' });
	}, 300_000);

	test('are canceled in the middle and leave nothing behind; what can’t be trained says why', async () => {
		const long = { name: 'gbdt', options: { trees: 50_000, leavesMax: 15, learningRate: 0.001 } };
		const id = await ask(1, trainingRequest({ trainer: long }));
		await vi.waitFor(async () => expect((await rowOf(1, id))?.step).toBeGreaterThan(0), { timeout: 20_000, interval: 20 });
		await db.forTenant(1).mlJob.updateMany({ where: { id }, data: { status: 'CANCELED' } });
		// The next one begins only once the thread of this one is gone.
		const data = { owner: 'SHARED', venue: 'V', instrument: 'EURUSD', fromMs: 0, toMs: 1 };
		expect(await ended(1, await ask(1, trainingRequest({ data })))).toMatchObject({ error: expect.stringMatching(/not entitled/) });
		expect(await rowOf(1, id)).toMatchObject({ status: 'CANCELED', version: null });
		expect(await versionOf(1, id.replaceAll('-', ''))).toBeNull();
		const absent = trainingRequest({ featureSet: { name: 'mine', version: 3 } });
		expect(await ended(1, await ask(1, absent))).toMatchObject({ status: 'FAILED', error: 'there is no feature set mine version 3' });
		const short = trainingRequest({ data: { ...trainingRequest().data, toMs: trainingRequest().data.fromMs + 600_000 } });
		expect(await ended(1, await ask(1, short))).toMatchObject({ status: 'FAILED', error: expect.stringMatching(/rows with a label/) });
	}, 60_000);

	test('of a study try points side by side, cut the bad ones, and train the best', async () => {
		const space = { leavesMax: { kind: 'int', low: 2, high: 31 }, learningRate: { kind: 'float', low: 0.005, high: 0.3, log: true } };
		const id = await ask(1, trainingRequest({ kind: 'STUDY', space, trials: 8, parallel: 2, prune: true, folds: 1 }));
		const row = await ended(1, id);
		expect(row).toMatchObject({ status: 'DONE', error: null });
		const trials = await db.forTenant(1).mlTrial.findMany({ where: { jobId: id }, orderBy: { number: 'asc' } });
		expect(trials).toHaveLength(8);
		const done = trials.filter(({ status }) => status === 'DONE');
		expect(trials.filter(({ status }) => status === 'PRUNED').length).toBeGreaterThan(0);
		const best = done.toSorted((a, b) => (a.loss ?? 0) - (b.loss ?? 0))[0];
		expect((await versionOf(1, row?.runId))?.lineage).toMatchObject({ trainer: { options: best?.point } });
	}, 60_000);

	test('of a stack train the members anew on rows before those they answer, and the tenant’s own members alone', async () => {
		const line = { name: 'linear', options: {} };
		await ended(1, await ask(1, trainingRequest({ model: 'bent' })));
		await ended(1, await ask(1, trainingRequest({ model: 'straight', trainer: line })));
		const members = [
			{ model: 'bent', version: 1 },
			{ model: 'straight', version: 1 },
		];
		const stack = trainingRequest({ kind: 'STACK', model: 'stacker', trainer: line, members, memberFolds: 2 });
		const [first, second] = [await ended(1, await ask(1, stack)), await ended(1, await ask(1, stack))];
		expect(first).toMatchObject({ status: 'DONE', error: null });
		const [one, again] = [await versionOf(1, first?.runId), await versionOf(1, second?.runId)];
		// What it takes are the members' answers, so that it names no feature set whose rows it could be given.
		expect(one?.lineage).toMatchObject({
			width: 2,
			outputs: 1,
			stack: { members, folds: 2, featureSet: { name: 'direction', version: 1 } },
		});
		expect(one?.lineage).not.toHaveProperty('featureSet');
		expect(JSON.stringify(one?.card)).toContain('bent 1');
		expect(again?.sha256).toBe(one?.sha256);
		// Tenant 2 has the ticks and no such models; the words are those for a version that nobody has.
		expect(await ended(2, await ask(2, stack))).toMatchObject({ status: 'FAILED', error: 'there is no version 1 of bent' });
		const other = trainingRequest({ ...stack, label: { kind: 'direction', horizonMs: 30_000 } });
		expect(await ended(1, await ask(1, other))).toMatchObject({ status: 'FAILED', error: 'bent 1 tells another label than the stack' });
		const nested = trainingRequest({ ...stack, members: [...members, { model: 'stacker', version: 1 }] });
		expect(await ended(1, await ask(1, nested))).toMatchObject({
			status: 'FAILED',
			error: expect.stringMatching(/^stacker 1 was not trained here/),
		});
	}, 300_000);
});
