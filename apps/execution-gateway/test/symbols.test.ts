import type { TenantConfig } from '@meridian/core';
import { accountLimits } from '@meridian/core/testing';
import { expect, test } from 'vitest';
import { findAccounts } from '../src/venue/symbols.ts';

const limits = accountLimits();
const config = (tenantId: number, active: { tenant?: boolean; account?: boolean } = {}): TenantConfig => ({
	tenantId,
	version: 1,
	slug: `t${tenantId}`,
	baseCurrency: 'EUR',
	active: active.tenant ?? true,
	users: [],
	instruments: [],
	accounts: [
		{
			accountId: 1,
			name: 'A',
			mode: 'NETTING',
			currency: 'EUR',
			currencyDigits: 2,
			server: 'S',
			login: 7n,
			active: active.account ?? true,
			limits,
		},
	],
});
const found = (...configs: TenantConfig[]) => findAccounts(configs, { server: 'S', login: 7n })[0]?.tenantId;

test('a terminal belongs to the account with its server and login, to no other', () => {
	expect(found(config(1))).toBe(1);
	expect(findAccounts([config(1)], { server: 'S', login: 8n })).toEqual([]);
	expect(findAccounts([config(1)], { server: 'T', login: 7n })).toEqual([]);
});
test('a suspended tenant or account keeps its line: what is open there must stay closable', () => {
	expect(found(config(1, { tenant: false }))).toBe(1);
	expect(found(config(1, { account: false }))).toBe(1);
});
test('an active account of that login comes before a suspended one', () => {
	expect(found(config(1, { tenant: false }), config(2))).toBe(2);
});
