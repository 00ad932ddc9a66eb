import { accountLimits } from '@meridian/core/testing';
import type { TenantConfigRow } from '@meridian/db';
import { expect, test } from 'vitest';
import { configText, engineConfig } from '../src/gateway/config.ts';

const row: TenantConfigRow = {
	tenantId: 1,
	version: 3,
	slug: 'aurora',
	baseCurrency: 'EUR',
	active: true,
	shard: 2,
	halted: true,
	users: [
		{ userId: 1, active: true, role: 'TENANT_ADMIN', email: 'a@aurora.example' },
		{ userId: 2, active: true, role: 'TRADER', email: 't@aurora.example' },
		{ userId: 3, active: false, role: 'RISK_OFFICER', email: 'r@aurora.example' },
	],
	instruments: [],
	desks: [{ deskId: 4, name: 'Macro' }],
	strategies: [{ strategyId: 9, name: 'Carry', active: true }],
	accounts: [
		{
			accountId: 1,
			name: 'Aurora Netting EUR',
			mode: 'NETTING',
			currency: 'EUR',
			currencyDigits: 2,
			server: 'Meridian-Sim',
			login: 9_007_199_254_740_993n,
			active: true,
			deskId: 4,
			presumesAbsent: false,
			ownTerminalKey: true,
			limits: accountLimits({ maxOrderNotionalMinor: null }),
		},
	],
	terminalKeys: [{ accountId: 1, keyId: 'mt-1', encrypted: 'never sent as it is kept' }],
	quotas: { accounts: 10, strategies: 10 },
	policies: '',
	takeBack: { whenInactive: true, ofRemovedUsers: true },
	credentials: [{ credentialId: 'mc-1', userId: 2, accountIds: [1], mayTrade: true, ordersPerSecond: 10 }],
};

const sealed = { accountId: 1, keyId: 'mt-1', sealed: 'for the gateway alone' };
const sent = { ...row, terminalKeys: [sealed] };

test('the engine is told what each user may do', () => {
	expect(engineConfig(row).users).toEqual([
		{ userId: 1, active: true, mayTrade: true, mayHalt: true, mayApprove: true },
		{ userId: 2, active: true, mayTrade: true, mayHalt: false, mayApprove: false },
		{ userId: 3, active: false, mayTrade: false, mayHalt: true, mayApprove: true },
	]);
});

test('a login beyond 2^53 and an absent limit reach the engine as they are', () => {
	const [account] = JSON.parse(configText(engineConfig(row), sent)).accounts;
	expect(account.login).toBe('9007199254740993');
	expect(account.limits.maxOrderNotionalMinor).toBeNull();
});

test('the credentials in force travel with the configuration, and the shard that the tenant belongs to', () => {
	expect(JSON.parse(configText(engineConfig(row), sent))).toMatchObject({ credentials: row.credentials, shard: 2, terminalKeys: [sealed] });
	expect(engineConfig(row)).not.toHaveProperty('shard');
	expect(engineConfig(row)).not.toHaveProperty('terminalKeys');
});

test('what is beyond a quota takes no new risk: the oldest in use go on, and what is not in use counts for nothing', () => {
	const [account] = row.accounts;
	if (account === undefined) throw new Error('the row has an account');
	const accounts = [1, 2, 3, 4].map((accountId) => ({ ...account, accountId, active: accountId !== 2 }));
	const strategies = [1, 2, 3].map((strategyId) => ({ strategyId, name: `S${strategyId}`, active: true }));
	const config = engineConfig({ ...row, accounts, strategies, quotas: { accounts: 2, strategies: 1 } });
	expect(config.accounts.filter(({ active }) => active).map(({ accountId }) => accountId)).toEqual([1, 3]);
	expect(config.strategies?.filter(({ active }) => active).map(({ strategyId }) => strategyId)).toEqual([1]);
	expect(config).not.toHaveProperty('quotas');
});
