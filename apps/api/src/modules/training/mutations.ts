import { builder } from '../../graphql/builder.ts';
import { forbiddenRef, invalidInputRef, notFoundRef } from '../shared/user-errors.ts';
import { startTrainingRef } from './input.ts';
import { cancelTraining, createFeatureSet, startTraining } from './service.ts';
import { featureSetRef, trainingRef } from './types.ts';

const trainingResultRef = builder.unionType('TrainingResult', { types: [trainingRef, invalidInputRef, notFoundRef, forbiddenRef] });
const featureSetResultRef = builder.unionType('FeatureSetResult', { types: [featureSetRef, invalidInputRef, forbiddenRef] });

builder.mutationFields((t) => ({
	createFeatureSet: t.field({
		type: featureSetResultRef,
		description: 'Keeps a definition as the next version of its name.',
		args: { definition: t.arg.string({ required: true, description: 'JSON: name, barMs, features.' }) },
		resolve: (_root, { definition }, context) => createFeatureSet(context, definition),
	}),
	startTraining: t.field({
		type: trainingResultRef,
		description: 'Trains a model on stored ticks and registers it as the next version of its name, in no stage.',
		args: { input: t.arg({ type: startTrainingRef, required: true }) },
		resolve: (_root, { input }, context) => startTraining(context, input),
	}),
	cancelTraining: t.field({
		type: trainingResultRef,
		args: { jobId: t.arg.string({ required: true }) },
		resolve: (_root, { jobId }, context) => cancelTraining(context, jobId),
	}),
}));
