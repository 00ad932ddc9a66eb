import { hasPermission } from '@meridian/auth';
import type { TenantConfig } from '@meridian/core';
import type { TenantConfigRow } from '@meridian/db';

/** The engine's view of a tenant: what a role may do becomes what each user may do, because the engine knows no roles. */
export function engineConfig(row: TenantConfigRow): TenantConfig {
	const { tenantId, version, slug, baseCurrency, active, instruments, accounts } = row;
	const users = row.users.map(({ userId, active: isActive, role }) => ({
		userId,
		active: isActive,
		mayTrade: hasPermission(role, 'ORDER_PLACE'),
		mayHalt: hasPermission(role, 'TENANT_HALT'),
	}));
	return { tenantId, version, slug, baseCurrency, active, users, instruments, accounts };
}

/** As it goes over the wire, with the credentials of the gateway's direct door. Logins exceed 2^53, so bigint is text. */
export const configText = (config: TenantConfig, credentials: TenantConfigRow['credentials']): string =>
	JSON.stringify({ ...config, credentials }, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
