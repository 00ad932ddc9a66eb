import { viewerOf } from '../../context.ts';
import { builder } from '../../graphql/builder.ts';
import { liveRowRef } from '../features/types.ts';
import { compareModel, findPlan } from './plan.ts';
import { comparisonRef, servingPlanRef } from './plan-types.ts';
import { predictRows } from './predict.ts';
import { rowsMax } from './serving.ts';
import { loggedRef, predictionRef, registeredModelRef, watchPointOf, watchPointRef } from './types.ts';

builder.queryFields((t) => ({
	registeredModels: t.field({
		type: [registeredModelRef],
		resolve: (_root, _args, context) =>
			context.app.db
				.forTenant(viewerOf(context).tenantId)
				.mlModel.findMany({ include: { versions: true }, orderBy: { name: 'asc' }, take: 1000 }),
	}),
	registeredModel: t.field({
		type: registeredModelRef,
		nullable: true,
		args: { name: t.arg.string({ required: true }) },
		resolve: (_root, { name }, context) =>
			context.app.db.forTenant(viewerOf(context).tenantId).mlModel.findUnique({ where: { name }, include: { versions: true } }),
	}),
	prediction: t.field({
		type: predictionRef,
		nullable: true,
		description: `What the model that is in production says of these rows, or of instruments whose features are kept live, at most ${rowsMax}; null where none is. A missing value is null.`,
		args: {
			model: t.arg.string({ required: true }),
			rows: t.arg({ type: t.arg.listRef(t.arg.listRef('Float', { required: false })) }),
			live: t.arg({ type: [liveRowRef] }),
			subject: t.arg.string({ description: 'What the rows are about, in your words: an experiment splits by it.' }),
		},
		resolve: async (_root, { model, rows, live, subject }, context) =>
			(await predictRows(context, { model, rows, live, subject: subject ?? null })) ?? null,
	}),
	servingPlan: t.field({
		type: servingPlanRef,
		nullable: true,
		args: { model: t.arg.string({ required: true }) },
		resolve: (_root, { model }, context) => findPlan(context, model),
	}),
	modelComparison: t.field({
		type: [comparisonRef],
		description: 'Versions of a model by what came of their predictions, shadows too, since its serving plan was set.',
		complexity: { field: 20, multiplier: 1 },
		args: { model: t.arg.string({ required: true }) },
		resolve: (_root, { model }, context) => compareModel(context, model),
	}),
	modelHistory: t.field({
		type: [watchPointRef],
		description: 'What was seen of a model as it served, newest first.',
		complexity: (args) => ({ field: Math.min(args.first ?? 100, 500) / 10, multiplier: 1 }),
		args: { model: t.arg.string({ required: true }), first: t.arg.int({ defaultValue: 100 }) },
		resolve: async (_root, { model, first }, context) =>
			(
				await context.app.db.forTenant(viewerOf(context).tenantId).mlWatchPoint.findMany({
					where: { modelName: model },
					orderBy: { id: 'desc' },
					take: Math.max(1, Math.min(first ?? 100, 500)),
				})
			).flatMap(watchPointOf),
	}),
	predictionLog: t.field({
		type: [loggedRef],
		description: 'Predictions of a model, newest first.',
		args: { model: t.arg.string({ required: true }), first: t.arg.int({ defaultValue: 50 }) },
		resolve: (_root, { model, first }, context) =>
			context.app.db.forTenant(viewerOf(context).tenantId).mlPrediction.findMany({
				where: { modelName: model },
				orderBy: [{ at: 'desc' }, { id: 'asc' }],
				take: Math.max(1, Math.min(first ?? 50, 500)),
			}),
	}),
}));
