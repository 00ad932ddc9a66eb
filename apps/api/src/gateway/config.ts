import { hasPermission } from '@meridian/auth';
import type { Entitlements, TenantConfig } from '@meridian/core';
import type { TenantConfigRow } from '@meridian/db';
import { readPolicies } from '../modules/policies/cedar.ts';
import { compileEntitlements } from '../modules/policies/compile.ts';
import type { SealedTerminalKey } from './terminal-keys.ts';

/** The engine's view of a tenant: what a role may do becomes what each user may do, because the engine knows no roles. */
export function engineConfig(row: TenantConfigRow): TenantConfig {
	const { halted: _, shard: __, terminalKeys: ___, policies, quotas, ...rest } = row;
	// No address goes into a journal.
	const users = row.users.map(({ role, email: ____, ...user }) => ({
		...user,
		mayTrade: hasPermission(role, 'ORDER_PLACE'),
		mayHalt: hasPermission(role, 'TENANT_HALT'),
		mayApprove: hasPermission(role, 'ORDER_APPROVE'),
	}));
	const accounts = within(quotas.accounts, row.accounts);
	const strategies = within(quotas.strategies, row.strategies);
	return { ...rest, users, accounts, strategies, ...(policies.trim() === '' ? {} : { entitlements: entitlementsOf(row) }) };
}

/** The oldest that are in use stay so; of those beyond the quota the engine takes no new risk, and what is open on them can be closed. */
function within<Row extends { readonly active: boolean }>(most: number, rows: readonly Row[]): Row[] {
	let inUse = 0;
	return rows.map((row) => {
		inUse += row.active ? 1 : 0;
		return row.active && inUse > most ? { ...row, active: false } : row;
	});
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
