import type { Entries } from '../entry.ts';

const makers = ['TENANT_ADMIN', 'TRADER', 'QUANT'] as const;
const featureSet = { name: 'direction', version: 1 };
/** Of the demo's broker; a stranger has none of that name. */
const input = { featureSet, venue: 'Meridian-Sim', instrument: 'EURUSD' };
const nobodys = { ...input, instrument: 'NOSUCH' };

/** Feature sets that are kept live. They are named by the asker's own words: nobody's ids are in them. */
export const featureEntries: Entries = {
	'Query.liveFeatures': {
		roles: 'all',
		before: async (world) => {
			await world.followed(input);
			return {};
		},
	},
	'Mutation.followFeatures': { roles: makers, args: () => ({ input: nobodys }), controlArgs: () => ({ input }), gives: 'LiveFeatures' },
	'Mutation.unfollowFeatures': {
		roles: makers,
		args: () => ({ input: nobodys }),
		controlArgs: () => ({ input }),
		before: async (world) => {
			await world.followed(input);
			return {};
		},
		gives: 'LiveFeatures',
	},
};
