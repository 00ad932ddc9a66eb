import type { MlJob, MlTrial } from '@meridian/db';
import { type FeatureSetDefinition, featureName, jobRequest, trainingStates } from '@meridian/ml';
import { z } from 'zod';

import { builder } from '../../graphql/builder.ts';
import { loadersOf } from '../../loaders.ts';
import { word } from '../shared/rows.ts';

export type FeatureSetModel = { readonly __typename: 'FeatureSet'; readonly definition: FeatureSetDefinition; readonly builtIn: boolean };
export const featureSetRef = builder.objectRef<FeatureSetModel>('FeatureSet').implement({
	description: 'A versioned definition of features. A version never changes.',
	fields: (t) => ({
		name: t.string({ resolve: ({ definition }) => definition.name }),
		version: t.int({ resolve: ({ definition }) => definition.version }),
		barMs: t.int({ resolve: ({ definition }) => definition.barMs }),
		features: t.stringList({ resolve: ({ definition }) => definition.features.map(featureName) }),
		definition: t.string({ description: 'JSON.', resolve: ({ definition }) => JSON.stringify(definition) }),
		builtIn: t.exposeBoolean('builtIn'),
	}),
});

const curve = z.array(z.array(z.number()));
const trialStates = ['RUNNING', 'DONE', 'PRUNED', 'FAILED'] as const;
const trialStateEnum = builder.enumType('StudyTrialStatus', { values: trialStates });
const trialRef = builder.objectRef<MlTrial>('StudyTrial').implement({
	description: 'A point that a study tried.',
	fields: (t) => ({
		number: t.exposeInt('number'),
		point: t.string({ description: 'JSON.', resolve: ({ point }) => JSON.stringify(point) }),
		status: t.field({ type: trialStateEnum, resolve: ({ status }) => word(trialStates, status) }),
		loss: t.exposeFloat('loss', { nullable: true, description: 'Lower is better; of one that was cut, where it stood then.' }),
		steps: t.exposeInt('steps'),
		curve: t.field({
			type: t.listRef(t.listRef('Float')),
			description: '[step, loss] as it went on.',
			resolve: (row) => curve.parse(row.curve),
		}),
	}),
});

const stateEnum = builder.enumType('TrainingStatus', { values: trainingStates });
const kinds = ['TRAIN', 'STUDY', 'STACK'] as const;
const kindEnum = builder.enumType('TrainingKind', { values: kinds });
const named = z.object({ model: z.string(), trainer: z.object({ name: z.string() }) });

export type TrainingModel = { readonly __typename: 'TrainingJob'; readonly row: MlJob };
export const trainingModel = (row: MlJob): TrainingModel => ({ __typename: 'TrainingJob', row });
export const trainingRef = builder.objectRef<TrainingModel>('TrainingJob').implement({
	description: 'A training, a study that trains the best of what it tried, or a stacker, on its way to a version of a model.',
	fields: (t) => ({
		jobId: t.string({ resolve: ({ row }) => row.id }),
		kind: t.field({ type: kindEnum, resolve: ({ row }) => word(kinds, row.kind) }),
		status: t.field({ type: stateEnum, resolve: ({ row }) => word(trainingStates, row.status) }),
		model: t.string({ resolve: ({ row }) => named.parse(row.request).model }),
		trainer: t.string({ resolve: ({ row }) => named.parse(row.request).trainer.name }),
		request: t.string({ description: 'JSON: all that was asked for.', resolve: ({ row }) => JSON.stringify(row.request) }),
		phase: t.string({
			nullable: true,
			description: 'features, members, fold N, trials or model, while it runs.',
			resolve: ({ row }) => row.phase,
		}),
		step: t.int({ resolve: ({ row }) => row.step }),
		of: t.int({ resolve: ({ row }) => row.of }),
		loss: t.float({ nullable: true, description: 'On validation rows, lower is better.', resolve: ({ row }) => row.loss }),
		error: t.string({ nullable: true, resolve: ({ row }) => row.error }),
		starts: t.int({ description: 'How often a worker began it.', resolve: ({ row }) => row.starts }),
		version: t.int({ nullable: true, description: 'Of the model, once there is one.', resolve: ({ row }) => row.version }),
		runId: t.string({ nullable: true, resolve: ({ row }) => row.runId }),
		createdBy: t.int({ resolve: ({ row }) => row.createdBy }),
		createdAt: t.field({ type: 'DateTime', resolve: ({ row }) => row.createdAt }),
		updatedAt: t.field({ type: 'DateTime', resolve: ({ row }) => row.updatedAt }),
		trials: t.field({
			type: [trialRef],
			description: 'Of a study.',
			resolve: ({ row }, _args, context) =>
				row.kind !== 'STUDY'
					? []
					: loadersOf(context)
							.trials.load(row.id)
							.then((rows) => [...rows]),
		}),
	}),
});

/** What a row asks for; undefined where an older release wrote it. */
export const requestOf = (row: MlJob) => jobRequest.safeParse(row.request).data;
