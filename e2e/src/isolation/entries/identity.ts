import type { Entries } from '../entry.ts';

const admin = ['TENANT_ADMIN'] as const;
const auditors = ['TENANT_ADMIN', 'RISK_OFFICER', 'COMPLIANCE'] as const;
/** Secrets of 256 bits: to know one is to hold it, so nobody can ask about another's. */
const invented = 'x'.repeat(43);

/** Log-ins, and what concerns people. */
export const identityEntries: Entries = {
	'Mutation.login': {
		roles: 'public',
		args: (ids) => ({ input: { email: ids.email, password: 'not the password of anybody' } }),
		controlArgs: (_ids, { world }) => ({ input: world.adminLogin }),
		gives: 'LoginSuccess',
	},
	'Mutation.completeLogin': {
		roles: 'public',
		args: () => ({ input: { ticket: `mlt_${invented}`, totpCode: '000000' } }),
		controlArgs: async (_ids, { world }) => ({ input: await world.secondStep() }),
		gives: 'LoginSuccess',
	},
	'Mutation.refreshSession': {
		roles: 'public',
		args: () => ({ refreshToken: `mrt_${invented}` }),
		controlArgs: async (_ids, { world }) => ({ refreshToken: await world.refreshToken() }),
		gives: 'LoginSuccess',
	},
	'Mutation.acceptInvitation': {
		roles: 'public',
		args: () => ({ input: { token: `min_${invented}`, name: 'Walker', password: 'a password of the walk' } }),
		controlArgs: async (_ids, { world }) => ({
			input: { token: (await world.invite()).token, name: 'Walker', password: 'a password of the walk' },
		}),
		gives: 'LoginSuccess',
	},
	'Query.sessions': { roles: 'all' },
	'Mutation.revokeSession': {
		roles: 'all',
		args: (ids) => ({ sessionId: ids.session }),
		controlArgs: async (_ids, { world, token }) => ({ sessionId: await world.own.session(token) }),
		gives: 'SessionsEnded',
	},
	'Mutation.revokeOtherSessions': { roles: 'all' },
	'Mutation.proveAgain': {
		roles: 'all',
		args: () => ({ input: { ticket: `mlt_${invented}`, password: 'not the password of anybody' } }),
		controlArgs: () => ({ input: { password: 'a password of the walk' } }),
		gives: 'ProvedAgain',
	},
	'Mutation.beginTotp': { roles: 'all', gives: 'BeginTotpSuccess' },
	'Mutation.confirmTotp': {
		roles: 'all',
		args: (ids) => ({ factorId: ids.factor, secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', code: '000000' }),
		controlArgs: async (_ids, { world, token }) => world.own.unconfirmedTotp(token),
		gives: 'FactorAdded',
	},
	'Mutation.beginPasskey': { roles: 'all', gives: 'BeginPasskeySuccess' },
	// After that everybody has one.
	'Query.secondFactors': { roles: 'all' },
	// That a passkey is taken is shown in a browser: e2e/identity.e2e.ts.
	'Mutation.confirmPasskey': {
		roles: 'all',
		args: () => ({ ticket: `mlt_${invented}`, name: 'walk', response: '{}' }),
		gives: 'InvalidInput',
	},
	'Mutation.removeFactor': {
		roles: 'all',
		args: (ids) => ({ factorId: ids.factor }),
		controlArgs: async (_ids, { world, token }) => ({ factorId: await world.own.factor(token) }),
		gives: 'FactorRemoved',
	},
	'Mutation.renewRecoveryCodes': { roles: 'all', gives: 'RecoveryCodes' },
	'Mutation.beginProof': { roles: 'all' },
	'Query.people': { roles: admin },
	'Query.invitations': { roles: admin },
	'Mutation.invitePerson': {
		roles: admin,
		args: () => ({ input: { email: 'walk-invited@elsewhere.example', role: 'READ_ONLY' } }),
		gives: 'InvitePersonSuccess',
	},
	'Mutation.revokeInvitation': {
		roles: admin,
		args: (ids) => ({ invitationId: ids.invitation }),
		before: async (world) => ({ invitation: (await world.invite()).invitationId }),
		gives: 'RevokeInvitationSuccess',
	},
	'Mutation.changeRole': { roles: admin, args: (ids) => ({ personId: ids.person, role: 'READ_ONLY' }), gives: 'PersonChanged' },
	'Mutation.removePerson': { roles: admin, args: (ids) => ({ personId: ids.person }), gives: 'PersonChanged' },
	'Mutation.restorePerson': { roles: admin, args: (ids) => ({ personId: ids.person }), gives: 'PersonChanged' },
	'Query.adminAudit': { roles: auditors },
	// A person of A is nobody for B; in A not everybody has done something.
	'Query.adminAudit(of a person)': { roles: auditors, args: (ids) => ({ personId: ids.person }), controlArgs: () => ({}) },
	'Query.auditChoices': { roles: auditors },
	'Mutation.decideApproval': {
		roles: admin,
		args: (ids) => ({ approvalId: ids.approval, approve: true }),
		before: async (world) => ({ approval: await world.approval() }),
		gives: 'ApprovalDecided',
	},
	// After that there is one.
	'Query.approvals': { roles: 'all' },
};
