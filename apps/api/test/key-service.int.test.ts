import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTransitServer, type TransitServer } from '@meridian/auth/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { startTestApi, type TestApi } from './support.ts';

const report = z.object({ checks: z.record(z.string(), z.string()) });

/** It answers as it did for 5 s. */
const wait = { timeout: 20_000, interval: 200 };

describe('an API whose data keys Vault wraps', () => {
	let vault: TransitServer;
	let folder: string;
	let it: TestApi | undefined;
	beforeAll(async () => {
		vault = await startTransitServer();
		folder = await mkdtemp(join(tmpdir(), 'key-service-'));
		await writeFile(join(folder, 'token'), 'first-token');
		await writeFile(join(folder, 'ended'), 'ended-token');
	});
	afterAll(async () => {
		await it?.close();
		await vault?.stop();
		await rm(folder, { recursive: true });
	});
	const start = (of: { readonly url?: string; readonly keyName?: string; readonly tokenFile?: string } = {}) =>
		startTestApi({
			redisDb: 6,
			env: { vault: { url: vault.url, keyName: vault.keyName, tokenFile: join(folder, 'token'), ...of } },
		});

	test('does not start with a wrong address, token or key name, and says which', async () => {
		const gone = await startTransitServer();
		await gone.stop();
		await expect(start({ url: gone.url })).rejects.toThrow(/can’t be reached.*check MERIDIAN_VAULT_URL/);
		await expect(start({ keyName: 'meridain' })).rejects.toThrow(/no key "meridain": check mount, key and namespace/);
		await expect(start({ tokenFile: join(folder, 'ended') })).rejects.toThrow(/refuses the token \(403\)/);
		await expect(start({ tokenFile: join(folder, 'nothing') })).rejects.toThrow(/can’t be read from .*nothing \(ENOENT\)/);
		vault.seal(true);
		await expect(start()).rejects.toThrow(/sealed/);
		vault.seal(false);
	});

	test('starts where all is well, and its health tells when Vault goes away and is back', async () => {
		it = await start();
		const keys = async () => report.parse(await (await fetch(`${it?.url}/health`)).json()).checks.keys;
		expect(await keys()).toBe('ok');
		vault.seal(true);
		await vi.waitFor(async () => expect(await keys()).toMatch(/sealed or a standby \(503\): unseal it/), wait);
		vault.seal(false);
		await vi.waitFor(async () => expect(await keys()).toBe('ok'), wait);
		vault.tokens.clear();
		await vi.waitFor(async () => expect(await keys()).toMatch(/refuses the token/), wait);
		vault.tokens.add('first-token');
	});
}, 90_000);
