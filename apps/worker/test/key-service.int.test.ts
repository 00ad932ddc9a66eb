import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTransitServer, type TransitServer } from '@meridian/auth/testing';
import { createTestDatabase, type TestDatabase } from '@meridian/db/testing';
import { createLogger } from '@meridian/telemetry';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { WorkerEnv } from '../src/env.ts';
import { type RunningWorker, startWorker } from '../src/start.ts';

const report = z.object({ checks: z.record(z.string(), z.string()) });
/** It answers as it did for 5 s. */
const wait = { timeout: 20_000, interval: 200 };

describe('a worker whose data keys Vault wraps', () => {
	let database: TestDatabase;
	let vault: TransitServer;
	let folder: string;
	let worker: RunningWorker | undefined;
	beforeAll(async () => {
		process.env.MERIDIAN_LOG_LEVEL = 'silent';
		database = await createTestDatabase();
		vault = await startTransitServer();
		folder = await mkdtemp(join(tmpdir(), 'worker-keys-'));
		await writeFile(join(folder, 'token'), 'first-token');
		await writeFile(join(folder, 'ended'), 'ended-token');
	}, 60_000);
	afterAll(async () => {
		await worker?.stop();
		await vault?.stop();
		await database?.close();
		await rm(folder, { recursive: true });
	});
	const settings = (of: Partial<WorkerEnv['vault']> = {}) => ({
		vault: { url: vault.url, keyName: vault.keyName, tokenFile: join(folder, 'token'), ...of },
	});

	test('does not start with a wrong address, token or key name, and says which, before it touches anything else', async () => {
		const gone = await startTransitServer();
		await gone.stop();
		const start = (of: Partial<WorkerEnv['vault']>) => {
			// None of these is there.
			const rest = { databaseUrl: 'postgres://127.0.0.1:1/none', redisUrl: 'redis://127.0.0.1:1', storeDir: join(folder, 'none') };
			return startWorker({ ...rest, httpPort: 0, ...settings(of) }, createLogger('test'));
		};
		await expect(start({ url: gone.url })).rejects.toThrow(/can’t be reached.*check MERIDIAN_VAULT_URL/);
		await expect(start({ keyName: 'meridain' })).rejects.toThrow(/no key "meridain": check mount, key and namespace/);
		await expect(start({ tokenFile: join(folder, 'ended') })).rejects.toThrow(/refuses the token \(403\)/);
	});

	test('starts where all is well, and its health tells when Vault goes away and is back', async () => {
		const place = { databaseUrl: database.url, redisUrl: process.env.REDIS_URL ?? '', storeDir: join(folder, 'store'), httpPort: 0 };
		worker = await startWorker({ ...place, ...settings() }, createLogger('test'));
		const keys = async () => report.parse(await (await fetch(`http://127.0.0.1:${worker?.port}/health`)).json()).checks.keys;
		expect(await keys()).toBe('ok');
		vault.seal(true);
		await vi.waitFor(async () => expect(await keys()).toMatch(/sealed or a standby \(503\): unseal it/), wait);
		vault.seal(false);
		await vi.waitFor(async () => expect(await keys()).toBe('ok'), wait);
	});
}, 90_000);
