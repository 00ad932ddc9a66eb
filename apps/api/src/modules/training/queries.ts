import { builder } from '../../graphql/builder.ts';
import { findTraining, listFeatureSets, listTrainings } from './service.ts';
import { featureSetRef, trainingModel, trainingRef } from './types.ts';

builder.queryFields((t) => ({
	featureSets: t.field({ type: [featureSetRef], resolve: (_root, _args, context) => listFeatureSets(context) }),
	trainingJobs: t.field({
		type: [trainingRef],
		args: { first: t.arg.int({ defaultValue: 50 }) },
		resolve: (_root, { first }, context) => listTrainings(context, first ?? 50),
	}),
	trainingJob: t.field({
		type: trainingRef,
		nullable: true,
		args: { jobId: t.arg.string({ required: true }) },
		resolve: async (_root, { jobId }, context) => {
			const row = await findTraining(context, jobId);
			return row === undefined ? null : trainingModel(row);
		},
	}),
}));
