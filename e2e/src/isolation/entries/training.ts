import type { Entries } from '../entry.ts';
import { trainingInput } from '../training.ts';

const makers = ['TENANT_ADMIN', 'TRADER', 'QUANT'] as const;
const definition = JSON.stringify({ name: 'walk', barMs: 1000, features: [{ kind: 'quote', name: 'spreadBps' }] });

/** Trainings and studies. The one of A is a study that failed. */
export const trainingEntries: Entries = {
	'Query.featureSets': { roles: 'all' },
	'Query.trainingJobs': { roles: 'all' },
	'Query.trainingJob': { roles: 'all', args: (ids) => ({ jobId: ids.training }) },
	'Subscription.trainingJob': { roles: 'all', args: (ids) => ({ jobId: ids.training }) },
	'Mutation.createFeatureSet': { roles: makers, args: () => ({ definition }), gives: 'FeatureSet' },
	'Mutation.startTraining': {
		roles: makers,
		args: () => ({ input: { ...trainingInput, options: 'no JSON' } }),
		controlArgs: () => ({ input: trainingInput }),
		gives: 'TrainingJob',
	},
	'Mutation.cancelTraining': {
		roles: makers,
		before: async (world) => ({ training: await world.waitingTraining() }),
		args: (ids) => ({ jobId: ids.training }),
		gives: 'TrainingJob',
	},
};
