import type { Entries } from '../entry.ts';

const makers = ['TENANT_ADMIN', 'TRADER', 'QUANT'] as const;

/** Registered models. The one of A has two versions that were both in production. */
export const modelEntries: Entries = {
	'Query.registeredModels': { roles: 'all' },
	'Query.registeredModel': { roles: 'all', args: (ids) => ({ name: ids.model }) },
	'Query.prediction': { roles: 'all', args: (ids) => ({ model: ids.model, rows: [[1, 2]] }) },
	'Query.modelHistory': {
		roles: 'all',
		args: (ids) => ({ model: ids.model }),
		before: async (world) => ({ model: await world.watched() }),
	},
	'Query.predictionLog': {
		roles: 'all',
		args: (ids) => ({ model: ids.model }),
		before: async (world) => ({ model: await world.watched() }),
	},
	'Mutation.recordOutcomes': {
		roles: [...makers, 'SERVICE'],
		// A number that is none: those who may are told so, and nothing of anybody is changed.
		args: (ids) => ({ model: ids.model, outcomes: [] }),
		controlArgs: (ids) => ({ model: ids.model, outcomes: [{ predictionId: 'nobody-has-this', value: 1 }] }),
		gives: 'OutcomesRecorded',
	},
	'Mutation.setModelStage': {
		roles: makers,
		args: (ids) => ({ input: { name: ids.model, version: 1, stage: 'Production' } }),
		gives: 'ModelVersion',
	},
	'Query.servingPlan': {
		roles: 'all',
		args: (ids) => ({ model: ids.model }),
		before: async (world) => ({ model: await world.planned() }),
	},
	'Query.modelComparison': {
		roles: 'all',
		args: (ids) => ({ model: ids.model }),
		before: async (world) => ({ model: await world.planned() }),
	},
	'Mutation.setServingPlan': { roles: makers, args: (ids) => ({ input: { model: ids.model, shadow: 1 } }), gives: 'ServingPlan' },
	'Mutation.createEnsemble': {
		roles: makers,
		args: (ids) => ({ input: { model: 'walk-both', members: [1, 2].map((version) => ({ model: ids.model, version })) } }),
		gives: 'ModelVersion',
	},
	'Mutation.rollBackModel': { roles: makers, args: (ids) => ({ name: ids.model }), gives: 'ModelVersion' },
};
