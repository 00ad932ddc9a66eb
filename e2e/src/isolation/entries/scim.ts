import type { Entries } from '../entry.ts';

const admin = ['TENANT_ADMIN'] as const;

/** How a directory provisions. Its own door is no GraphQL: apps/api/test/scim.int.test.ts tries it with another tenant's ids. */
export const scimEntries: Entries = {
	'Query.scimTokens': { roles: admin },
	'Query.directoryGroups': { roles: admin },
	'Mutation.createScimToken': { roles: admin, args: () => ({ name: 'walk', days: 1 }), gives: 'ScimTokenCreated' },
	'Mutation.revokeScimToken': { roles: admin, args: (ids) => ({ tokenId: ids.scimToken }), gives: 'ScimTokenRevoked' },
	'Mutation.setGroupRole': { roles: admin, args: (ids) => ({ groupId: ids.group, role: 'QUANT' }), gives: 'DirectoryGroupChanged' },
};
