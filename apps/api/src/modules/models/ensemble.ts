import { readFile } from 'node:fs/promises';
import type { MlModelVersion, Prisma } from '@meridian/db';
import { type ObjectStore, putBytes } from '@meridian/market-data/store';
import { checkModel, gateModel, inspectOnnx, mergeOnnx, modelObjectKey, sha256OfModel, signModel } from '@meridian/ml';
import { z } from 'zod';
import { audit } from '../../audit.ts';
import { type ApiContext, may, viewerOf } from '../../context.ts';
import { apiError } from '../../graphql/errors.ts';
import { forbidden, userError } from '../shared/user-errors.ts';
import { gateSeen } from './stage.ts';
import { versionOf } from './types.ts';

type Member = { readonly model: string; readonly version: number; readonly weight?: number | null | undefined };
export type EnsembleInput = { readonly model: string; readonly members: readonly Member[]; readonly stacker?: Member | null | undefined };

const membersMax = 16;
const named = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}$/, 'The name must be 1 to 100 letters, digits, spaces, points, dashes.');
const comesFrom = z.object({ featureSet: z.unknown().optional(), data: z.unknown().optional(), label: z.unknown().optional() });
const invalid = (message: string, path: readonly string[] = ['input']) =>
	userError('InvalidInput', { code: 'INVALID_INPUT', message, path });
/** In the same words whatever was asked for: another tenant's version is none. */
const missing = () =>
	userError('NotFound', {
		...{
			code: 'MODEL_VERSION_NOT_FOUND',
			message: 'A member or the stacker is no version that passed the gate.',
			path: ['input', 'members'],
		},
	});

/** Makes one model of several versions and registers it as a version like any other: in no stage, gated, signed, with its members as its lineage. */
export async function createEnsemble(context: ApiContext, input: EnsembleInput) {
	if (!may(context, 'MODEL_MANAGE')) return forbidden('Your role may look at models and change none.');
	const { app } = context;
	const { objects } = app;
	if (objects === null) throw apiError('NOT_FOUND', 'This installation keeps no models.');
	const { tenantId, userId } = viewerOf(context);
	const { model, members, stacker } = input;
	const name = named.safeParse(model);
	if (!name.success) return invalid(name.error.issues[0]?.message ?? '', ['input', 'model']);
	if (members.length < 2 || members.length > membersMax)
		return invalid(`An ensemble has 2 to ${membersMax} members.`, ['input', 'members']);
	const found: Found[] = [];
	for (const member of stacker == null ? members : [...members, stacker]) {
		const one = await find(context, { objects, member });
		if (one === undefined) return missing();
		found.push(one);
	}
	const of = found.slice(0, members.length);
	const last = stacker == null ? undefined : found.at(-1);
	const [first] = of;
	if (first === undefined) return invalid('An ensemble has members.');
	const { width, outputs } = first;
	if (of.some((one) => one.width !== width || one.outputs !== outputs))
		return invalid('All members must take as many features and answer as many numbers.', ['input', 'members']);
	if (last !== undefined && last.width !== members.length * outputs)
		return invalid(`The stacker takes ${last.width} numbers, the members answer ${members.length * outputs}.`, ['input', 'stacker']);
	const { features } = inspectOnnx(first.bytes).metadata;
	const weights = members.map(({ weight }) => weight ?? 1);
	let bytes: Uint8Array;
	try {
		bytes = mergeOnnx({
			...{ members: of.map((one) => one.bytes), width, outputs, answers: last?.outputs ?? outputs },
			blend: last === undefined ? { weights } : { stacker: last.bytes },
			metadata: features === undefined ? {} : { features },
		});
	} catch (error) {
		if (error instanceof RangeError) return invalid(`${error.message}.`, ['input', 'members']);
		throw error;
	}
	const gate = await gateModel(bytes);
	if ('refused' in gate) return invalid(`The ensemble does not pass the gate: ${gate.refused}.`);
	const sha256 = sha256OfModel(bytes);
	await putBytes(objects, { key: modelObjectKey(tenantId, sha256), bytes });
	const signature = await signModel(app.dataKeys, { tenantId, sha256 });
	const shown = members.map(({ model: from, version }, at) => ({
		model: from,
		version,
		...(last === undefined ? { weight: weights[at] } : {}),
	}));
	const by = stacker == null ? {} : { stacker: { model: stacker.model, version: stacker.version } };
	const lineage = { ...gate, producer: 'meridian', ...shared(of.map(({ row }) => row)), ensemble: { members: shown, ...by } };
	await audit(context, { action: 'ENSEMBLE_CREATED', tenantId, userId, detail: { model, sha256 } });
	const json: Prisma.InputJsonObject = JSON.parse(JSON.stringify(lineage));
	const row = await app.db.forTenant(tenantId).$transaction(async (tx) => {
		// Takes the model's lock: versions are numbered one at a time.
		const { count } = await tx.mlModel.updateMany({ where: { name: model }, data: { updatedAt: new Date(app.nowMs()) } });
		if (count === 0) await tx.mlModel.create({ data: { name: model } });
		const newest = await tx.mlModelVersion.findFirst({ where: { modelName: model }, orderBy: { version: 'desc' } });
		const description = `Ensemble of ${shown.map((one) => `${one.model} ${one.version}`).join(', ')}`;
		return tx.mlModelVersion.create({
			data: {
				...{ modelName: model, version: (newest?.version ?? 0) + 1, source: `meridian-ensemble:${sha256}`, createdBy: userId },
				...{ sha256, signature, lineage: json, description },
			},
		});
	});
	return versionOf(row);
}

type Found = { readonly row: MlModelVersion; readonly bytes: Uint8Array; readonly width: number; readonly outputs: number };

/** A version of the viewer's tenant, its file as it was signed. */
async function find(
	context: ApiContext,
	{ objects, member }: { readonly objects: ObjectStore; readonly member: Member },
): Promise<Found | undefined> {
	const { tenantId } = viewerOf(context);
	const key = { modelName_version: { modelName: member.model, version: member.version } };
	const row = await context.app.db.forTenant(tenantId).mlModelVersion.findUnique({ where: key });
	if (row?.sha256 == null) return undefined;
	const { width, outputs } = gateSeen.parse(row.lineage);
	if (width === undefined || outputs === undefined) return undefined;
	const bytes = new Uint8Array(await readFile(await objects.localFile(modelObjectKey(tenantId, row.sha256))));
	await checkModel(context.app.dataKeys, { tenantId, bytes, signature: row.signature });
	return { row, bytes, width, outputs };
}

/** What all members say alike of where they came from. */
function shared(rows: readonly MlModelVersion[]): Record<string, unknown> {
	const all = rows.map(({ lineage }) => comesFrom.safeParse(lineage).data ?? {});
	const [first = {}] = all;
	const isShared = (name: 'featureSet' | 'data' | 'label'): boolean =>
		first[name] !== undefined && all.every((one) => JSON.stringify(one[name]) === JSON.stringify(first[name]));
	return Object.fromEntries((['featureSet', 'data', 'label'] as const).filter(isShared).map((name) => [name, first[name]]));
}
