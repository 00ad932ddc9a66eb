import { hasPermission } from '@meridian/auth';
import type { TenantConfig } from '@meridian/core';
import type { TenantConfigRow } from '@meridian/db';

/** The engine's view of a tenant: what a role may do becomes what each user may do, because the engine knows no roles. */
export function engineConfig(row: TenantConfigRow): TenantConfig {
	const { halted: _, ...rest } = row;
	const users = row.users.map(({ role, ...user }) => ({
		...user,
		mayTrade: hasPermission(role, 'ORDER_PLACE'),
		mayHalt: hasPermission(role, 'TENANT_HALT'),
	}));
	return { ...rest, users };
}

/** As it goes over the wire, with the credentials of the gateway's direct door. Logins exceed 2^53, so bigint is text. */
export const configText = (config: TenantConfig, credentials: TenantConfigRow['credentials']): string =>
	JSON.stringify({ ...config, credentials }, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
