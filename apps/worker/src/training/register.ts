import type { KeyProvider } from '@meridian/auth';
import type { Db, Prisma, TenantTx } from '@meridian/db';
import { type ObjectStore, putBytes } from '@meridian/market-data/store';
import {
	completeOptions,
	type FeatureSetDefinition,
	gateModel,
	gateRules,
	modelObjectKey,
	objectiveOfLabel,
	type RunResult,
	type StackRequest,
	sha256OfModel,
	signModel,
	type TrainingJob,
	type TrainingTable,
	type TrainRequest,
} from '@meridian/ml';
import { TrainingRefused } from './threads.ts';

type Trained = {
	readonly job: TrainingJob;
	readonly userId: number;
	readonly request: TrainRequest;
	readonly definition: FeatureSetDefinition;
	readonly table: Pick<TrainingTable, 'sha256' | 'quotes' | 'names' | 'times'>;
	readonly result: RunResult;
	/** Whose answers it takes, instead of the feature set's features. */
	readonly stack?: { readonly members: StackRequest['members']; readonly folds: number };
	readonly codeVersion: string;
	readonly startedMs: number;
};
type Where = { readonly db: Db; readonly objects: ObjectStore; readonly keys: KeyProvider };
export type Registered = { readonly runId: string; readonly version: number };

const experimentName = 'training';
const jsonOf = (value: unknown): Prisma.InputJsonObject => JSON.parse(JSON.stringify(value));

/**
 * Makes what a training gave a run with its files and a version of its model, in the words of MLflow. The run has the job's id: a worker that died in between finds
 * it there, and nothing is registered twice. The version begins in no stage.
 * @throws TrainingRefused where the model does not pass the gate that every model passes
 */
export async function registerModel(where: Where, trained: Trained): Promise<Registered> {
	const { job, userId, request, definition, table, result, stack } = trained;
	const { tenantId } = job;
	const { model } = result;
	if (model === undefined) throw new Error('a training without a model can not be registered');
	const gate = await gateModel(model.onnx, { ...gateRules, width: table.names.length });
	if ('refused' in gate) throw new TrainingRefused(`the model does not pass the gate: ${gate.refused}`);
	const sha256 = sha256OfModel(model.onnx);
	const report = Buffer.from(JSON.stringify(model.card));
	const files = [
		{ path: 'model/model.onnx', bytes: model.onnx },
		{ path: 'report.json', bytes: report },
	].map((file) => ({ ...file, sha256: sha256OfModel(file.bytes) }));
	for (const { bytes, sha256: key } of files) await putBytes(where.objects, { key: modelObjectKey(tenantId, key), bytes });
	const signature = await signModel(where.keys, { tenantId, sha256 });
	const options = completeOptions({ trainer: request.trainer, objective: objectiveOfLabel[request.label.kind], seed: request.seed });
	const featureSet = { ...request.featureSet, sha256: sha256OfModel(Buffer.from(JSON.stringify(definition))) };
	const lineage = {
		...gate,
		producer: 'meridian',
		data: { ...request.data, quotes: table.quotes, sha256: table.sha256 },
		...(stack === undefined ? { featureSet } : { stack: { ...stack, featureSet } }),
		label: request.label,
		trainer: { name: request.trainer.name, options },
		seed: request.seed,
		codeVersion: trained.codeVersion,
		jobId: job.jobId,
	};
	const runId = job.jobId.replaceAll('-', '');
	const name = request.model;
	return where.db.forTenant(tenantId).$transaction(async (tx) => {
		const known = await tx.mlModelVersion.findFirst({ where: { runId } });
		if (known !== null) return { runId, version: known.version };
		await writeRun(tx, { runId, trained, options, files });
		const version = await nextVersion(tx, name);
		await tx.mlModelVersion.create({
			data: {
				...{ modelName: name, version, source: `mlflow-artifacts:/${runId}/model`, runId, sha256, signature, createdBy: userId },
				...{
					lineage: jsonOf(lineage),
					card: jsonOf(model.card),
					description: `Trained on ${request.data.venue} ${request.data.instrument}`,
				},
			},
		});
		return { runId, version };
	});
}

/** Takes the model's lock: versions are numbered one at a time. */
async function nextVersion(tx: TenantTx, name: string): Promise<number> {
	const { count } = await tx.mlModel.updateMany({ where: { name }, data: { updatedAt: new Date() } });
	if (count === 0) await tx.mlModel.create({ data: { name } });
	const last = await tx.mlModelVersion.findFirst({ where: { modelName: name }, orderBy: { version: 'desc' } });
	return (last?.version ?? 0) + 1;
}

async function writeRun(
	tx: TenantTx,
	input: {
		readonly runId: string;
		readonly trained: Trained;
		readonly options: Readonly<Record<string, unknown>>;
		readonly files: readonly { readonly path: string; readonly sha256: string; readonly bytes: Uint8Array }[];
	},
): Promise<void> {
	const { runId, trained, options, files } = input;
	const { request, result, userId } = trained;
	const experiment = await tx.mlExperiment.upsert({ where: { name: experimentName }, create: { name: experimentName }, update: {} });
	const nowMs = Date.now();
	const metrics = Object.entries(result.model?.card.metrics ?? {});
	const perFold = result.folds.flatMap((fold, step) => Object.entries(fold).map(([key, value]) => ({ key: `fold.${key}`, value, step })));
	const params = { trainer: request.trainer.name, label: request.label.kind, horizonMs: request.label.horizonMs, ...options };
	await tx.mlRun.create({
		data: {
			...{ id: runId, experimentId: experiment.id, name: request.model, userId, status: 'FINISHED' },
			...{ startedMs: BigInt(trained.startedMs), endedMs: BigInt(nowMs), tags: { 'mlflow.runName': request.model } },
			params: Object.fromEntries(
				Object.entries(params).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
			),
			latestMetrics: Object.fromEntries(metrics.map(([key, value]) => [key, { value, timestamp: nowMs, step: 0 }])),
		},
	});
	const rows = [...metrics.map(([key, value]) => ({ key, value, step: 0 })), ...perFold];
	await tx.mlMetric.createMany({
		data: rows.map(({ key, value, step }) => ({
			...{ runId, key, timestampMs: BigInt(nowMs), step: BigInt(step) },
			...(Number.isFinite(value) ? { value } : { value: 0, isNan: true }),
		})),
	});
	await tx.mlArtifact.createMany({ data: files.map(({ path, sha256, bytes }) => ({ runId, path, sha256, bytes: bytes.length })) });
}
