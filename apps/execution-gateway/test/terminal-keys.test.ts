import { newTerminalKey, sealTerminalKey, terminalKey } from '@meridian/auth';
import type { TenantConfig } from '@meridian/core';
import { expect, test } from 'vitest';
import { TerminalKeys } from '../src/venue/terminal-keys.ts';

const installation = 'cd'.repeat(32);
const gateway = 'ab'.repeat(32);
const login = { server: 'S', login: 7n };
const config = (tenantId: number, ownTerminalKey: boolean): TenantConfig =>
	({
		...{ tenantId, active: true, instruments: [] },
		accounts: [{ accountId: 1, server: 'S', login: 7n, active: true, ownTerminalKey }],
	}) as unknown as TenantConfig;
const text = (own: { keyId: string; key: string }): string =>
	JSON.stringify({ terminalKeys: [{ accountId: 1, keyId: own.keyId, sealed: sealTerminalKey(gateway, own) }] });
const known = () => new TerminalKeys({ installation, gateway });
const told = (keys: TerminalKeys, ...configs: TenantConfig[]) =>
	keys.claims(configs, login).map(({ place, keyId, key }) => [place.tenantId, keyId, key]);

test('an account without a key of its own is known by the installation’s', () => {
	expect(told(known(), config(1, false))).toEqual([[1, '', terminalKey(installation, login)]]);
});

test('an account with one is known by that alone: not by the installation’s, and by none after a restart until it has come again', () => {
	const keys = known();
	const own = newTerminalKey();
	expect(told(keys, config(1, true))).toEqual([]);
	keys.replace(1, text(own));
	expect(told(keys, config(1, true))).toEqual([[1, own.keyId, own.key]]);
	keys.replace(1, '{}');
	expect(told(keys, config(1, true))).toEqual([]);
});

test('two tenants that name one login are told apart by their keys, and neither push touches the other’s', () => {
	const keys = known();
	const [first, second] = [newTerminalKey(), newTerminalKey()];
	keys.replace(1, text(first));
	keys.replace(12, text(second));
	const both = [config(1, true), config(12, true)];
	expect(told(keys, ...both)).toEqual([
		[1, first.keyId, first.key],
		[12, second.keyId, second.key],
	]);
	keys.replace(1, '{}');
	expect(told(keys, ...both)).toEqual([[12, second.keyId, second.key]]);
});

test('a key that another gateway’s secret sealed, or that was moved to another id, is none', () => {
	const own = newTerminalKey();
	const moved = { ...own, keyId: 'mt-other' };
	const foreign = JSON.stringify({ terminalKeys: [{ accountId: 1, keyId: own.keyId, sealed: sealTerminalKey('ef'.repeat(32), own) }] });
	const renamed = JSON.stringify({ terminalKeys: [{ accountId: 1, keyId: moved.keyId, sealed: sealTerminalKey(gateway, own) }] });
	for (const bad of [foreign, renamed]) {
		const keys = known();
		expect(() => keys.replace(1, bad)).toThrow();
		expect(told(keys, config(1, true))).toEqual([]);
	}
});
