import type { MlExperiment } from '@meridian/db';
import { z } from 'zod';
import { endpoint, fromPairs, name, pageSize, pairs, reading, tagList, textByName } from './door.ts';
import { MlflowError, missing } from './errors.ts';
import { page, parseFilter, parseOrder } from './filter.ts';

const experimentId = z.coerce.number().int();
export const shown = (row: MlExperiment) => ({
	experiment_id: String(row.id),
	name: row.name,
	artifact_location: 'mlflow-artifacts:/',
	lifecycle_stage: row.lifecycle,
	creation_time: row.createdAt.getTime(),
	last_update_time: row.updatedAt.getTime(),
	tags: pairs(row.tags),
});

const subjectOf = (row: MlExperiment) => ({
	attributes: { name: row.name, creation_time: row.createdAt.getTime(), last_update_time: row.updatedAt.getTime(), experiment_id: row.id },
	tags: textByName.parse(row.tags),
});
export const viewType = z.enum(['ACTIVE_ONLY', 'DELETED_ONLY', 'ALL']).default('ACTIVE_ONLY');
export const inView = (lifecycle: string, view: z.output<typeof viewType>): boolean =>
	view === 'ALL' || (lifecycle === 'deleted') === (view === 'DELETED_ONLY');

export const experiments = {
	'experiments/create': endpoint(z.object({ name, tags: tagList }), async ({ db }, input) => {
		if ((await db.mlExperiment.findUnique({ where: { name: input.name } })) !== null)
			throw new MlflowError('RESOURCE_ALREADY_EXISTS', `Experiment '${input.name}' already exists.`);
		const { id } = await db.mlExperiment.create({ data: { name: input.name, tags: fromPairs(input.tags) } });
		return { experiment_id: String(id) };
	}),
	'experiments/get': reading(z.object({ experiment_id: experimentId }), async ({ db }, input) => {
		const row = await db.mlExperiment.findUnique({ where: { id: input.experiment_id } });
		if (row === null) throw missing(`Experiment ${input.experiment_id}`);
		return { experiment: shown(row) };
	}),
	'experiments/get-by-name': reading(z.object({ experiment_name: name }), async ({ db }, input) => {
		const row = await db.mlExperiment.findUnique({ where: { name: input.experiment_name } });
		if (row === null) throw missing(`Experiment '${input.experiment_name}'`);
		return { experiment: shown(row) };
	}),
	'experiments/search': reading(
		z.object({
			...{ filter: z.string().optional(), max_results: pageSize, order_by: z.array(z.string()).default([]) },
			...{ page_token: z.string().optional(), view_type: viewType },
		}),
		async ({ db }, input) => {
			const matches = parseFilter(input.filter ?? '');
			const order = parseOrder(input.order_by);
			const rows = (await db.mlExperiment.findMany({ orderBy: { id: 'desc' } }))
				.filter((row) => inView(row.lifecycle, input.view_type) && matches(subjectOf(row)))
				.toSorted((a, b) => order(subjectOf(a), subjectOf(b)));
			const { items, rest } = page(rows, { size: input.max_results, token: input.page_token });
			return { experiments: items.map(shown), ...rest };
		},
	),
	'experiments/update': endpoint(z.object({ experiment_id: experimentId, new_name: name }), async ({ db, nowMs }, input) => {
		const { count } = await db.mlExperiment.updateMany({
			where: { id: input.experiment_id },
			data: { name: input.new_name, updatedAt: new Date(nowMs) },
		});
		if (count === 0) throw missing(`Experiment ${input.experiment_id}`);
		return {};
	}),
	...Object.fromEntries(
		(['delete', 'restore'] as const).map((verb) => [
			`experiments/${verb}`,
			endpoint(z.object({ experiment_id: experimentId }), async ({ db, nowMs }, input) => {
				const lifecycle = verb === 'delete' ? 'deleted' : 'active';
				const { count } = await db.mlExperiment.updateMany({
					where: { id: input.experiment_id },
					data: { lifecycle, updatedAt: new Date(nowMs) },
				});
				if (count === 0) throw missing(`Experiment ${input.experiment_id}`);
				return {};
			}),
		]),
	),
	'experiments/set-experiment-tag': endpoint(
		z.object({ experiment_id: experimentId, key: z.string(), value: z.string() }),
		async ({ db, nowMs }, { experiment_id, key, value }) => {
			const row = await db.mlExperiment.findUnique({ where: { id: experiment_id } });
			if (row === null) throw missing(`Experiment ${experiment_id}`);
			const tags = { ...textByName.parse(row.tags), [key]: value };
			await db.mlExperiment.update({ where: { id: experiment_id }, data: { tags, updatedAt: new Date(nowMs) } });
			return {};
		},
	),
};
