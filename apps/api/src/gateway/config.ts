import { hasPermission } from '@meridian/auth';
import type { Entitlements, TenantConfig } from '@meridian/core';
import type { TenantConfigRow } from '@meridian/db';
import { readPolicies } from '../modules/policies/cedar.ts';
import { compileEntitlements } from '../modules/policies/compile.ts';
import type { SealedTerminalKey } from './terminal-keys.ts';

/** The engine's view of a tenant: what a role may do becomes what each user may do, because the engine knows no roles. */
export function engineConfig(row: TenantConfigRow): TenantConfig {
	const { halted: _, shard: __, terminalKeys: ___, policies, ...rest } = row;
	// No address goes into a journal.
	const users = row.users.map(({ role, email: ____, ...user }) => ({
		...user,
		mayTrade: hasPermission(role, 'ORDER_PLACE'),
		mayHalt: hasPermission(role, 'TENANT_HALT'),
		mayApprove: hasPermission(role, 'ORDER_APPROVE'),
	}));
	return { ...rest, users, ...(policies.trim() === '' ? {} : { entitlements: entitlementsOf(row) }) };
}

/** Policies that can't be read any more, e.g. by a release that knows less, allow nothing. */
function entitlementsOf(row: TenantConfigRow): Entitlements {
	const read = readPolicies(row.policies);
	return 'problem' in read ? { accountIds: [], instrumentIds: [], users: [] } : compileEntitlements(read, row);
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
