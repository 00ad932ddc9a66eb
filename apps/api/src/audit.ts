import type { ApiContext } from './context.ts';

/** Actions that the platform's own audit keeps. */
export const auditActions = [
	'LOGIN_FAILED',
	'LOGIN',
	'TENANT_HALTED',
	'TENANT_RESUMED',
	'BROKER_LINE_SET',
	'CREDENTIAL_CREATED',
	'CREDENTIAL_REVOKED',
	'BREAK_RESOLVED',
	'SESSION_REVOKED',
	'REFRESH_REUSED',
	'PROVED_AGAIN',
	'PASSWORD_CHANGED',
	'PASSWORD_RESET_REQUESTED',
	'PASSWORD_RESET',
	'IDENTITY_PROVIDER_SAVED',
	'IDENTITY_PROVIDER_REMOVED',
	'DOMAIN_ADDED',
	'DOMAIN_VERIFIED',
	'DOMAIN_REMOVED',
	'SSO_ENFORCED',
	'SSO_REFUSED',
	'PERSON_PROVISIONED',
	'SCIM_TOKEN_CREATED',
	'SCIM_TOKEN_REVOKED',
	'SCIM_REFUSED',
	'GROUP_CHANGED',
	'GROUP_ROLE_SET',
	'OAUTH_APP_CREATED',
	'OAUTH_APP_REVOKED',
	'OAUTH_APP_AUTHORIZED',
	'OAUTH_CODE_REUSED',
	'SUPPORT_REQUESTED',
	'SUPPORT_ALLOWED',
	'SUPPORT_DECLINED',
	'SUPPORT_REVOKED',
	'SUPPORT_ENTERED',
	'SUPPORT_READ',
	'POLICIES_CHANGED',
	'FACTOR_ADDED',
	'FACTOR_REMOVED',
	'RECOVERY_CODES_MADE',
	'PERSON_INVITED',
	'INVITATION_REVOKED',
	'INVITATION_ACCEPTED',
	'ROLE_CHANGED',
	'PERSON_REMOVED',
	'PERSON_RESTORED',
	'API_CLIENT_CREATED',
	'API_CLIENT_ROTATED',
	'API_CLIENT_REVOKED',
	'API_CLIENT_REFUSED',
	'APPROVAL_REQUESTED',
	'APPROVAL_APPROVED',
	'APPROVAL_DECLINED',
	'APPROVAL_WITHDRAWN',
	'TENANT_JOB_REQUESTED',
	'TENANT_CONFIGURED',
	'MODEL_STAGE_SET',
	'MODEL_FELL_BACK',
	'TRAINING_STARTED',
	'TRAINING_CANCELED',
	'DATA_IMPORT_STARTED',
	'LIMITS_PROPOSED',
	'LIMITS_APPROVED',
	'LIMITS_REJECTED',
	'WEBHOOK_CREATED',
	'WEBHOOK_CHANGED',
	'WEBHOOK_SECRET_ROTATED',
	'WEBHOOK_REMOVED',
	'WEBHOOK_DISABLED',
	'TERMINAL_KEY_CREATED',
	'TERMINAL_KEY_ROTATED',
	'TERMINAL_KEY_REVOKED',
] as const;
export type AuditAction = (typeof auditActions)[number];

/** One line of the admin audit, with the request's correlation id. @throws where it can't be written: what is not audited must not look done. */
export async function audit(
	context: ApiContext,
	entry: {
		readonly action: AuditAction;
		readonly tenantId: number | null;
		readonly userId: number | null;
		readonly detail: Readonly<Record<string, string | number | boolean>>;
	},
): Promise<void> {
	await context.app.db.platform.adminAudit.create({
		data: { ...entry, detail: { ...entry.detail }, correlationId: context.correlationId },
	});
}
