import type { ServingPlan, VersionComparison } from '@meridian/ml';
import { builder } from '../../graphql/builder.ts';
import type { ServingPlanModel } from './plan.ts';

type Experiment = NonNullable<ServingPlan['experiment']>;
const kindEnum = builder.enumType('ExperimentKind', { values: ['SPLIT', 'BANDIT'] as const });
const challengerRef = builder.objectRef<Experiment['challengers'][number]>('Challenger').implement({
	fields: (t) => ({
		version: t.exposeInt('version'),
		share: t.exposeFloat('share', { description: 'Of the subjects; a bandit moves its shares by itself.' }),
	}),
});
const experimentRef = builder.objectRef<Experiment>('ModelExperiment').implement({
	fields: (t) => ({
		name: t.exposeString('name'),
		kind: t.field({ type: kindEnum, resolve: ({ kind }) => kind }),
		challengers: t.field({ type: [challengerRef], resolve: ({ challengers }) => challengers }),
		effect: t.exposeFloat('effect', { description: 'Size of a difference in loss that would matter.' }),
	}),
});
export const servingPlanRef = builder.objectRef<ServingPlanModel>('ServingPlan').implement({
	description: 'What a model does beside answering by its version in production.',
	fields: (t) => ({
		model: t.exposeString('model'),
		shadow: t.int({
			nullable: true,
			description: 'Asked with the same rows and never given out.',
			resolve: ({ plan }) => plan.shadow ?? null,
		}),
		experiment: t.field({ type: experimentRef, nullable: true, resolve: ({ plan }) => plan.experiment ?? null }),
		online: t.boolean({
			description: 'Probabilities are corrected by what came, while that tells better.',
			resolve: ({ plan }) => plan.online,
		}),
		updatedAt: t.field({ type: 'DateTime', resolve: ({ updatedAt }) => updatedAt }),
	}),
});
export const comparisonRef = builder.objectRef<VersionComparison>('VersionComparison').implement({
	description: 'A version by what came of its predictions, against the one in production. The interval and the p-value hold at every look.',
	fields: (t) => ({
		version: t.exposeInt('version'),
		outcomes: t.exposeInt('outcomes'),
		meanLoss: t.exposeFloat('meanLoss', { description: 'Log loss of a probability, squared error of a value.' }),
		difference: t.exposeFloat('difference', { nullable: true, description: 'Below 0 it is better. Null for the version in production.' }),
		low: t.exposeFloat('low', { nullable: true }),
		high: t.exposeFloat('high', { nullable: true }),
		pValue: t.exposeFloat('pValue', { nullable: true }),
	}),
});

const challengerInput = builder.inputType('ChallengerInput', { fields: (t) => ({ version: t.int({ required: true }), share: t.float() }) });
const experimentInput = builder.inputType('ModelExperimentInput', {
	fields: (t) => ({
		name: t.string({ required: true }),
		kind: t.field({ type: kindEnum, required: true }),
		challengers: t.field({ type: [challengerInput], required: true }),
		effect: t.float(),
	}),
});
export const servingPlanInput = builder.inputType('ServingPlanInput', {
	description: 'It takes the place of the plan before: what is left out is no more.',
	fields: (t) => ({
		model: t.string({ required: true }),
		shadow: t.int(),
		experiment: t.field({ type: experimentInput }),
		online: t.boolean(),
	}),
});
export const memberInput = builder.inputType('EnsembleMemberInput', {
	fields: (t) => ({
		model: t.string({ required: true }),
		version: t.int({ required: true }),
		weight: t.float({ description: '1 unless given.' }),
	}),
});
export const ensembleInput = builder.inputType('EnsembleInput', {
	fields: (t) => ({
		model: t.string({ required: true, description: 'The name under which it is registered, as its next version.' }),
		members: t.field({ type: [memberInput], required: true }),
		stacker: t.field({
			type: memberInput,
			description: 'A model of the members’ answers side by side, in the place of their weighted mean.',
		}),
	}),
});
