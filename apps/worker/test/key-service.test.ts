import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTransitServer } from '@meridian/auth/testing';
import { createLogger } from '@meridian/telemetry';
import { expect, test } from 'vitest';
import { startWorker } from '../src/start.ts';

test('a worker does not start with a wrong address, token or key name of Vault, and says which, before it touches anything else', async () => {
	process.env.MERIDIAN_LOG_LEVEL ??= 'silent';
	const folder = await mkdtemp(join(tmpdir(), 'worker-keys-'));
	const [vault, gone] = await Promise.all([startTransitServer(), startTransitServer()]);
	await gone.stop();
	await writeFile(join(folder, 'token'), 'first-token');
	await writeFile(join(folder, 'ended'), 'ended-token');
	const start = (of: { readonly url?: string; readonly keyName?: string; readonly tokenFile?: string }) =>
		startWorker(
			{
				// None of these is there.
				...{ databaseUrl: 'postgres://127.0.0.1:1/none', redisUrl: 'redis://127.0.0.1:1', storeDir: join(folder, 'store'), httpPort: 0 },
				vault: { url: vault.url, keyName: vault.keyName, tokenFile: join(folder, 'token'), ...of },
			},
			createLogger('test'),
		);
	try {
		await expect(start({ url: gone.url })).rejects.toThrow(/can’t be reached.*check MERIDIAN_VAULT_URL/);
		await expect(start({ keyName: 'meridain' })).rejects.toThrow(/no key "meridain": check mount, key and namespace/);
		await expect(start({ tokenFile: join(folder, 'ended') })).rejects.toThrow(/refuses the token \(403\)/);
	} finally {
		await vault.stop();
		await rm(folder, { recursive: true });
	}
});
