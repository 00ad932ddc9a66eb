import type { Entries } from '../entry.ts';

/** Passwords, at the end of the walk: the controls change those of the walkers. */
export const passwordEntries: Entries = {
	'Mutation.changePassword': {
		roles: 'all',
		args: () => ({ input: { current: 'not the password of anybody', next: 'another word of the stroll' } }),
		controlArgs: () => ({ input: { current: 'a password of the walk', next: 'another word of the stroll' } }),
		gives: 'PasswordChanged',
	},
	// That an address that is somebody's gets the same answer by the same statements: apps/api/test/password.int.test.ts.
	'Mutation.requestPasswordReset': {
		roles: 'public',
		args: () => ({ email: 'nobody@elsewhere.example' }),
		gives: 'PasswordResetRequested',
	},
	'Mutation.resetPassword': {
		roles: 'public',
		args: () => ({ input: { token: `mrp_${'x'.repeat(43)}`, password: 'another word of the stroll' } }),
		controlArgs: async (_ids, { world }) => ({ input: { token: await world.resetLink(), password: 'another word of the stroll' } }),
		gives: 'PasswordChanged',
	},
};
