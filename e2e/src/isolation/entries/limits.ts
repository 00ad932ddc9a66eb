import type { Entries, Ids } from '../entry.ts';

const officers = ['TENANT_ADMIN', 'RISK_OFFICER'] as const;
/** Limits name their subject by its number. */
const numberOf = (id: Ids['account']): number => Number(Buffer.from(id, 'base64').toString('utf8').split(':')[1]);

export const limitEntries: Entries = {
	'Query.limits': { roles: 'all' },
	// Of a version that is not in force: those who may are told so, the others that there is nothing of that number, or that they may not.
	'Mutation.setLimits': {
		roles: officers,
		args: (ids) => ({
			input: {
				level: 'ACCOUNT',
				subjectId: numberOf(ids.account),
				expectedVersion: 2_000_000_000,
				limits: [{ name: 'maxNetLots', value: '7' }],
			},
		}),
		gives: 'StaleLimits',
	},
	// Nothing waits in that world, so that those who may are told that there is no such change.
	'Mutation.decideLimits': { roles: officers, args: () => ({ input: { changeId: 777_777, approve: true } }), gives: 'NotFound' },
};
