import type { Entries } from '../entry.ts';

export const terminalEntries: Entries = {
	'Query.terminals': { roles: 'all' },
	'Query.terminal': { roles: 'all', args: (ids) => ({ accountId: ids.account }) },
	'Query.terminalSetup': { roles: ['TENANT_ADMIN'], args: (ids) => ({ accountId: ids.account }), gives: 'TerminalSetup' },
	'Subscription.terminals': { roles: 'all' },
	'Query.foreignOrders': { roles: 'all', args: (ids) => ({ accountId: ids.account }) },
	// An account whose terminal has a key of its own loses the line of the demo's terminal: the controls take accounts that have none.
	'Mutation.createTerminalKey': {
		roles: ['TENANT_ADMIN'],
		args: (ids) => ({ input: { accountId: ids.account } }),
		controlArgs: (_ids, { world }) => ({ input: { accountId: world.idleAccount } }),
		gives: 'MakeTerminalKeySuccess',
	},
	'Mutation.rotateTerminalKey': {
		roles: ['TENANT_ADMIN'],
		args: (ids) => ({ input: { accountId: ids.account } }),
		controlArgs: (_ids, { world }) => ({ input: { accountId: world.idleAccount } }),
		gives: 'MakeTerminalKeySuccess',
	},
	'Mutation.revokeTerminalKey': {
		roles: ['TENANT_ADMIN'],
		args: (ids) => ({ input: { accountId: ids.account } }),
		controlArgs: (_ids, { world }) => ({ input: { accountId: world.idleAccount } }),
		gives: 'RevokeTerminalKeySuccess',
	},
};
