import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataKeyProvider, KeyServiceError } from '@meridian/auth';
import { startTransitServer, type TransitServer } from '@meridian/auth/testing';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiContext } from '../../src/context.ts';
import { type Begun, beginOnce } from '../../src/rest/idempotency.ts';

describe('an Idempotency-Key whose answer Vault seals', () => {
	let redis: Redis;
	let vault: TransitServer;
	let folder: string;

	beforeAll(async () => {
		redis = new Redis(process.env.REDIS_URL ?? '');
		vault = await startTransitServer();
		folder = await mkdtemp(join(tmpdir(), 'once-'));
		await writeFile(join(folder, 'token'), 'first-token');
	});
	afterAll(async () => {
		redis?.disconnect();
		await vault?.stop();
		await rm(folder, { recursive: true });
	});

	const contextOf = (tenantId: number): ApiContext => {
		const dataKeys = dataKeyProvider({ vault: { url: vault.url, keyName: vault.keyName, tokenFile: join(folder, 'token') } });
		const auth = { kind: 'viewer', viewer: { tenantId, userId: 1, sessionId: 1n, permissions: new Set() } };
		return { app: { redis, dataKeys }, auth } as unknown as ApiContext;
	};
	const first = (begun: Begun) => {
		if (begun.kind !== 'first') throw new Error(`it is ${begun.kind}`);
		return begun;
	};

	test('does nothing while Vault is away, and then acts once for each tenant', async () => {
		const key = randomUUID();
		const begin = (tenantId: number) => beginOnce(contextOf(tenantId), { key, request: 'place' });
		vault.seal(true);
		for (const tenantId of [1, 2]) await expect(begin(tenantId)).rejects.toThrow(KeyServiceError);
		vault.seal(false);
		// Nothing is left that says that one is under way.
		const begun = await Promise.all([1, 2].map(async (tenantId) => first(await begin(tenantId))));
		expect((await begin(1)).kind).toBe('running');
		// Once it acts, its answer is kept, whatever becomes of Vault.
		vault.seal(true);
		for (const [at, one] of begun.entries()) await one.end({ status: 200, body: { secret: `of ${at + 1}` } });
		for (const name of await redis.keys('t:[12]:once:1:*')) expect(await redis.get(name)).not.toContain('secret');
		vault.seal(false);
		for (const tenantId of [1, 2])
			expect(await begin(tenantId)).toEqual({ kind: 'replayed', answer: { status: 200, body: { secret: `of ${tenantId}` } } });
	});
});
