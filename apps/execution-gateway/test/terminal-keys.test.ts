import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newTerminalKey, sealTerminalKey, terminalKey } from '@meridian/auth';
import type { TenantConfig } from '@meridian/core';
import { expect, onTestFinished, test } from 'vitest';
import { KeptKeys } from '../src/venue/kept-keys.ts';
import { TerminalKeys } from '../src/venue/terminal-keys.ts';

const installation = 'cd'.repeat(32);
const gateway = 'ab'.repeat(32);
const login = { server: 'S', login: 7n };
const config = (tenantId: number, ownTerminalKey: boolean): TenantConfig =>
	({
		...{ tenantId, active: true, instruments: [] },
		accounts: [{ accountId: 1, server: 'S', login: 7n, active: true, ownTerminalKey }],
	}) as unknown as TenantConfig;
const text = (own: { keyId: string; key: string }, version = 1): string =>
	JSON.stringify({ version, terminalKeys: [{ accountId: 1, keyId: own.keyId, sealed: sealTerminalKey(gateway, own) }] });
const none = JSON.stringify({ version: 2 });
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
	keys.replace(1, none);
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
	keys.replace(1, none);
	expect(told(keys, ...both)).toEqual([[12, second.keyId, second.key]]);
});

test('a key that another gateway’s secret sealed, or that was moved to another id, is none', () => {
	const own = newTerminalKey();
	const moved = { ...own, keyId: 'mt-other' };
	const foreign = JSON.stringify({
		version: 1,
		terminalKeys: [{ accountId: 1, keyId: own.keyId, sealed: sealTerminalKey('ef'.repeat(32), own) }],
	});
	const renamed = JSON.stringify({
		version: 1,
		terminalKeys: [{ accountId: 1, keyId: moved.keyId, sealed: sealTerminalKey(gateway, own) }],
	});
	for (const bad of [foreign, renamed]) {
		const keys = known();
		expect(() => keys.replace(1, bad)).toThrow();
		expect(told(keys, config(1, true))).toEqual([]);
	}
});

/** Keys of a gateway with this folder, as after each start. */
const started = (dir: string) => new TerminalKeys({ installation, gateway }, new KeptKeys(dir));
const folder = (): string => {
	const dir = mkdtempSync(join(tmpdir(), 'meridian-keys-'));
	onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
	return dir;
};

test('keys count at once, and the thread that takes them does not wait for the disk', async () => {
	const dir = folder();
	const own = newTerminalKey();
	const keys = started(dir);
	const kept = keys.replace(1, text(own));
	expect(told(keys, config(1, true))).toEqual([[1, own.keyId, own.key]]);
	expect(readdirSync(join(dir, 'terminal-keys'))).not.toContain('1.json');
	await kept;
	expect(readdirSync(join(dir, 'terminal-keys'))).toEqual(['1.json']);
});

test('of several configurations in a moment the last one is kept, of each tenant', async () => {
	const dir = folder();
	const keys = started(dir);
	const pushes = [1, 2, 3, 4, 5, 6].flatMap((version) =>
		[1, 12].map((tenantId) => {
			const own = newTerminalKey();
			return { tenantId, version, own, kept: keys.replace(tenantId, text(own, version)) };
		}),
	);
	await Promise.all(pushes.map(({ kept }) => kept));
	expect(readdirSync(join(dir, 'terminal-keys')).toSorted()).toEqual(['1.json', '12.json']);
	const again = started(dir);
	for (const tenantId of [1, 12]) again.recall({ tenantId, version: 6 });
	const last = pushes.filter(({ version }) => version === 6).map(({ tenantId, own }) => [tenantId, own.keyId, own.key]);
	expect(told(again, config(1, true), config(12, true))).toEqual(last);
});

test('what a gateway left unfinished when it ended is nobody’s, and is taken away by the next one', async () => {
	const dir = folder();
	const own = newTerminalKey();
	await started(dir).replace(1, text(own));
	writeFileSync(join(dir, 'terminal-keys', '1.json.7.tmp'), '{"version":');
	const keys = started(dir);
	expect(readdirSync(join(dir, 'terminal-keys'))).toEqual(['1.json']);
	keys.recall({ tenantId: 1, version: 1 });
	expect(told(keys, config(1, true))).toEqual([[1, own.keyId, own.key]]);
});

test('a disk that does not take them is told, and they count until the gateway ends', async () => {
	const dir = folder();
	const own = newTerminalKey();
	const keys = started(dir);
	rmSync(join(dir, 'terminal-keys'), { recursive: true });
	await expect(keys.replace(1, text(own))).rejects.toThrow('ENOENT');
	expect(told(keys, config(1, true))).toEqual([[1, own.keyId, own.key]]);
});

test('a gateway that starts again knows the keys of the configuration that is in force, of each tenant its own, without being told', async () => {
	const dir = folder();
	const [first, second] = [newTerminalKey(), newTerminalKey()];
	const before = started(dir);
	await before.replace(1, text(first, 4));
	await before.replace(12, text(second, 9));
	const keys = started(dir);
	expect(told(keys, config(1, true), config(12, true))).toEqual([]);
	keys.recall({ tenantId: 1, version: 4 });
	keys.recall({ tenantId: 12, version: 9 });
	expect(told(keys, config(1, true), config(12, true))).toEqual([
		[1, first.keyId, first.key],
		[12, second.keyId, second.key],
	]);
});

test('keys of another version than the journal has count no more: they may have been revoked while another gateway led', async () => {
	const dir = folder();
	await started(dir).replace(1, text(newTerminalKey(), 4));
	const keys = started(dir);
	keys.recall({ tenantId: 1, version: 5 });
	expect(told(keys, config(1, true))).toEqual([]);
});

test('a revoked key is not recalled', async () => {
	const dir = folder();
	const before = started(dir);
	await before.replace(1, text(newTerminalKey(), 1));
	await before.replace(1, none);
	const keys = started(dir);
	keys.recall({ tenantId: 1, version: 2 });
	expect(told(keys, config(1, true))).toEqual([]);
});

test('what is kept is sealed: no key stands in its file, and a file that was changed brings none back', async () => {
	const dir = folder();
	const own = newTerminalKey();
	await started(dir).replace(1, text(own));
	const place = join(dir, 'terminal-keys');
	const [name = ''] = readdirSync(place);
	const kept = readFileSync(join(place, name), 'utf8');
	expect(kept).toContain(own.keyId);
	expect(kept).not.toContain(own.key);
	expect(Buffer.from(kept, 'base64url').toString('latin1')).not.toContain(own.key);
	writeFileSync(join(place, name), kept.replace(own.keyId, 'mt-other'));
	const keys = started(dir);
	expect(() => keys.recall({ tenantId: 1, version: 1 })).toThrow();
	expect(told(keys, config(1, true))).toEqual([]);
});
