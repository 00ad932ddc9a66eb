import { hasPermission } from '@meridian/auth';
import type { TenantConfig } from '@meridian/core';
import type { TenantConfigRow } from '@meridian/db';
import type { SealedTerminalKey } from './terminal-keys.ts';

/** The engine's view of a tenant: what a role may do becomes what each user may do, because the engine knows no roles. */
export function engineConfig(row: TenantConfigRow): TenantConfig {
	const { halted: _, shard: __, terminalKeys: ___, ...rest } = row;
	const users = row.users.map(({ role, ...user }) => ({
		...user,
		mayTrade: hasPermission(role, 'ORDER_PLACE'),
		mayHalt: hasPermission(role, 'TENANT_HALT'),
		mayApprove: hasPermission(role, 'ORDER_APPROVE'),
	}));
	return { ...rest, users };
}

/** As it goes over the wire, with what the gateway's doors need and its engine does not. Logins exceed 2^53, so bigint is text. */
export const configText = (
	config: TenantConfig,
	{
		credentials,
		shard,
		terminalKeys,
	}: Pick<TenantConfigRow, 'credentials' | 'shard'> & { readonly terminalKeys: readonly SealedTerminalKey[] },
): string =>
	JSON.stringify({ ...config, credentials, shard, terminalKeys }, (_key, value: unknown) =>
		typeof value === 'bigint' ? value.toString() : value,
	);
