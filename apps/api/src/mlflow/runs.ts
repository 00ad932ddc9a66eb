import { randomUUID } from 'node:crypto';
import type { MlRun, TenantTx } from '@meridian/db';
import { z } from 'zod';
import { endpoint, fromPairs, listOf, pageSize, pairs, reading, tagList, textByName } from './door.ts';
import { invalid, MlflowError, missing } from './errors.ts';
import { inView, viewType } from './experiments.ts';
import { page, parseFilter, parseOrder } from './filter.ts';

const runId = z.string().min(1);
const status = z.enum(['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED']);
/** JSON has no infinities and no NaN: clients send them as text. */
const metricValue = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]);
const metric = z.object({
	key: z.string().min(1).max(250),
	value: metricValue,
	timestamp: z.coerce.number().int(),
	step: z.coerce.number().int().default(0),
});
type Metric = z.output<typeof metric>;
const latest = z.record(z.string(), z.object({ value: z.union([z.number(), z.literal('NaN')]), timestamp: z.number(), step: z.number() }));
const largest = 1.797_693_134_862_315_7e308;

export const runIdOf = (input: { readonly run_id?: string | undefined; readonly run_uuid?: string | undefined }): string => {
	const id = input.run_id ?? input.run_uuid;
	if (id === undefined) throw invalid('run_id is missing.');
	return id;
};
const ofRun = { run_id: runId.optional(), run_uuid: runId.optional() };

function shown(row: MlRun) {
	const metrics = Object.entries(latest.parse(row.latestMetrics)).map(([key, rest]) => ({ key, ...rest }));
	const tags = pairs(row.tags);
	return {
		info: {
			...{ run_id: row.id, run_uuid: row.id, run_name: row.name, experiment_id: String(row.experimentId), user_id: String(row.userId) },
			...{ status: row.status, start_time: Number(row.startedMs), lifecycle_stage: row.lifecycle },
			...(row.endedMs === null ? {} : { end_time: Number(row.endedMs) }),
			artifact_uri: `mlflow-artifacts:/${row.id}`,
		},
		data: { metrics, params: pairs(row.params), tags },
		inputs: {},
	};
}

function subjectOf(row: MlRun) {
	const metrics = Object.fromEntries(Object.entries(latest.parse(row.latestMetrics)).map(([key, { value }]) => [key, Number(value)]));
	return {
		attributes: {
			...{ run_id: row.id, run_name: row.name, status: row.status, user_id: String(row.userId), start_time: Number(row.startedMs) },
			...{ end_time: row.endedMs === null ? undefined : Number(row.endedMs), artifact_uri: `mlflow-artifacts:/${row.id}` },
		},
		...{ params: textByName.parse(row.params), tags: textByName.parse(row.tags), metrics },
	};
}

/** The run, locked until the transaction ends. @throws MlflowError */
async function lock(tx: TenantTx, id: string): Promise<MlRun> {
	// An update that changes nothing takes the lock.
	await tx.mlRun.updateMany({ where: { id }, data: { id } });
	const row = await tx.mlRun.findUnique({ where: { id } });
	if (row === null) throw missing(`Run '${id}'`);
	if (row.lifecycle === 'deleted') throw new MlflowError('INVALID_STATE', `Run '${id}' is deleted.`);
	return row;
}

type Change = {
	readonly metrics?: readonly Metric[];
	readonly params?: readonly { readonly key: string; readonly value: string }[];
	readonly tags?: readonly { readonly key: string; readonly value: string }[];
};

/** Writes all or nothing. A parameter that says something else than before is refused. */
async function log(tx: TenantTx, row: MlRun, { metrics = [], params = [], tags = [] }: Change): Promise<void> {
	const known = textByName.parse(row.params);
	for (const { key, value } of params) {
		const before = known[key];
		if (before !== undefined && before !== value)
			throw invalid(`Changing param values is not allowed. Param with key='${key}' was already logged with value='${before}'.`);
		known[key] = value;
	}
	const last = latest.parse(row.latestMetrics);
	for (const { key, value, timestamp, step } of metrics) {
		const before = last[key];
		const isNewer = before === undefined || step > before.step || (step === before.step && timestamp >= before.timestamp);
		if (isNewer) last[key] = { value: Number.isNaN(value) ? 'NaN' : bounded(value), timestamp, step };
	}
	if (metrics.length > 0)
		await tx.mlMetric.createMany({
			data: metrics.map(({ key, value, timestamp, step }) => ({
				...{ runId: row.id, key, timestampMs: BigInt(timestamp), step: BigInt(step) },
				...{ value: Number.isNaN(value) ? 0 : bounded(value), isNan: Number.isNaN(value) },
			})),
		});
	await tx.mlRun.update({
		where: { id: row.id },
		data: { params: known, latestMetrics: last, tags: { ...textByName.parse(row.tags), ...fromPairs(tags) } },
	});
}

const bounded = (value: number): number => Math.max(-largest, Math.min(largest, value));

export const runs = {
	'runs/create': endpoint(
		z.object({
			...{ experiment_id: z.coerce.number().int().default(0), run_name: z.string().max(250).optional() },
			...{ start_time: z.coerce.number().int().optional(), tags: tagList },
		}),
		async ({ db, viewer, nowMs }, input) => {
			const experiment = await db.mlExperiment.findUnique({ where: { id: input.experiment_id } });
			if (experiment === null) throw missing(`Experiment ${input.experiment_id}`);
			if (experiment.lifecycle === 'deleted') throw new MlflowError('INVALID_STATE', `Experiment ${experiment.id} is deleted.`);
			const tags = fromPairs(input.tags);
			const id = randomUUID().replaceAll('-', '');
			const name = input.run_name || tags['mlflow.runName'] || `run-${id.slice(0, 8)}`;
			const row = await db.mlRun.create({
				data: {
					...{ id, experimentId: experiment.id, name, userId: viewer.userId, status: 'RUNNING' },
					...{ startedMs: BigInt(input.start_time ?? nowMs), tags: { ...tags, 'mlflow.runName': name } },
				},
			});
			return { run: shown(row) };
		},
	),
	'runs/get': reading(z.object(ofRun), async ({ db }, input) => {
		const row = await db.mlRun.findUnique({ where: { id: runIdOf(input) } });
		if (row === null) throw missing(`Run '${runIdOf(input)}'`);
		return { run: shown(row) };
	}),
	'runs/update': endpoint(
		z.object({
			...ofRun,
			status: status.optional(),
			end_time: z.coerce.number().int().optional(),
			run_name: z.string().max(250).optional(),
		}),
		({ db }, input) =>
			db.$transaction(async (tx) => {
				const row = await lock(tx, runIdOf(input));
				const name = input.run_name === undefined || input.run_name === '' ? row.name : input.run_name;
				const changed = await tx.mlRun.update({
					where: { id: row.id },
					data: {
						...{ name, status: input.status ?? row.status, endedMs: input.end_time === undefined ? row.endedMs : BigInt(input.end_time) },
						tags: { ...textByName.parse(row.tags), 'mlflow.runName': name },
					},
				});
				return { run_info: shown(changed).info };
			}),
	),
	'runs/search': reading(
		z.object({
			...{ experiment_ids: z.array(z.coerce.number().int()).default([]), filter: z.string().optional(), run_view_type: viewType },
			...{ max_results: pageSize, order_by: z.array(z.string()).default([]), page_token: z.string().optional() },
		}),
		async ({ db }, input) => {
			const matches = parseFilter(input.filter ?? '');
			const order = parseOrder(input.order_by);
			const rows = await db.mlRun.findMany({
				where: { experimentId: { in: input.experiment_ids } },
				orderBy: [{ startedMs: 'desc' }, { id: 'asc' }],
			});
			const found = rows
				.filter((row) => inView(row.lifecycle, input.run_view_type) && matches(subjectOf(row)))
				.toSorted((a, b) => order(subjectOf(a), subjectOf(b)));
			const { items, rest } = page(found, { size: input.max_results, token: input.page_token });
			return { runs: items.map(shown), ...rest };
		},
	),
	...Object.fromEntries(
		(['delete', 'restore'] as const).map((verb) => [
			`runs/${verb}`,
			endpoint(z.object(ofRun), async ({ db }, input) => {
				const { count } = await db.mlRun.updateMany({
					where: { id: runIdOf(input) },
					data: { lifecycle: verb === 'delete' ? 'deleted' : 'active' },
				});
				if (count === 0) throw missing(`Run '${runIdOf(input)}'`);
				return {};
			}),
		]),
	),
	'runs/log-metric': endpoint(z.object({ ...ofRun, ...metric.shape }), ({ db }, { run_id, run_uuid, ...one }) =>
		db.$transaction(async (tx) => {
			await log(tx, await lock(tx, runIdOf({ run_id, run_uuid })), { metrics: [one] });
			return {};
		}),
	),
	'runs/log-parameter': endpoint(
		z.object({ ...ofRun, key: z.string().min(1).max(250), value: z.string().max(6000) }),
		({ db }, { key, value, ...input }) =>
			db.$transaction(async (tx) => {
				await log(tx, await lock(tx, runIdOf(input)), { params: [{ key, value }] });
				return {};
			}),
	),
	'runs/log-batch': endpoint(
		z.object({
			...{ ...ofRun, metrics: z.array(metric).max(1000).default([]), tags: tagList },
			params: z
				.array(z.object({ key: z.string().min(1).max(250), value: z.string().max(6000) }))
				.max(1000)
				.default([]),
		}),
		({ db }, input) =>
			db.$transaction(async (tx) => {
				await log(tx, await lock(tx, runIdOf(input)), input);
				return {};
			}),
	),
	'runs/set-tag': endpoint(
		z.object({ ...ofRun, key: z.string().min(1).max(250), value: z.string().max(8000) }),
		({ db }, { key, value, ...input }) =>
			db.$transaction(async (tx) => {
				await log(tx, await lock(tx, runIdOf(input)), { tags: [{ key, value }] });
				return {};
			}),
	),
	'runs/delete-tag': endpoint(z.object({ ...ofRun, key: z.string() }), ({ db }, { key, ...input }) =>
		db.$transaction(async (tx) => {
			const row = await lock(tx, runIdOf(input));
			const { [key]: gone, ...tags } = textByName.parse(row.tags);
			if (gone === undefined) throw missing(`Tag '${key}'`);
			await tx.mlRun.update({ where: { id: row.id }, data: { tags } });
			return {};
		}),
	),
	'metrics/get-history': reading(
		z.object({ ...ofRun, metric_key: z.string(), max_results: pageSize, page_token: z.string().optional() }),
		async ({ db }, input) => {
			const id = runIdOf(input);
			if ((await db.mlRun.findUnique({ where: { id }, select: { id: true } })) === null) throw missing(`Run '${id}'`);
			const rows = await db.mlMetric.findMany({ where: { runId: id, key: input.metric_key }, orderBy: { seq: 'asc' } });
			const { items, rest } = page(rows, { size: input.max_results, token: input.page_token });
			const metrics = items.map((row) => ({
				...{ key: row.key, value: row.isNan ? 'NaN' : row.value, timestamp: Number(row.timestampMs), step: Number(row.step) },
			}));
			return { metrics, ...rest };
		},
	),
	'metrics/get-history-bulk-interval': reading(
		z.object({ run_ids: listOf(runId), metric_key: z.string(), max_results: z.coerce.number().int().min(1).max(2500).default(1000) }),
		async ({ db }, input) => {
			const rows = await db.mlMetric.findMany({
				where: { runId: { in: input.run_ids }, key: input.metric_key },
				orderBy: { seq: 'asc' },
				take: input.max_results,
			});
			return {
				metrics: rows.map((row) => ({
					...{ run_id: row.runId, key: row.key, value: row.isNan ? 'NaN' : row.value },
					...{ timestamp: Number(row.timestampMs), step: Number(row.step) },
				})),
			};
		},
	),
};
