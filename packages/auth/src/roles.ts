export const roles = ['TENANT_ADMIN', 'TRADER', 'RISK_OFFICER'] as const;
export type Role = (typeof roles)[number];
export const permissions = [
	'ORDER_PLACE',
	'ORDER_CANCEL',
	'POSITION_CLOSE',
	'TENANT_HALT',
	'BREAK_RESOLVE',
	'CREDENTIAL_MANAGE',
	'DEMO_LINE',
] as const;
export type Permission = (typeof permissions)[number];

const table = {
	TENANT_ADMIN: permissions,
	TRADER: ['ORDER_PLACE', 'ORDER_CANCEL', 'POSITION_CLOSE', 'DEMO_LINE'],
	RISK_OFFICER: ['ORDER_CANCEL', 'POSITION_CLOSE', 'TENANT_HALT', 'BREAK_RESOLVE'],
} as const satisfies Record<Role, readonly Permission[]>;

export const permissionsOf = (role: Role): readonly Permission[] => table[role];
export const hasPermission = (role: Role, permission: Permission): boolean => permissionsOf(role).includes(permission);
export const isRole = (value: unknown): value is Role => roles.some((role) => role === value);
