import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hashSources } from '../src/build/stamp.ts';
import { environmentFor } from '../src/environment.ts';
import { recordingName } from '../src/market.ts';
import { parseStartArguments } from '../src/options.ts';
import { portsFrom, requireFreePorts } from '../src/ports.ts';
import { Backoff } from '../src/process/backoff.ts';
import { readable } from '../src/process/output.ts';
import { loadSecrets } from '../src/secrets.ts';
import { reachable } from '../src/services/postgres-files.ts';
import { appUrlAt, externalServices } from '../src/services/start.ts';
import { freePort } from './until.ts';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'meridian-launcher-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('options', () => {
	test('the port decides ports and state folder; a second copy needs nothing else', () => {
		const options = parseStartArguments(['--port', '5000'], {});
		expect(options).toMatchObject({ portBase: 5000, fresh: false, venue: 'mt5' });
		expect(options.stateDir).toMatch(/\.state\/5000$/);
		expect(portsFrom(5000)).toMatchObject({ web: 5000, api: 5001, line: 5006, postgres: 5010, redis: 5011 });
	});
	test.each([
		[['--port', 'high'], /port base must be a whole number/],
		[['--venue', 'moon'], /--venue is mt5 or simulator, not moon/],
		[['--ticks', 'a.zip', '--speed', '0'], /--speed is a number above 0/],
		[['--speed', '2'], /--speed goes with --ticks/],
		[['--colour'], /--colour/],
	])('%j is refused with the reason', (args, message) => {
		expect(() => {
			const { portBase = 0 } = parseStartArguments(args, {});
			portsFrom(portBase);
		}).toThrow(message);
	});
	test('a taken port says which, what for, and how to move', async () => {
		const port = await freePort();
		const taken = createServer().listen(port, '127.0.0.1');
		await new Promise((resolve) => taken.once('listening', resolve));
		await expect(requireFreePorts({ api: port })).rejects.toThrow(new RegExp(`${port} \\(api\\) is taken[\\s\\S]*--port N`));
		taken.close();
	});
});

test('a recording is named by symbol and day', () => {
	expect(recordingName('/data/eurusd/20140506_quote.zip')).toBe('EURUSD 2014-05-06');
	expect(recordingName('/data/mine.csv')).toBe('mine.csv');
});

describe('secrets', () => {
	test('are made once, closed to others, and a password per demo user', () => {
		const first = loadSecrets(folder);
		expect(loadSecrets(folder)).toEqual(first);
		expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
		expect(Object.keys(first.users)).toHaveLength(7);
		expect(first.users['trader@aurora.example']).toMatch(/^([a-z0-9]{4}-){3}[a-z0-9]{4}$/);
	});
	test('a file of an older version gets the keys and passwords that it lacks, and keeps the others', () => {
		const { credentialKey, dataKey, ...older } = loadSecrets(folder);
		const { 'operator@meridian.example': _, ...users } = older.users;
		writeFileSync(join(folder, 'secrets.json'), JSON.stringify({ ...older, users }));
		const upgraded = loadSecrets(folder);
		expect(upgraded).toMatchObject({ ...older, users });
		expect([upgraded.dataKey === dataKey, Object.keys(upgraded.users).length]).toEqual([false, 7]);
		expect(upgraded.credentialKey).toMatch(/^[0-9a-f]{64}$/);
		expect(upgraded.credentialKey).not.toBe(credentialKey);
		expect(loadSecrets(folder)).toEqual(upgraded);
	});
	test('a damaged file is refused, not replaced', () => {
		writeFileSync(join(folder, 'secrets.json'), '{"authSecret":');
		expect(() => loadSecrets(folder)).toThrow(/damaged[\s\S]*--fresh/);
	});
	test('each process gets only those it needs', () => {
		const all = { AUTH_SECRET: 'a', MERIDIAN_TERMINAL_KEY: 't', DATABASE_ADMIN_URL: 'd', DATABASE_URL: 'u', MERIDIAN_WEB_PORT: '1' };
		expect(environmentFor('api', all)).toEqual({ AUTH_SECRET: 'a', DATABASE_URL: 'u', MERIDIAN_WEB_PORT: '1' });
		expect(environmentFor('gateway', all)).toEqual({ MERIDIAN_TERMINAL_KEY: 't', DATABASE_URL: 'u', MERIDIAN_WEB_PORT: '1' });
		expect(environmentFor('terminal', all)).toEqual({ MERIDIAN_WEB_PORT: '1' });
		const vault = { MERIDIAN_DATA_KEYS: 'k', MERIDIAN_VAULT_TOKEN_FILE: 'f' };
		for (const name of ['api', 'worker']) expect(environmentFor(name, vault)).toEqual(vault);
		for (const name of ['gateway', 'web', 'line']) expect(environmentFor(name, vault)).toEqual({});
	});
});

describe('a given database', () => {
	test('DATABASE_URL alone is the administrator’s; the app logs in with its own role', () => {
		expect(externalServices({ DATABASE_URL: 'postgresql://boss:x@db:5432/m' })).toMatchObject({
			adminUrl: 'postgresql://boss:x@db:5432/m',
			appUrl: undefined,
		});
		expect(appUrlAt('postgresql://boss:x@db:5432/m', 'word')).toBe('postgresql://m.app:word@db:5432/m');
	});
	test('the app’s role alone cannot migrate, and that is said', () => {
		expect(() => externalServices({ DATABASE_URL: 'postgresql://m.app:x@db/m' })).toThrow(/DATABASE_ADMIN_URL/);
	});
	test('a folder closed to others is not reachable for the server’s user', () => {
		expect(reachable('/usr/bin')).toBe(true);
		expect(reachable(join(folder, 'inner'))).toBe(false); // mkdtemp makes 0700
	});
});

describe('output', () => {
	test('a log record reads as a line, anything else as it is', () => {
		expect(readable('{"level":"warn","time":"t","service":"api","pid":1,"msg":"login refused","correlationId":"c1"}')).toBe(
			'WARN login refused  correlationId=c1',
		);
		expect(readable('{"level":"info","msg":"listening","port":7401}')).toBe('listening  port=7401');
		expect(readable('{broken')).toBe('{broken');
		expect(readable('LOG:  ready')).toBe('LOG:  ready');
	});
	test('back-off doubles to 30 s and forgets after a good minute', () => {
		const backoff = new Backoff();
		expect(Array.from({ length: 9 }, () => backoff.next(10))).toEqual([250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
		expect(backoff.next(60_000)).toBe(250);
	});
});

test('a build is stale when a source changes, not when a test or a build product does', () => {
	mkdirSync(join(folder, '.next'));
	writeFileSync(join(folder, 'page.tsx'), '1');
	const before = hashSources([folder]);
	writeFileSync(join(folder, 'page.test.tsx'), '1');
	writeFileSync(join(folder, '.next/x'), '1');
	expect(hashSources([folder])).toBe(before);
	writeFileSync(join(folder, 'page.tsx'), '2');
	expect(hashSources([folder])).not.toBe(before);
});
