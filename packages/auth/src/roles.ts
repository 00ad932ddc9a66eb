/** Roles of a tenant. An operator of the platform is none of them: it belongs to no tenant. */
export const roles = ['TENANT_ADMIN', 'TRADER', 'RISK_OFFICER', 'QUANT', 'COMPLIANCE', 'READ_ONLY', 'SERVICE'] as const;
export type Role = (typeof roles)[number];
export const permissions = [
	'ORDER_PLACE',
	'ORDER_CANCEL',
	'POSITION_CLOSE',
	'ORDER_APPROVE',
	'TENANT_HALT',
	'BREAK_RESOLVE',
	'CREDENTIAL_MANAGE',
	'TERMINAL_MANAGE',
	'PEOPLE_MANAGE',
	'IDENTITY_MANAGE',
	'POLICY_MANAGE',
	'TENANT_CONFIGURE',
	'AUDIT_READ',
	'LIMITS_MANAGE',
	'MODEL_MANAGE',
	'DATA_IMPORT',
	'DEMO_LINE',
] as const;
export type Permission = (typeof permissions)[number];

/** What is not listed is denied. SERVICE is a program: it trades, and administers nothing. */
const table = {
	TENANT_ADMIN: permissions,
	TRADER: ['ORDER_PLACE', 'ORDER_CANCEL', 'POSITION_CLOSE', 'DATA_IMPORT', 'MODEL_MANAGE', 'DEMO_LINE'],
	RISK_OFFICER: ['ORDER_CANCEL', 'POSITION_CLOSE', 'ORDER_APPROVE', 'TENANT_HALT', 'BREAK_RESOLVE', 'AUDIT_READ', 'LIMITS_MANAGE'],
	QUANT: ['DATA_IMPORT', 'MODEL_MANAGE'],
	COMPLIANCE: ['AUDIT_READ'],
	READ_ONLY: [],
	SERVICE: ['ORDER_PLACE', 'ORDER_CANCEL', 'POSITION_CLOSE'],
} as const satisfies Record<Role, readonly Permission[]>;

export const permissionsOf = (role: Role): readonly Permission[] => table[role];
export const hasPermission = (role: Role, permission: Permission): boolean => permissionsOf(role).includes(permission);
export const isRole = (value: unknown): value is Role => roles.some((role) => role === value);
