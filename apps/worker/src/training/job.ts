import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyProvider } from '@meridian/auth';
import type { Db, MlJob } from '@meridian/db';
import { contentOf, type ObjectStore, type TickStore, writeFrame } from '@meridian/market-data/store';
import {
	builtInFeatureSet,
	type FeatureSetDefinition,
	featureSetDefinition,
	type JobRequest,
	jobRequest,
	mergeQuotes,
	type ParquetTable,
	type RunProgress,
	referencesOf,
	type StudyRequest,
	type TrainingJob,
	type TrainingTable,
	type TrainRequest,
	trainingJob,
} from '@meridian/ml';
import { OfflineFeatures } from '@meridian/ml/store';
import type { Logger } from '@meridian/telemetry';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { CheckpointFile } from './checkpoint.ts';
import { codeVersion } from './code-version.ts';
import { trainingQuotes, trainingSeries } from './quotes.ts';
import { registerModel } from './register.ts';
import { JobRow } from './row.ts';
import { stackMembers } from './stack.ts';
import { runStudy } from './study.ts';
import { fitInThread, makeTable, stackInThread, TrainingRefused } from './threads.ts';

export type TrainingWork = {
	readonly db: Db;
	readonly redis: Redis;
	readonly store: TickStore;
	readonly storeDir: string;
	readonly objects: ObjectStore;
	readonly keys: KeyProvider;
	readonly log: Logger;
	/** The process goes: rows stay RUNNING and go on with the next start. */
	readonly signal: AbortSignal;
	readonly checkpointEveryMs?: number;
};

/** A job that takes its worker down as often is not begun again. */
const startsMax = 5;
/** Numbers of a table: 400 MB. */
const cellsMax = 100_000_000;

/**
 * Runs one training or study. The tenant is the job's, which the API took from the credential. What is the request's own fault ends it as FAILED with the
 * reason; a stop or a crash of this process leaves the row as it is, to go on from its checkpoint.
 * @throws what is not the request's fault: the job is tried again
 */
export async function runTrainingJob(data: unknown, work: TrainingWork): Promise<void> {
	const job = trainingJob.parse(data);
	const log = work.log.child({ tenantId: job.tenantId, jobId: job.jobId });
	const row = new JobRow(job, { ...work, log });
	const checkpoint = new CheckpointFile(work.storeDir, job);
	try {
		const begun = await row.begin();
		if (begun === undefined) return await checkpoint.remove();
		if (begun.starts > startsMax) throw new TrainingRefused(`its worker went down with it ${startsMax} times`);
		const done = await run(begun, { job, row, checkpoint, work, log });
		await row.end('DONE', done);
		await checkpoint.remove();
		log.info(done, 'trained');
	} catch (error) {
		row.leave();
		if (row.canceled.signal.aborted) {
			await checkpoint.remove();
			log.info('canceled');
		} else if (work.signal.aborted) log.info('stopped; it goes on with the next start');
		else if (error instanceof TrainingRefused) {
			await row.end('FAILED', { error: error.message });
			await checkpoint.remove();
			log.info({ reason: error.message }, 'not trained');
		} else throw error;
	} finally {
		row.leave();
	}
}

type Under = {
	readonly job: TrainingJob;
	readonly row: JobRow;
	readonly checkpoint: CheckpointFile;
	readonly work: TrainingWork;
	readonly log: Logger;
};

async function run(begun: MlJob, under: Under) {
	const { job, row, work } = under;
	const signal = AbortSignal.any([work.signal, row.canceled.signal]);
	const parsed = jobRequest.safeParse(begun.request);
	if (!parsed.success) throw new TrainingRefused(z.prettifyError(parsed.error));
	const request = parsed.data;
	const definition = await featureSet(work.db, { tenantId: job.tenantId, of: request.featureSet });
	row.soon({ phase: 'features' });
	const table = await tableOf(request, { under, definition, signal });
	const { parquet, remove } = await exchangeFile(request, { under, table });
	try {
		const { toTrain, ...fitting } = await prepared(request, { under, table, signal, parquet });
		const result = await trainModel(toTrain, { ...fitting, isStudy: request.kind === 'STUDY' });
		signal.throwIfAborted();
		const registered = await registerModel(work, {
			...{ job, userId: begun.createdBy, request: toTrain, definition, table: fitting.table, result },
			...(request.kind === 'STACK' ? { stack: { members: request.members, folds: request.memberFolds } } : {}),
			...{ codeVersion: codeVersion(), startedMs: begun.createdAt.getTime() },
		});
		return { ...registered, loss: Number.isFinite(result.loss) ? result.loss : null };
	} finally {
		await remove();
	}
}

/** What is trained in the end, and on which rows. */
async function prepared(request: JobRequest, fitting: Fitting): Promise<Fitting & { readonly toTrain: TrainRequest }> {
	if (request.kind === 'TRAIN') return { ...fitting, toTrain: request };
	if (request.kind === 'STUDY') return { ...fitting, toTrain: await bestOf(request, fitting) };
	const { under, signal } = fitting;
	const members = await stackMembers(under.work.db, { tenantId: under.job.tenantId, request });
	const onProgress = ({ phase, step, of }: RunProgress): void => under.row.soon({ phase, step, of });
	const table = await stackInThread({ table: fitting.table, request, members, signal, onProgress });
	const { members: _members, memberFolds, ...shared } = request;
	return { ...fitting, table, toTrain: { ...shared, kind: 'TRAIN' } };
}

/** Features come from their store, where they were computed before, of these very ticks; otherwise they go there. */
async function tableOf(
	{ data, label }: JobRequest,
	{ under, definition, signal }: { readonly under: Under; readonly definition: FeatureSetDefinition; readonly signal: AbortSignal },
): Promise<TrainingTable> {
	const { job, work, log } = under;
	const of = { tenantId: job.tenantId, data };
	const series = await trainingSeries(work, of);
	const { owner, venue, instrument } = series.key;
	const { fromMs, toMs } = data;
	// Other instruments that the set looks at: of the same owner and venue, and the tenant must be entitled to them as well.
	const others = [];
	for (const name of referencesOf(definition)) {
		const reference = { tenantId: job.tenantId, data: { ...data, instrument: name } };
		others.push({ ...reference, series: await trainingSeries(work, reference) });
	}
	const contents = [series, ...others.map((other) => other.series)].map(({ manifest }) => contentOf(manifest, data));
	const key = { owner, venue, instrument, fromMs, toMs, content: contents.join(' '), definition };
	const offline = new OfflineFeatures(work.store);
	let kept: Promise<void> = Promise.resolve();
	const table = await makeTable({
		...{ quotes: mergeQuotes([{ ...of, series }, ...others].map((one) => trainingQuotes(work, one))), definition, label, signal },
		...{ rowsMax: Math.floor(cellsMax / definition.features.length), stored: await offline.read(key) },
		keep(rows) {
			kept = offline
				.write(key, rows)
				.catch((error: unknown) => log.warn({ err: error }, 'features could not be kept; they are computed again'));
		},
	});
	await kept;
	return table;
}

type Fitting = {
	readonly under: Under;
	readonly table: TrainingTable;
	readonly signal: AbortSignal;
	readonly parquet: ParquetTable | undefined;
};

/** The table in a file, where a trainer in another language needs one. */
async function exchangeFile({ trainer }: JobRequest, { under, table }: Pick<Fitting, 'under' | 'table'>) {
	if (trainer.name !== 'lightgbm') return { parquet: undefined, remove: async () => undefined };
	const folder = await mkdtemp(join(under.work.store.workDir, 'exchange-'));
	const parquet = { file: join(folder, 'table.parquet'), columns: table.names, label: '__label' };
	const frame = { names: [...table.names, parquet.label], columns: [...table.columns, table.labels] };
	await writeFrame(under.work.store.duck, { file: parquet.file, frame });
	return { parquet, remove: () => rm(folder, { recursive: true, force: true }) };
}

async function trainModel(request: TrainRequest, { under, table, signal, parquet, isStudy }: Fitting & { readonly isStudy: boolean }) {
	const { row, checkpoint, work, log } = under;
	const result = await fitInThread({
		...{ table, request, signal, parquet, checkpoint: await checkpoint.read() },
		...(work.checkpointEveryMs === undefined ? {} : { checkpointEveryMs: work.checkpointEveryMs }),
		onProgress: ({ phase, step, of, loss }) => row.soon(isStudy ? { phase } : { phase, step, of, loss: loss ?? null }),
		onCheckpoint(bytes) {
			checkpoint.write(bytes).catch((error: unknown) => log.warn({ err: error }, 'a checkpoint could not be kept'));
		},
	});
	if (result === undefined) throw new Error('a training ended that nobody ended');
	return result;
}

/** Searches, and says what to train: the request with the best trial's options. */
async function bestOf(request: StudyRequest, { under, table, signal, parquet }: Fitting): Promise<TrainRequest> {
	const { job, row, work } = under;
	const of = request.trials + 1;
	const failed = new AbortController();
	const best = await runStudy({
		...{ db: work.db, job, request },
		fit: (one, { decide }) =>
			fitInThread({
				...{ table, request: one, foldsOnly: true, decide, parquet, signal: AbortSignal.any([signal, failed.signal]) },
				onProgress: () => undefined,
			}),
		onTrial: (step) => row.soon({ phase: 'trials', step, of }),
	}).catch((error: unknown) => {
		// The other lanes' threads end with the one that failed.
		failed.abort(error);
		throw error;
	});
	row.soon({ phase: 'model', step: request.trials, of, loss: best.loss ?? null });
	const { space, trials, parallel, prune, ...shared } = request;
	return { ...shared, kind: 'TRAIN', trainer: { ...request.trainer, options: { ...request.trainer.options, ...best.point } } };
}

/** @throws TrainingRefused where the tenant has no such set */
async function featureSet(
	db: Db,
	{ tenantId, of }: { readonly tenantId: number; readonly of: JobRequest['featureSet'] },
): Promise<FeatureSetDefinition> {
	const builtIn = builtInFeatureSet(of);
	if (builtIn !== undefined) return builtIn;
	const row = await db.forTenant(tenantId).mlFeatureSet.findUnique({ where: { name_version: of } });
	if (row === null) throw new TrainingRefused(`there is no feature set ${of.name} version ${of.version}`);
	return featureSetDefinition.parse(row.definition);
}
