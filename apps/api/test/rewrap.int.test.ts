import 'reflect-metadata';
import { spawn } from 'node:child_process';
import { webcrypto } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import {
	dataKeyProvider,
	decrypt,
	encrypt,
	type KeyProvider,
	KeyServiceError,
	localKeys,
	terminalKeyPurpose,
	wrappingKeyOf,
} from '@meridian/auth';
import { startTransitServer, type TransitServer } from '@meridian/auth/testing';
import { createDb, type Db, webhookSecretPurpose } from '@meridian/db';
import { createTestDatabase, type TestDatabase } from '@meridian/db/testing';
import { checkModel, sha256OfModel, signModel } from '@meridian/ml';
import { createLogger } from '@meridian/telemetry';
import { cryptoProvider, PemConverter, SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keySealer } from '../src/gateway/terminal-keys.ts';
import { totpPurpose } from '../src/modules/factors/proof.ts';
import { secretPurpose } from '../src/modules/sso/config.ts';
import { rewrapAll } from '../src/rewrap/rewrap.ts';

const main = fileURLToPath(new URL('../src/rewrap/main.ts', import.meta.url));
const older = `k1:${'1f'.repeat(32)}`;
const newer = `k2:${'2e'.repeat(32)}`;
const model = Buffer.from('a model');
process.env.MERIDIAN_LOG_LEVEL = 'silent';
const log = createLogger('test');

/** Of 127.0.0.1, signed by itself. */
async function certificate(): Promise<{ readonly key: string; readonly cert: string }> {
	cryptoProvider.set(webcrypto);
	const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
	const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
	const made = await X509CertificateGenerator.createSelfSigned({
		...{ serialNumber: '01', name: 'CN=vault', keys, signingAlgorithm: algorithm },
		...{ notBefore: new Date(Date.now() - 60_000), notAfter: new Date(Date.now() + 86_400_000) },
		extensions: [new SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }])],
	});
	return {
		key: PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY'),
		cert: made.toString('pem'),
	};
}

describe('values that are kept', () => {
	let database: TestDatabase;
	let db: Db;
	let vault: TransitServer;
	let folder: string;
	let env: Record<string, string>;
	let a = 0;
	let b = 0;
	let userId = 0;

	beforeAll(async () => {
		const tls = await certificate();
		vault = await startTransitServer({ tls });
		folder = await mkdtemp(join(tmpdir(), 'rewrap-'));
		await writeFile(join(folder, 'token'), 'first-token\n');
		await writeFile(join(folder, 'ca.pem'), tls.cert);
		database = await createTestDatabase();
		db = createDb({ url: database.url, serveSuspended: true });
		[a = 0, b = 0] = database.tenants;
		userId = (await db.platform.user.findFirstOrThrow({ orderBy: { id: 'asc' } })).id;
		const keys = localKeys(older);
		const sealed = (purpose: string) => encrypt(keys, { plain: `secret of ${purpose}`, purpose });
		for (const tenantId of [a, b]) {
			const id = `own-${tenantId}`;
			await db.platform.terminalKey.create({
				data: { id, tenantId, accountId: 1, encrypted: await sealed(terminalKeyPurpose(id)), createdBy: userId },
			});
			const secret = await sealed(webhookSecretPurpose(id));
			const hook = { id, tenantId, url: 'https://receiver.example', description: '', events: [], cursor: {}, createdBy: userId };
			// Another that had no secret before.
			await db.platform.webhookEndpoint.createMany({
				data: [
					{ ...hook, secret, previousSecret: await sealed(webhookSecretPurpose(id)) },
					{ ...hook, id: `${id}-other`, secret },
				],
			});
			await db.platform.identityProvider.createMany({
				data: [
					{ id, tenantId, kind: 'OIDC', name: id, config: {}, secret: await sealed(secretPurpose({ tenantId, id })) },
					{ id: `${id}-saml`, tenantId, kind: 'SAML', name: id, config: {}, secret: null },
				],
			});
			// The same name and version at both.
			await db.forTenant(tenantId).mlModel.create({ data: { name: 'same' } });
			const signature = await signModel(keys, { tenantId, sha256: sha256OfModel(model) });
			const version = { modelName: 'same', source: '', createdBy: userId };
			await db.forTenant(tenantId).mlModelVersion.createMany({
				data: [
					{ ...version, version: 1, signature },
					{ ...version, version: 2, signature: null },
				],
			});
		}
		await db.platform.secondFactor.createMany({
			data: [
				{ id: 'totp', userId, kind: 'TOTP', name: 'app', secret: await sealed(totpPurpose(userId)) },
				{ id: 'passkey', userId, kind: 'PASSKEY', name: 'key', secret: 'a public key' },
			],
		});
		env = {
			...{ PATH: process.env.PATH ?? '', DATABASE_URL: database.url, AUTH_SECRET: 'ab'.repeat(32), MERIDIAN_LOG_LEVEL: 'info' },
			...{ MERIDIAN_VAULT_URL: vault.url, MERIDIAN_VAULT_KEY: vault.keyName },
			...{ MERIDIAN_VAULT_TOKEN_FILE: join(folder, 'token'), MERIDIAN_VAULT_CA_FILE: join(folder, 'ca.pem') },
		};
	}, 60_000);
	afterAll(async () => {
		await db?.close();
		await database?.close();
		await vault?.stop();
		await rm(folder, { recursive: true });
	});

	/** Every encrypted value that is kept, with its purpose. */
	async function all(): Promise<{ readonly text: string; readonly purpose: string }[]> {
		const { platform } = db;
		const factors = await platform.secondFactor.findMany({ where: { kind: 'TOTP' } });
		const terminals = await platform.terminalKey.findMany();
		const hooks = await platform.webhookEndpoint.findMany();
		const providers = await platform.identityProvider.findMany();
		const values = [
			...factors.map((row) => ({ text: row.secret, purpose: totpPurpose(row.userId) })),
			...terminals.map((row) => ({ text: row.encrypted, purpose: terminalKeyPurpose(row.id) })),
			...hooks.flatMap(({ id, secret, previousSecret }) =>
				[secret, previousSecret].map((text) => ({ text, purpose: webhookSecretPurpose(id.replace('-other', '')) })),
			),
			...providers.map((row) => ({ text: row.secret, purpose: secretPurpose(row) })),
		];
		return values.flatMap(({ text, purpose }) => (text === null ? [] : [{ text, purpose }]));
	}
	async function wrappedBy(): Promise<string[]> {
		const signatures = await Promise.all([a, b].map((id) => db.forTenant(id).mlModelVersion.findMany({ where: { version: 1 } })));
		return [...(await all()).map(({ text }) => text), ...signatures.flat().map(({ signature }) => signature ?? '')].map(wrappingKeyOf);
	}
	async function expectOpenBy(keys: KeyProvider): Promise<void> {
		for (const value of await all()) expect(await decrypt(keys, value)).toBe(`secret of ${value.purpose}`);
		for (const tenantId of [a, b])
			for (const { version, signature } of await db.forTenant(tenantId).mlModelVersion.findMany()) {
				if (version === 2) expect(signature).toBeNull();
				else await checkModel(keys, { tenantId, bytes: model, signature });
			}
	}
	const byVault = (): KeyProvider => {
		const files = { tokenFile: join(folder, 'token'), caFile: join(folder, 'ca.pem') };
		const keys = dataKeyProvider({ vault: { url: vault.url, keyName: vault.keyName, ...files } });
		if (keys === undefined) throw new Error('there is no provider');
		return keys;
	};
	async function run(change: Record<string, string>) {
		const child = spawn(process.execPath, [main], { env: { ...env, ...change }, stdio: ['ignore', 'pipe', 'pipe'] });
		const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), new Promise((end) => child.once('close', end))]);
		return { said: `${out}${err}`, code };
	}

	test('move from one local key to the next, at every tenant', async () => {
		const count = (await wrappedBy()).length;
		expect(count).toBe(13);
		const keys = localKeys(`${newer},${older}`);
		expect(await rewrapAll({ db, keys, log })).toEqual({ newest: 'k2', moved: count, current: 0, failed: 0 });
		expect(new Set(await wrappedBy())).toEqual(new Set(['k2']));
		await expectOpenBy(localKeys(newer));
		expect(await rewrapAll({ db, keys, log })).toEqual({ newest: 'k2', moved: 0, current: count, failed: 0 });
	});

	test('stay as they are while Vault is away, and the command says so and fails', async () => {
		vault.seal(true);
		const { said, code } = await run({ MERIDIAN_DATA_KEYS: newer });
		vault.seal(false);
		expect(code).toBe(1);
		expect(said).toContain('sealed or a standby');
		expect(new Set(await wrappedBy())).toEqual(new Set(['k2']));
	});

	test('are left where the old key is not given, each by its name', async () => {
		const { said, code } = await run({ MERIDIAN_DATA_KEYS: older });
		expect(code).toBe(1);
		for (const column of ['second_factors.secret', 'webhook_endpoints.previous_secret', `ml_model_versions.signature of tenant ${b}`])
			expect(said).toContain(column);
		expect(said).not.toContain('secret of');
		expect(new Set(await wrappedBy())).toEqual(new Set(['k2']));
	});

	test('move to Vault by the command, over TLS, and then need no local key; its own rotation moves them on', async () => {
		expect(await run({ MERIDIAN_DATA_KEYS: newer })).toMatchObject({ code: 0, said: expect.stringContaining('"moved":13') });
		expect(new Set(await wrappedBy())).toEqual(new Set(['vault:v1']));
		await expectOpenBy(byVault());
		vault.rotate();
		expect(await rewrapAll({ db, keys: byVault(), log })).toMatchObject({ newest: 'vault:v2', moved: 13 });
		vault.forgetBelow(2);
		await expectOpenBy(byVault());
		expect((await db.platform.secondFactor.findUniqueOrThrow({ where: { id: 'passkey' } })).secret).toBe('a public key');
	});

	test('a certificate that nobody vouches for is not believed', async () => {
		const { said, code } = await run({ MERIDIAN_VAULT_CA_FILE: '' });
		expect(code).toBe(1);
		expect(said).toMatch(/can’t be reached \(DEPTH_ZERO_SELF_SIGNED_CERT\)/);
	});

	test('half of Vault is a clear error', async () => {
		const { said, code } = await run({ MERIDIAN_VAULT_KEY: '', MERIDIAN_DATA_KEYS: newer });
		expect(code).toBe(1);
		expect(said).toContain('MERIDIAN_VAULT_URL is wrong: with it Vault wraps data keys, which needs MERIDIAN_VAULT_KEY too');
	});

	test('keys of terminals that can’t be asked for keep the tenant from being pushed without them; one that was changed is left out', async () => {
		const sealKeys = keySealer({ dataKeys: byVault(), gatewayKey: 'g'.repeat(32), log });
		const rows = (await db.platform.terminalKey.findMany({ orderBy: { id: 'asc' } })).map(({ id, accountId, encrypted }) => ({
			...{ accountId, keyId: id, encrypted },
		}));
		vault.seal(true);
		await expect(sealKeys(rows)).rejects.toThrow(KeyServiceError);
		const bytes = model;
		const signature = (await db.forTenant(a).mlModelVersion.findFirstOrThrow({ where: { version: 1 } })).signature;
		await expect(checkModel(byVault(), { tenantId: a, bytes, signature })).rejects.toThrow(/sealed/);
		vault.seal(false);
		const [first, second] = rows;
		if (first === undefined || second === undefined) throw new Error('there are two keys');
		const changed = { ...first, encrypted: first.encrypted.replace('vault:v2', 'vault:v1') };
		expect((await sealKeys([changed, second])).map(({ keyId }) => keyId)).toEqual([second.keyId]);
	});
});
