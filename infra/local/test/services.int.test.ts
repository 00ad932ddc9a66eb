import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { portsFrom } from '../src/ports.ts';
import { Supervisor } from '../src/process/supervisor.ts';
import { loadSecrets } from '../src/secrets.ts';
import { dataDirFor } from '../src/services/postgres-files.ts';
import { copyDatabase, startServices, wipeState } from '../src/services/start.ts';

const ports = portsFrom(17_250);
let stateDir: string;
let supervisor: Supervisor;
const open = async () => {
	supervisor = new Supervisor({ stateDir, quiet: true, note: () => undefined });
	await supervisor.claim();
	return startServices({ supervisor, stateDir, ports, secrets: loadSecrets(stateDir), note: () => undefined });
};

beforeEach(() => {
	vi.stubEnv('DATABASE_ADMIN_URL', '');
	vi.stubEnv('DATABASE_URL', '');
	vi.stubEnv('REDIS_URL', '');
	stateDir = mkdtempSync(join(tmpdir(), 'meridian-services-'));
});
afterEach(async () => {
	await supervisor.stop();
	wipeState(stateDir);
	rmSync(stateDir, { recursive: true, force: true });
	vi.unstubAllEnvs();
});

const query = async (url: string, text: string): Promise<unknown[]> => {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	try {
		return (await client.query(text)).rows;
	} finally {
		await client.end();
	}
};

test('private servers start, ask for their password, and what was written survives a restart', async () => {
	const first = await open();
	await query(first.databaseAdminUrl, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)');
	const stranger = new URL(first.databaseAdminUrl);
	stranger.password = 'guess';
	await expect(query(stranger.href, 'SELECT 1')).rejects.toThrow(/password/);
	const redis = new Redis(first.redisUrl.replace(/:[^:@]*@/, ':guess@'), { lazyConnect: true, retryStrategy: () => null });
	redis.on('error', () => undefined);
	await expect(redis.connect().then(() => redis.ping())).rejects.toThrow();
	redis.disconnect();
	await supervisor.stop();

	const second = await open();
	expect(await query(second.databaseAdminUrl, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
	expect(statSync(join(stateDir, 'secrets.json')).mode & 0o777).toBe(0o600);
	expect(statSync(dataDirFor(stateDir)).mode & 0o077).toBe(0);
});

test('a copy of a closed database has its rows and passwords, keys of its own, and no way back', async () => {
	const first = await open();
	await query(first.databaseAdminUrl, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)');
	await supervisor.stop();
	const original = stateDir;
	const secrets = loadSecrets(original);
	stateDir = join(original, 'copy');
	await copyDatabase(original, stateDir);

	const copy = await open();
	await query(copy.databaseAdminUrl, 'UPDATE kept SET n = 8');
	expect(loadSecrets(stateDir)).toMatchObject({ postgresPassword: secrets.postgresPassword, users: secrets.users });
	for (const key of ['authSecret', 'gatewayKey', 'terminalKey', 'credentialKey', 'dataKey'] as const)
		expect(loadSecrets(stateDir)[key]).not.toBe(secrets[key]);
	await supervisor.stop();

	stateDir = original;
	const again = await open();
	expect(await query(again.databaseAdminUrl, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
});

test('a database that is killed comes back with its data', async () => {
	const services = await open();
	await query(services.databaseAdminUrl, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (8)');
	const postgres = supervisor.get('postgres');
	postgres.kill('SIGKILL');
	await vi.waitUntil(() => postgres.restarts > 0, { timeout: 15_000 });
	await postgres.waitFor('ok', 20_000);
	expect(await query(services.databaseAdminUrl, 'SELECT n FROM kept')).toEqual([{ n: 8 }]);
});
