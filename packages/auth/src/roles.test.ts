import { expect, test } from 'vitest';
import { hasPermission, isRole, permissions, permissionsOf, roles } from './roles.ts';

test('who may do what', () => {
	const table = Object.fromEntries(roles.map((role) => [role, permissions.filter((permission) => hasPermission(role, permission))]));
	expect(table).toEqual({
		TENANT_ADMIN: [
			...['ORDER_PLACE', 'ORDER_CANCEL', 'POSITION_CLOSE', 'ORDER_APPROVE', 'TENANT_HALT'],
			...[
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
			],
		],
		TRADER: ['ORDER_PLACE', 'ORDER_CANCEL', 'POSITION_CLOSE', 'MODEL_MANAGE', 'DATA_IMPORT', 'DEMO_LINE'],
		RISK_OFFICER: ['ORDER_CANCEL', 'POSITION_CLOSE', 'ORDER_APPROVE', 'TENANT_HALT', 'BREAK_RESOLVE', 'AUDIT_READ', 'LIMITS_MANAGE'],
		QUANT: ['MODEL_MANAGE', 'DATA_IMPORT'],
		COMPLIANCE: ['AUDIT_READ'],
		READ_ONLY: [],
		SERVICE: ['ORDER_PLACE', 'ORDER_CANCEL', 'POSITION_CLOSE'],
	});
	expect(permissionsOf('TRADER')).not.toContain('TENANT_HALT');
});
test('only the names of the table are roles, and an operator is no role of a tenant', () => {
	expect(roles.every(isRole)).toBe(true);
	for (const other of ['', 'trader', 'OPERATOR', 'constructor', null, 7, undefined]) expect(isRole(other)).toBe(false);
});
