export type TenantRefusal = 'TENANT_ABSENT' | 'TENANT_SUSPENDED' | 'TENANT_SCHEMA_TOO_OLD' | 'CELL_UNKNOWN';

/** The tenant can't be served now; the process and the other tenants can. */
export class TenantRefused extends Error {
	override readonly name = 'TenantRefused';
	readonly code: TenantRefusal;
	readonly tenantId: number;
	constructor(code: TenantRefusal, tenantId: number) {
		super(`tenant ${tenantId} is refused: ${code}`);
		this.code = code;
		this.tenantId = tenantId;
	}
}

export type BindingBreach = 'NO_TENANT_IN_CONTEXT' | 'WRONG_TENANT_IN_CONTEXT' | 'ARRAY_TRANSACTION' | 'METHOD_REFUSED' | 'SQL_REFUSED';

/**
 * Our own code tried to step out of its tenant: a bug, never a user's fault. Thrown below Prisma, it reaches the caller as a
 * PrismaClientKnownRequestError with the same `code`.
 */
export class BindingBroken extends Error {
	override readonly name = 'BindingBroken';
	readonly code: BindingBreach;
	constructor(code: BindingBreach, message: string) {
		super(`${code}: ${message}`);
		this.code = code;
	}
}
