import type { MlModel, MlModelVersion } from '@meridian/db';
import { z } from 'zod';
import { gateSeen, isRefusal, setStage, stages } from '../modules/models/stage.ts';
import { endpoint, fromPairs, type MlflowRequest, name, pageSize, pairs, reading, tagList, textByName } from './door.ts';
import { MlflowError, missing } from './errors.ts';
import { page, parseFilter, parseOrder } from './filter.ts';
import { gateSource } from './onnx.ts';

const version = z.coerce.number().int().min(1);
const stage = z.string().transform((given, context) => {
	const known = stages.find((one) => one.toLowerCase() === given.toLowerCase());
	if (known === undefined) context.addIssue({ code: 'custom', message: `must be one of ${stages.join(', ')}` });
	return known ?? 'None';
});
const description = z.string().max(5000);
const refusalCodes = {
	ABSENT: 'RESOURCE_DOES_NOT_EXIST',
	SECOND_PERSON: 'PERMISSION_DENIED',
	NOT_GATED: 'INVALID_PARAMETER_VALUE',
} as const;
const ofVersion = { name, version };

const shownVersion = (row: MlModelVersion, aliases: readonly string[] = []) => ({
	...{ name: row.modelName, version: String(row.version), current_stage: row.stage, description: row.description },
	...{
		source: row.source,
		run_id: row.runId ?? '',
		status: 'READY',
		status_message: row.sha256 === null ? (gateSeen.parse(row.lineage).refused ?? '') : '',
		user_id: String(row.createdBy),
		tags: pairs(row.tags),
		aliases,
	},
	...{ creation_timestamp: row.createdAt.getTime(), last_updated_timestamp: row.updatedAt.getTime() },
});

type WithVersions = MlModel & {
	readonly versions: readonly MlModelVersion[];
	readonly aliases: readonly { readonly alias: string; readonly version: number }[];
};
const shownModel = (row: WithVersions) => ({
	...{ name: row.name, description: row.description, tags: pairs(row.tags) },
	...{ creation_timestamp: row.createdAt.getTime(), last_updated_timestamp: row.updatedAt.getTime() },
	latest_versions: latestOf(row.versions).map((one) => shownVersion(one)),
	aliases: row.aliases.map(({ alias, version: of }) => ({ alias, version: String(of) })),
});
const latestOf = (versions: readonly MlModelVersion[]): MlModelVersion[] =>
	stages.flatMap((one) => {
		const [newest] = versions.filter(({ stage: at }) => at === one).toSorted((a, b) => b.version - a.version);
		return newest === undefined ? [] : [newest];
	});

const include = { versions: true, aliases: true } as const;
async function model({ db }: MlflowRequest, of: string): Promise<WithVersions> {
	const row = await db.mlModel.findUnique({ where: { name: of }, include });
	if (row === null) throw missing(`Registered Model with name=${of}`);
	return row;
}
async function modelVersion(request: MlflowRequest, { name: of, version: number }: { name: string; version: number }) {
	const { versions, aliases } = await model(request, of);
	const row = versions.find((one) => one.version === number);
	if (row === undefined) throw missing(`Model Version (name=${of}, version=${number})`);
	return { row, aliases: aliases.filter(({ version: at }) => at === number).map(({ alias }) => alias) };
}

const subjectOf = (row: MlModelVersion) => ({
	attributes: {
		name: row.modelName,
		version_number: row.version,
		run_id: row.runId ?? undefined,
		source_path: row.source,
		current_stage: row.stage,
	},
	tags: textByName.parse(row.tags),
});

/** Somebody approved it, or it fell from production by itself. */
const hasServed = ({ approvedBy, stage: at }: MlModelVersion): boolean => approvedBy !== null || at === 'Archived';

export const models = {
	'registered-models/create': endpoint(z.object({ name, description: description.default(''), tags: tagList }), async (request, input) => {
		if ((await request.db.mlModel.findUnique({ where: { name: input.name } })) !== null)
			throw new MlflowError('RESOURCE_ALREADY_EXISTS', `Registered Model (name=${input.name}) already exists.`);
		await request.db.mlModel.create({ data: { name: input.name, description: input.description, tags: fromPairs(input.tags) } });
		return { registered_model: shownModel(await model(request, input.name)) };
	}),
	'registered-models/get': reading(z.object({ name }), async (request, input) => ({
		registered_model: shownModel(await model(request, input.name)),
	})),
	'registered-models/search': reading(
		z.object({
			...{ filter: z.string().optional(), max_results: pageSize, page_token: z.string().optional() },
			order_by: z.union([z.string().transform((one) => [one]), z.array(z.string())]).default([]),
		}),
		async ({ db }, input) => {
			const matches = parseFilter(input.filter ?? '');
			const order = parseOrder(input.order_by);
			const of = (row: WithVersions) => ({
				attributes: { name: row.name, last_updated_timestamp: row.updatedAt.getTime(), timestamp: row.updatedAt.getTime() },
				tags: textByName.parse(row.tags),
			});
			const rows = (await db.mlModel.findMany({ include, orderBy: { name: 'asc' } }))
				.filter((row) => matches(of(row)))
				.toSorted((a, b) => order(of(a), of(b)));
			const { items, rest } = page(rows, { size: input.max_results, token: input.page_token });
			return { registered_models: items.map(shownModel), ...rest };
		},
	),
	'registered-models/update': endpoint(z.object({ name, description }), async (request, input) => {
		await model(request, input.name);
		await request.db.mlModel.update({
			where: { name: input.name },
			data: { description: input.description, updatedAt: new Date(request.nowMs) },
		});
		return { registered_model: shownModel(await model(request, input.name)) };
	}),
	'registered-models/rename': endpoint(z.object({ name, new_name: name }), async (request, input) => {
		await model(request, input.name);
		await request.db.mlModel.update({ where: { name: input.name }, data: { name: input.new_name, updatedAt: new Date(request.nowMs) } });
		return { registered_model: shownModel(await model(request, input.new_name)) };
	}),
	'registered-models/delete': endpoint(z.object({ name }), async (request, input) => {
		const { versions } = await model(request, input.name);
		if (versions.some(({ stage: at }) => at === 'Production' || at === 'Staging'))
			throw new MlflowError('INVALID_STATE', 'A version is in staging or production: archive it first.');
		if (versions.some(hasServed)) throw new MlflowError('INVALID_STATE', 'A version was in production: it stays on record.');
		await request.db.$transaction(async (tx) => {
			await tx.mlModelAlias.deleteMany({ where: { modelName: input.name } });
			await tx.mlModelVersion.deleteMany({ where: { modelName: input.name } });
			await tx.mlModel.delete({ where: { name: input.name } });
		});
		return {};
	}),
	'registered-models/set-tag': endpoint(
		z.object({ name, key: z.string(), value: z.string() }),
		async (request, { key, value, name: of }) => {
			const row = await model(request, of);
			await request.db.mlModel.update({ where: { name: of }, data: { tags: { ...textByName.parse(row.tags), [key]: value } } });
			return {};
		},
	),
	'registered-models/get-latest-versions': reading(z.object({ name, stages: z.array(stage).default([]) }), async (request, input) => {
		const { versions } = await model(request, input.name);
		const found = latestOf(versions).filter(({ stage: at }) => input.stages.length === 0 || input.stages.some((one) => one === at));
		return { model_versions: found.map((row) => shownVersion(row)) };
	}),
	'registered-models/alias': endpoint(
		z.object({ name, alias: z.string().min(1).max(250), version: version.optional() }),
		async (request, { alias, version: number, name: modelName }) => {
			if (number === undefined) {
				const { aliases } = await model(request, modelName);
				const found = aliases.find((one) => one.alias === alias);
				if (found === undefined) throw missing(`Alias ${alias}`);
				const { row, aliases: all } = await modelVersion(request, { name: modelName, version: found.version });
				return { model_version: shownVersion(row, all) };
			}
			await modelVersion(request, { name: modelName, version: number });
			await request.db.mlModelAlias.upsert({
				where: { modelName_alias: { modelName, alias } },
				create: { modelName, alias, version: number },
				update: { version: number },
			});
			return {};
		},
	),
	'model-versions/create': endpoint(
		z.object({
			name,
			source: z.string().min(1).max(2000),
			run_id: z.string().optional(),
			description: description.default(''),
			tags: tagList,
		}),
		async (request, input) => {
			await model(request, input.name);
			if (input.run_id && (await request.db.mlRun.findUnique({ where: { id: input.run_id } })) === null)
				throw missing(`Run '${input.run_id}'`);
			const { sha256, signature, lineage } = await gateSource(request, input.source);
			const row = await request.db.$transaction(async (tx) => {
				// Takes the model's lock: versions are numbered one at a time.
				await tx.mlModel.updateMany({ where: { name: input.name }, data: { updatedAt: new Date(request.nowMs) } });
				const last = await tx.mlModelVersion.findFirst({ where: { modelName: input.name }, orderBy: { version: 'desc' } });
				return tx.mlModelVersion.create({
					data: {
						...{ modelName: input.name, version: (last?.version ?? 0) + 1, source: input.source, runId: input.run_id || null },
						...{
							description: input.description,
							tags: fromPairs(input.tags),
							createdBy: request.viewer.userId,
							sha256,
							signature,
							lineage,
						},
					},
				});
			});
			return { model_version: shownVersion(row) };
		},
	),
	'model-versions/get': reading(z.object(ofVersion), async (request, input) => {
		const { row, aliases } = await modelVersion(request, input);
		return { model_version: shownVersion(row, aliases) };
	}),
	'model-versions/get-download-uri': reading(z.object(ofVersion), async (request, input) => ({
		artifact_uri: (await modelVersion(request, input)).row.source,
	})),
	'model-versions/update': endpoint(z.object({ ...ofVersion, description }), async (request, input) => {
		await modelVersion(request, input);
		const row = await request.db.mlModelVersion.update({
			where: { modelName_version: { modelName: input.name, version: input.version } },
			data: { description: input.description, updatedAt: new Date(request.nowMs) },
		});
		return { model_version: shownVersion(row) };
	}),
	'model-versions/delete': endpoint(z.object(ofVersion), async (request, input) => {
		const { row } = await modelVersion(request, input);
		if (row.stage === 'Production') throw new MlflowError('INVALID_STATE', 'The version is in production: archive it first.');
		if (hasServed(row)) throw new MlflowError('INVALID_STATE', 'The version was in production: it stays on record.');
		await request.db.$transaction(async (tx) => {
			await tx.mlModelAlias.deleteMany({ where: { modelName: input.name, version: input.version } });
			await tx.mlModelVersion.delete({ where: { modelName_version: { modelName: input.name, version: input.version } } });
		});
		return {};
	}),
	'model-versions/search': reading(
		z.object({
			filter: z.string().optional(),
			max_results: pageSize,
			page_token: z.string().optional(),
			order_by: z.array(z.string()).default([]),
		}),
		async ({ db }, input) => {
			const matches = parseFilter(input.filter ?? '');
			const order = parseOrder(input.order_by);
			const rows = (await db.mlModelVersion.findMany({ orderBy: [{ modelName: 'asc' }, { version: 'desc' }] }))
				.filter((row) => matches(subjectOf(row)))
				.toSorted((a, b) => order(subjectOf(a), subjectOf(b)));
			const { items, rest } = page(rows, { size: input.max_results, token: input.page_token });
			return { model_versions: items.map((row) => shownVersion(row)), ...rest };
		},
	),
	'model-versions/set-tag': endpoint(
		z.object({ ...ofVersion, key: z.string(), value: z.string() }),
		async (request, { key, value, ...of }) => {
			const { row } = await modelVersion(request, of);
			await request.db.mlModelVersion.update({
				where: { modelName_version: { modelName: of.name, version: of.version } },
				data: { tags: { ...textByName.parse(row.tags), [key]: value } },
			});
			return {};
		},
	),
	'model-versions/transition-stage': endpoint(
		z.object({ ...ofVersion, stage, archive_existing_versions: z.boolean().default(false) }),
		async (request, input) => {
			const changed = await setStage(
				{ ...request, tenantId: request.viewer.tenantId, userId: request.viewer.userId, db: request.allDb },
				{ ...input, archiveExisting: input.archive_existing_versions },
			);
			if (isRefusal(changed)) throw new MlflowError(refusalCodes[changed.kind], changed.message);
			return { model_version: shownVersion(changed) };
		},
	),
};
