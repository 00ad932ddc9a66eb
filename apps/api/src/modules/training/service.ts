import { randomUUID } from 'node:crypto';
import type { MlJob, Prisma } from '@meridian/db';
import { builtInFeatureSet, builtInFeatureSets, FeatureEngine, featureSetDefinition, trainingChannel, trainingJobId } from '@meridian/ml';
import { z } from 'zod';
import { audit } from '../../audit.ts';
import { type ApiContext, may, viewerOf } from '../../context.ts';
import { apiError } from '../../graphql/errors.ts';
import { entitlements, isEntitled } from '../data/entitlements.ts';
import { forbidden, userError } from '../shared/user-errors.ts';
import { invalidTraining, readTraining, type StartTrainingInput } from './input.ts';
import { type FeatureSetModel, trainingModel } from './types.ts';

/** Trainings of one tenant that wait or run: one tenant does not fill the queue of all. */
const openJobsMax = 5;
const setsMax = 200;
const denied = () => forbidden('Your role may look at trainings and start none.');

/** The viewer's tenant's row; undefined for an id of nobody or of another tenant. */
export async function findTraining(context: ApiContext, jobId: string): Promise<MlJob | undefined> {
	if (!z.uuid().safeParse(jobId).success) return undefined;
	return (await tenantDb(context).mlJob.findFirst({ where: { id: jobId } })) ?? undefined;
}

const tenantDb = (context: ApiContext) => context.app.db.forTenant(viewerOf(context).tenantId);

/** The latest first. */
export const listTrainings = async (context: ApiContext, first: number) =>
	(
		await tenantDb(context).mlJob.findMany({
			orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
			take: Math.max(1, Math.min(first, 200)),
		})
	).map(trainingModel);

export async function listFeatureSets(context: ApiContext): Promise<FeatureSetModel[]> {
	const rows = await tenantDb(context).mlFeatureSet.findMany({ orderBy: [{ name: 'asc' }, { version: 'desc' }], take: setsMax });
	const own = rows.map(({ definition }) => ({ definition: featureSetDefinition.parse(definition), builtIn: false }));
	return [...builtInFeatureSets.map((definition) => ({ definition, builtIn: true })), ...own].map((set) => ({
		__typename: 'FeatureSet',
		...set,
	}));
}

/** Keeps a definition as the next version of its name; whatever version it says of itself. */
export async function createFeatureSet(context: ApiContext, text: string) {
	if (!may(context, 'MODEL_MANAGE')) return denied();
	const { userId } = viewerOf(context);
	const invalid = (message: string) => userError('InvalidInput', { code: 'INVALID_INPUT', message, path: ['definition'] });
	const parsed = z
		.preprocess((value) => ({ ...(typeof value === 'object' ? value : {}), version: 1 }), featureSetDefinition)
		.safeParse(parseJson(text));
	if (!parsed.success) return invalid(z.prettifyError(parsed.error));
	const { name } = parsed.data;
	if (builtInFeatureSets.some((set) => set.name === name)) return invalid(`The name ${name} is taken by a set that everybody has.`);
	try {
		new FeatureEngine(parsed.data);
	} catch (error) {
		if (error instanceof RangeError) return invalid(error.message);
		throw error;
	}
	const db = tenantDb(context);
	const last = await db.mlFeatureSet.findFirst({ where: { name }, orderBy: { version: 'desc' } });
	const version = (last?.version ?? 0) + 1;
	const definition = { ...parsed.data, version };
	const stored: Prisma.InputJsonObject = JSON.parse(JSON.stringify(definition));
	await db.mlFeatureSet.create({ data: { name, version, definition: stored, createdBy: userId } });
	return { __typename: 'FeatureSet', definition, builtIn: false } satisfies FeatureSetModel;
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Hands a training to the worker. */
export async function startTraining(context: ApiContext, input: StartTrainingInput) {
	if (!may(context, 'MODEL_MANAGE')) return denied();
	const { app } = context;
	const { tenantId, userId } = viewerOf(context);
	const { trainings } = app;
	if (trainings === null) throw apiError('NOT_FOUND', 'This installation trains no models.');
	const request = readTraining(input);
	if ('__typename' in request) return request;
	const { owner, venue, instrument } = request.data;
	if (owner === 'SHARED' && !isEntitled(await entitlements(context), { venue, instrument }))
		return forbidden(`Your institution is not entitled to ${venue} ${instrument}.`);
	const db = tenantDb(context);
	const set = request.featureSet;
	if (builtInFeatureSet(set) === undefined && (await db.mlFeatureSet.findUnique({ where: { name_version: set } })) === null)
		return invalidTraining(`There is no feature set ${set.name} version ${set.version}.`, ['featureSet']);
	const id = randomUUID();
	const stored: Prisma.InputJsonObject = JSON.parse(JSON.stringify(request));
	const row = await db.mlJob.create({ data: { id, kind: request.kind, status: 'QUEUED', request: stored, createdBy: userId } });
	// Counted after it is there, so that two at once can't both be the last one.
	if ((await db.mlJob.count({ where: { status: { in: ['QUEUED', 'RUNNING'] } } })) > openJobsMax) {
		await db.mlJob.updateMany({ where: { id }, data: { status: 'CANCELED', error: 'too many at once', updatedAt: new Date(app.nowMs()) } });
		return userError('InvalidInput', {
			code: 'TOO_MANY_TRAININGS',
			message: `${openJobsMax} trainings of your institution wait or run: let one end, or cancel one.`,
			path: ['input'],
		});
	}
	await audit(context, { action: 'TRAINING_STARTED', tenantId, userId, detail: { jobId: id, kind: request.kind, model: request.model } });
	const job = { tenantId, jobId: id };
	// The row is what counts: the worker looks for rows that nobody told it of.
	await trainings
		.add('training', job, { jobId: trainingJobId(job) })
		.catch((error: unknown) => context.log.warn({ err: error, jobId: id }, 'the worker could not be woken'));
	return trainingModel(row);
}

/** Ends a training that waits or runs. The worker sees it within a second. */
export async function cancelTraining(context: ApiContext, jobId: string) {
	if (!may(context, 'MODEL_MANAGE')) return denied();
	const { app } = context;
	const { tenantId, userId } = viewerOf(context);
	const row = await findTraining(context, jobId);
	if (row === undefined)
		return userError('NotFound', { code: 'TRAINING_NOT_FOUND', message: 'There is no such training.', path: ['jobId'] });
	const change = { status: 'CANCELED', phase: null, updatedAt: new Date(app.nowMs()) };
	const { count } = await tenantDb(context).mlJob.updateMany({
		where: { id: row.id, status: { in: ['QUEUED', 'RUNNING'] } },
		data: change,
	});
	if (count === 0)
		return userError('InvalidInput', { code: 'TRAINING_ENDED', message: `This training is ${row.status}: it has ended.`, path: ['jobId'] });
	await audit(context, { action: 'TRAINING_CANCELED', tenantId, userId, detail: { jobId: row.id } });
	await app.redis
		.publish(trainingChannel(tenantId), JSON.stringify({ jobId: row.id }))
		.catch((error: unknown) => context.log.warn({ err: error }, 'nobody could be told of a training'));
	return trainingModel({ ...row, ...change });
}
